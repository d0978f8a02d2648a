/* Who the client says it is: AUTH passed on to the next hop, XCLIENT and XFORWARD from peers we listen to. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "smtp/inside.h"

/* -- AUTH: the next hop decides; the lines go to and fro untouched and are never logged (P16) -- */

/* PLAIN and LOGIN say the name in the clear behind base64: it is kept for the log and for policy. */
static void
note_user(struct session *s, struct bytes base64, bool is_plain)
{
	uint8_t out[800];
	if (base64.len == 0 || base64.len > 1000 || base64.len % 4 != 0)
		return;
	int len = EVP_DecodeBlock(out, base64.at, (int)base64.len);
	for (size_t i = base64.len; len > 0 && i > 0 && base64.at[i - 1] == '='; i--)
		len--;
	if (len <= 0)
		return;
	struct bytes user = bytes_of(out, (size_t)len);
	if (is_plain) {
		size_t nul = bytes_find_octet(user, 0);
		user = nul == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(user, nul + 1);
		user = bytes_to(user, bytes_find_octet(user, 0));
	}
	for (size_t i = 0; i < user.len; i++)
		if (user.at[i] < 0x21 || user.at[i] > 0x7e)
			return;
	(void)snprintf(s->user, sizeof s->user, "%.*s", BYTES_ARGS(bytes_to(user, sizeof s->user - 1)));
}

/* Credentials do not stay in memory longer than they are needed. */
void
auth_forget(struct session *s)
{
	if (s->auth_first != NULL)
		explicit_bzero(s->auth_first, strlen(s->auth_first));
	free(s->auth_first);
	s->auth_first = NULL;
}

void
auth_begin(struct session *s, struct bytes argument)
{
	if ((s->offered.caps & CAP_AUTH) == 0) {
		session_error(s, "503 5.5.1 AUTH is not offered");
		return;
	}
	if (s->t.has_mail || s->is_authenticated) {
		session_error(s, "503 5.5.1 Not now");
		return;
	}
	struct bytes rest = bytes_trim(argument), mechanism;
	if (rest.len == 0) {
		session_error(s, "501 5.5.4 AUTH needs a mechanism");
		return;
	}
	s->user[0] = 0;
	s->auth_is_login = bytes_equal_nocase(rest, BYTES("LOGIN"));
	s->auth_is_plain = bytes_starts_nocase(rest, BYTES("PLAIN"));
	if (bytes_cut(&rest, ' ', &mechanism) && rest.len != 0 && s->auth_is_plain)
		note_user(s, bytes_trim(rest), true);
	s->state = SESSION_AUTH;
	link_pause(&s->link);
	auth_forget(s);
	must(asprintf(&s->auth_first, "AUTH %.*s", BYTES_ARGS(bytes_trim(argument))) > 0);
	if (s->hop_conn != NULL) {
		auth_reply(s, 0, NULL);
		return;
	}
	s->request = (struct hop_request){ .ops = &session_hop_ops, .owner = s };
	s->hop = s->listener->only_hop;
	hop_get(s->hop, &s->request);
}

/* The next hop's turn: 0 is "connected". */
void
auth_reply(struct session *s, int code, const char *text)
{
	if (code == 0) {
		s->hop_conn->is_dedicated = true; /* it speaks for this client from now on */
		hop_command(s->hop_conn, bytes_of_cstr(s->auth_first));
		auth_forget(s);
		return;
	}
	session_pass(s, code, text);
	link_resume(&s->link);
	if (code == 334)
		return;
	s->state = SESSION_COMMAND;
	if (code == 235) {
		s->is_authenticated = true;
		if (s->user[0] == 0)
			(void)snprintf(s->user, sizeof s->user, "authenticated");
		return;
	}
	s->user[0] = 0;
	s->errors++;
	session_event(s, GATE_REFUSED_COMMAND, code, text, true);
	if (s->hop_conn != NULL) {
		hop_put(s->hop_conn, false);
		s->hop_conn = NULL;
	}
}

void
auth_line(struct session *s, struct bytes line)
{
	if (s->hop_conn == NULL)
		return;
	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] < ' ' || line.at[i] > '~') {
			/* A bare CR may be a line end to the server behind (RFC 4954 s4 wants base64). */
			session_farewell(s, "500 5.5.2 Control characters in an answer");
			return;
		}
	}
	if (s->user[0] == 0 && (s->auth_is_login || s->auth_is_plain))
		note_user(s, line, s->auth_is_plain);
	link_pause(&s->link);
	hop_command(s->hop_conn, line);
}

/* -- XCLIENT and XFORWARD (Postfix's XCLIENT_README) -- */

/* xtext: "+41" is "A"; FAULT_INPUT for anything that is not printable in the end. */
static int
xtext_decode(struct bytes in, char *out, size_t room)
{
	size_t len = 0;
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];
		if (c == '+') {
			if (i + 2 >= in.len || ascii_hex(in.at[i + 1]) < 0 || ascii_hex(in.at[i + 2]) < 0)
				return FAULT_INPUT;
			c = (uint8_t)(ascii_hex(in.at[i + 1]) << 4 | ascii_hex(in.at[i + 2]));
			i += 2;
		}
		if (c < 0x21 || c > 0x7e || len + 1 >= room)
			return FAULT_INPUT;
		out[len++] = (char)c;
	}
	out[len] = 0;
	return 0;
}

static int
take_attribute(struct session *s, struct bytes name, const char *value, bool is_override)
{
	bool unknown = strcmp(value, "[UNAVAILABLE]") == 0 || strcmp(value, "[TEMPUNAVAIL]") == 0;
	if (bytes_equal_nocase(name, BYTES("ADDR"))) {
		struct bytes text = bytes_of_cstr(value);
		struct cidr client;
		if (bytes_starts_nocase(text, BYTES("IPV6:")))
			text = bytes_from(text, 5);
		if (unknown)
			return 0;
		if (cidr_address(text, &client) != 0)
			return FAULT_INPUT;
		if (is_override)
			s->client = client;
	} else if (bytes_equal_nocase(name, BYTES("NAME"))) {
		/* XFORWARD is for the record, for one transaction, and changes no right. */
		char *place = is_override ? s->client_name : s->forwarded_name;
		(void)snprintf(place, sizeof s->client_name, "%s", unknown ? "" : value);
	} else if (bytes_equal_nocase(name, BYTES("HELO")) && !unknown && is_override) {
		(void)snprintf(s->helo, sizeof s->helo, "%s", value);
	} else if (bytes_equal_nocase(name, BYTES("LOGIN")) && is_override) {
		s->is_authenticated = false;
		(void)snprintf(s->user, sizeof s->user, "%s", unknown ? "" : value);
	}
	return 0;
}

static bool
take_attributes(struct session *s, struct bytes argument, bool is_override)
{
	struct bytes rest = bytes_trim(argument), pair;
	char value[256];
	bool any = false;
	while (bytes_cut(&rest, ' ', &pair)) {
		size_t equals = bytes_find_octet(pair, '=');
		if (pair.len == 0)
			continue;
		if (equals == BYTES_NOT_FOUND || xtext_decode(bytes_from(pair, equals + 1), value, sizeof value) != 0 ||
		    take_attribute(s, bytes_to(pair, equals), value, is_override) != 0)
			return false;
		any = true;
	}
	return any;
}

void
xclient_command(struct session *s, struct bytes argument)
{
	if ((s->offered.caps & CAP_XCLIENT) == 0) {
		session_error(s, "550 5.7.0 Not from you");
		return;
	}
	if (s->t.has_mail) {
		session_error(s, "503 5.5.1 Not inside a transaction");
		return;
	}
	struct cidr before = s->client;
	if (!take_attributes(s, argument, true)) {
		s->client = before;
		session_error(s, "501 5.5.4 Attributes that cannot be read");
		return;
	}
	if (s->is_counted)
		gate_leave(s->gate, &before);
	s->is_counted = false;
	if (s->hop_conn != NULL)
		hop_put(s->hop_conn, false); /* it was another client's */
	s->hop_conn = NULL;
	/* As a new session: greeting, limits and rights are those of the client it is about. */
	s->helo[0] = 0;
	s->is_extended = false;
	s->offered = (struct ehlo){ 0 };
	s->is_polite = true;
	session_go_on(s);
}

void
xforward_command(struct session *s, struct bytes argument)
{
	if ((s->offered.caps & CAP_XFORWARD) == 0) {
		session_error(s, "550 5.7.0 Not from you");
		return;
	}
	if (s->t.has_mail) {
		session_error(s, "503 5.5.1 Not inside a transaction");
		return;
	}
	if (take_attributes(s, argument, false))
		session_reply(s, "250 2.0.0 Ok");
	else
		session_error(s, "501 5.5.4 Attributes that cannot be read");
}
