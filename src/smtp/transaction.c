/* MAIL and RCPT: checked here, agreed with the next hop live, answered in the client's order.
 *
 * Where every recipient of a listener goes to one next hop, MAIL is asked at once; else the first RCPT decides
 * where to, and a refusal of MAIL is the answer to each RCPT. */
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "front/place.h"
#include "smtp/inside.h"
#include "sys/clock.h"

/* A transaction's memory: a thousand recipients with their parameters. */
#define TRANSACTION_MAX ((size_t)8 << 20)

bool
transaction_waits(const struct session *s)
{
	return s->first_pending != NULL;
}

static struct pending *
pending_add(struct session *s, enum pending_kind kind, struct bytes line, struct bytes address)
{
	struct pending *p = arena_get(s->t.arena, 1, sizeof *p);
	if (p == NULL)
		return NULL;
	*p = (struct pending){ .kind = kind, .line = line, .address = address };
	*s->last_pending = p;
	s->last_pending = &p->next;
	return p;
}

static bool
pending_mail(struct session *s, enum pending_kind kind)
{
	struct pending *p = pending_add(s, kind, s->t.mail_line, BYTES_NONE);
	if (p != NULL)
		p->is_mail = true;
	return p != NULL;
}

static struct pending *
pending_take(struct session *s)
{
	struct pending *p = s->first_pending;
	s->first_pending = p->next;
	if (s->first_pending == NULL)
		s->last_pending = &s->first_pending;
	return p;
}

/* Our own reply, behind those that the next hop still owes the client (RFC 2920 s3.2: in order). */
static void
say(struct session *s, const char *line, bool is_error)
{
	if (s->first_pending != NULL) {
		struct pending *p = pending_add(s, PENDING_SAID, BYTES_NONE, BYTES_NONE);
		if (p == NULL) {
			session_farewell(s, "421 4.3.0 Too much in one transaction");
			return;
		}
		p->said = line;
		p->is_error = is_error;
	} else if (line == NULL) {
		session_pass(s, s->t.mail_code, s->t.mail_text);
	} else if (is_error) {
		session_error(s, line);
	} else {
		session_reply(s, line);
	}
}

/* Replies of ours whose turn has come. */
static void
say_waiting(struct session *s)
{
	while (s->first_pending != NULL && s->first_pending->kind == PENDING_SAID) {
		struct pending *p = pending_take(s);
		if (p->said == NULL)
			session_pass(s, s->t.mail_code, s->t.mail_text);
		else if (p->is_error)
			session_error(s, p->said);
		else
			session_reply(s, p->said);
	}
}

static void
refuse(struct session *s, struct bytes recipient, const char *line)
{
	session_refused(s, recipient, atoi(line), line, false);
	say(s, line, true);
}

/* Every answer that was waited for has come: go on with the client's next lines. */
static void
settle(struct session *s)
{
	say_waiting(s);
	if (s->first_pending == NULL && s->t.mail_refused)
		transaction_end(s);
	if (s->first_pending == NULL && s->state != SESSION_JUDGE && s->state != SESSION_DELIVER)
		link_resume(&s->link);
}

void
transaction_end(struct session *s)
{
	if (s->request.hop != NULL)
		hop_cancel(&s->request);
	if (s->hop_conn != NULL && s->first_pending != NULL) {
		/* Replies are still on their way: nobody may read them for its own. */
		hop_drop(s->hop_conn);
		s->hop_conn = NULL;
	} else if (s->hop_conn != NULL && !s->is_authenticated) {
		hop_put(s->hop_conn, s->t.mail_sent);
		s->hop_conn = NULL;
	} else if (s->hop_conn != NULL && s->t.mail_sent) {
		/* The connection is the client's own since it logged in; it stays. */
		hop_command(s->hop_conn, BYTES("RSET"));
		s->quiet_replies++;
	}
	s->first_pending = NULL;
	s->last_pending = &s->first_pending;
	if (s->t.arena != NULL)
		arena_free(s->t.arena);
	s->t = (struct transaction){ 0 };
	s->lost_hop = s->replaying = false;
	s->forwarded_name[0] = 0;
}

/* -- the next hop's side -- */

/* Send what is pending: all of it to a server that offers PIPELINING, else one command at a time. */
static void
push(struct session *s)
{
	struct hop_conn *c = s->hop_conn;
	struct pending *p = s->first_pending;
	while (p != NULL && c != NULL && s->hop_conn == c) {
		struct pending *next = p->next;
		if (!p->is_sent && p->kind != PENDING_SAID) {
			if (p != s->first_pending && (c->ehlo.caps & CAP_PIPELINING) == 0)
				return;
			p->is_sent = true;
			s->t.mail_sent = true;
			/* A Maildir answers at once, inside this call. */
			hop_command(c, p->is_mail && (c->ehlo.caps & CAP_SIZE) == 0 ? s->t.mail_line_bare : p->line);
			next = s->first_pending != p ? s->first_pending : p->next;
		}
		p = next;
	}
}

static void
on_ready(void *owner, struct hop_conn *c)
{
	struct session *s = owner;
	s->hop_conn = c;
	if (s->state == SESSION_AUTH) {
		auth_reply(s, 0, NULL);
		return;
	}
	if (s->replaying) {
		transaction_replay(s);
		return;
	}
	if (s->first_pending == NULL) {
		transaction_end(s);
		return;
	}
	push(s); /* commands that came while the connection was made */
}

/* Tell the client that the transaction cannot go on; every open command gets the same answer. */
static void
fail_pending(struct session *s, int code, const char *text)
{
	s->t.mail_code = code;
	(void)snprintf(s->t.mail_text, sizeof s->t.mail_text, "%s", text);
	for (say_waiting(s); s->first_pending != NULL; say_waiting(s)) {
		struct pending *p = pending_take(s);
		if (p->kind == PENDING_QUIET)
			continue;
		s->t.asked -= p->kind == PENDING_RCPT;
		s->t.mail_refused |= p->kind == PENDING_MAIL;
		session_pass(s, code, text);
		session_refused(s, p->address, code, text, false);
	}
	settle(s);
}

static void
on_failed(void *owner)
{
	struct session *s = owner;
	if (s->state == SESSION_AUTH)
		auth_reply(s, 454, "4.7.0 Authentication is not possible now");
	else if (s->replaying)
		message_fate(s, 451, "4.4.1 The next hop does not answer", false);
	else
		fail_pending(s, 451, "4.4.1 The next hop does not answer");
}

static void
rcpt_answered(struct session *s, struct pending *p, int code, const char *text)
{
	s->t.asked--;
	if (s->t.mail_code != 0) {
		code = s->t.mail_code;
		text = s->t.mail_text;
	}
	if (code / 100 == 2) {
		struct recipient *r = LIST_ADD(s->t.arena, &s->t.recipients);
		if (r != NULL)
			*r = (struct recipient){ .address = p->address, .line = p->line };
		else
			code = 452, text = "4.5.3 Too many recipients";
	}
	session_pass(s, code, text);
	if (code / 100 != 2)
		session_refused(s, p->address, code, text, true);
}

static void
replay_answered(struct session *s, int code)
{
	(void)pending_take(s);
	if (code / 100 != 2) {
		/* It took them a minute ago: let the client ask again. */
		message_fate(s, 451, "4.3.0 The next hop has changed its mind, try again", false);
		return;
	}
	if (s->first_pending == NULL) {
		s->replaying = false;
		message_deliver(s);
	} else {
		push(s);
	}
}

static void
on_reply(void *owner, int code, const char *text)
{
	struct session *s = owner;
	if (s->quiet_replies != 0) {
		s->quiet_replies--;
		return;
	}
	if (s->state == SESSION_AUTH) {
		auth_reply(s, code, text);
		return;
	}
	if (s->replaying) {
		replay_answered(s, code);
		return;
	}
	must(s->first_pending != NULL);
	struct pending *p = pending_take(s);
	if (code == 421) {
		/* The server leaves; its words are for us, the client may stay. */
		code = 451;
	}
	if (p->kind == PENDING_RCPT) {
		rcpt_answered(s, p, code, text);
	} else if (code / 100 != 2) {
		s->t.mail_code = code;
		(void)snprintf(s->t.mail_text, sizeof s->t.mail_text, "%s", text);
	}
	if (p->kind == PENDING_MAIL) {
		session_pass(s, code, text);
		if (code / 100 != 2) {
			/* It ends when what was sent behind it has its replies, too. */
			session_refused(s, BYTES_NONE, code, text, true);
			s->t.mail_refused = true;
		}
	}
	say_waiting(s);
	push(s);
	settle(s);
}

/* -- several fates of one message -- */

static struct fate_key
key_of(const struct session *s, struct bytes recipient)
{
	return fates_key(&s->gate->fates, s->t.sender, recipient, s->t.size);
}

size_t
transaction_live(const struct session *s)
{
	size_t live = 0;
	for (size_t i = 0; i < s->t.recipients.count; i++)
		live += !s->t.recipients.at[i].is_done;
	return live;
}

/* Another message than the one that they have: nothing is known, the client asks once more. */
bool
transaction_is_same(struct session *s)
{
	if (transaction_live(s) == s->t.recipients.count)
		return true;
	struct fate_key digest = fates_digest(&s->gate->fates, s->original);
	bool is_same = true;
	for (size_t i = 0; i < s->t.recipients.count; i++) {
		const struct recipient *r = &s->t.recipients.at[i];
		if (!r->is_done || memcmp(&r->digest, &digest, sizeof digest) == 0)
			continue;
		struct fate_key key = key_of(s, r->address);
		fates_forget(&s->gate->fates, &key);
		is_same = false;
	}
	return is_same;
}

/* A recipient that was answered for in an earlier attempt; false: the next hop must be asked. */
static bool
known_fate(struct session *s, struct bytes address, struct bytes line)
{
	struct fate_key key = key_of(s, address);
	const struct fate *known = fates_find(&s->gate->fates, &key, clock_steady_us());
	/* A client of LMTP reads each reply itself. */
	if (known == NULL || s->listener->conf->kind == LISTENER_LMTP)
		return false;
	if (known->code / 100 != 2) {
		struct bytes text;
		char reply[FATES_TEXT_MAX + 8];
		int len = snprintf(reply, sizeof reply, "%d %s", known->code, known->text);
		if (!arena_copy(s->t.arena, bytes_of(reply, (size_t)len + 1), &text))
			return false;
		/* Said once: another message of the same size may be on its way. */
		fates_forget(&s->gate->fates, &key);
		refuse(s, address, (const char *)text.at);
		return true;
	}
	struct recipient *r = LIST_ADD(s->t.arena, &s->t.recipients);
	if (r == NULL)
		return false;
	*r = (struct recipient){ .address = address, .line = line, .is_done = true, .digest = known->digest };
	say(s, "250 2.1.5 Ok", false);
	return true;
}

/* Replies that differ: remembered for the retry of a client that reads only one. */
static bool
note_fates(struct session *s, const struct hop_conn *c, int code)
{
	struct fate_key digest = fates_digest(&s->gate->fates, s->original);
	size_t live = transaction_live(s), at = 0;
	bool has_each = c->each != NULL && c->each_count == live;
	unsigned classes = live != s->t.recipients.count ? 1u << 2 : 0;
	if (!has_each)
		classes |= 1u << code / 100;
	for (size_t i = 0; has_each && i < live; i++)
		classes |= 1u << c->each[i].code / 100;
	bool is_mixed = (classes & (classes - 1)) != 0;
	bool is_lmtp = s->listener->conf->kind == LISTENER_LMTP;
	for (size_t i = 0; i < s->t.recipients.count; i++) {
		struct recipient *r = &s->t.recipients.at[i];
		struct fate_key key = key_of(s, r->address);
		if (r->is_done) {
			if (!is_mixed)
				fates_forget(&s->gate->fates, &key);
			continue;
		}
		struct hop_fate whole = { .code = code, .text = "" };
		const struct hop_fate *own = has_each ? &c->each[at++] : &whole;
		if (is_lmtp) {
			r->code = has_each ? own->code : 0;
			r->text = own->text;
		} else if (is_mixed && own->code / 100 != 4) {
			fates_note(&s->gate->fates, &key, &digest, own->code, own->text, clock_steady_us());
		}
	}
	return is_mixed && !is_lmtp;
}

static void
on_sent(void *owner, int code, const char *text)
{
	struct session *s = owner;
	s->t.mail_sent = false; /* the end of DATA ends the transaction there, too */
	if (s->hop_conn->is_lmtp && note_fates(s, s->hop_conn, code))
		message_fate(s, 451, "4.3.0 Not everybody has it yet: send it again, nobody gets it twice", true);
	else
		message_fate(s, code, text, true);
}

static void
on_lost(void *owner)
{
	struct session *s = owner;
	s->hop_conn = NULL;
	s->t.mail_sent = false;
	s->quiet_replies = 0;
	if (s->is_authenticated || s->state == SESSION_AUTH) {
		session_farewell(s, "421 4.3.0 The server behind is gone");
		return;
	}
	if (s->replaying || s->state == SESSION_DELIVER)
		message_fate(s, 451, "4.4.2 The next hop has closed the connection", false);
	else if (s->first_pending != NULL)
		fail_pending(s, 451, "4.4.2 The next hop has closed the connection");
	else
		s->lost_hop = true; /* asked again when there is something to send */
}

const struct hop_ops session_hop_ops = { on_ready, on_failed, on_reply, on_sent, on_lost };

/* A connection to HOP for this transaction; what is pending is sent when it is there. */
static void
reach(struct session *s, struct hop *hop)
{
	s->hop = hop;
	s->request = (struct hop_request){ .ops = &session_hop_ops, .owner = s,
		.xclient = s->t.forwarded.len != 0 ? (const char *)s->t.forwarded.at : NULL };
	hop_get(hop, &s->request);
}

/* After the connection was lost while the message was judged: the same questions once more, unheard by the client. */
void
transaction_replay(struct session *s)
{
	s->replaying = true;
	s->lost_hop = false;
	if (s->hop_conn == NULL) {
		reach(s, s->hop);
		return;
	}
	bool fits = pending_mail(s, PENDING_QUIET);
	for (size_t i = 0; i < s->t.recipients.count; i++)
		if (!s->t.recipients.at[i].is_done)
			fits = pending_add(s, PENDING_QUIET, s->t.recipients.at[i].line, BYTES_NONE) != NULL && fits;
	if (!fits) {
		message_fate(s, 451, "4.3.0 Try again later", false);
		return;
	}
	push(s);
}

/* -- the client's side -- */

/* The attributes of the client for a next hop that wants them: XCLIENT and XFORWARD take the same form. */
static struct bytes
forwarded_of(struct session *s)
{
	struct buf out;
	struct bytes kept;
	buf_init(&out, 512);
	buf_add_cstr(&out, "ADDR=");
	if (!cidr_is_v4(&s->client))
		buf_add_cstr(&out, "IPV6:");
	cidr_write(&s->client, &out);
	buf_addf(&out, " NAME=%s PROTO=%s", session_client_name(s)[0] != 0 ? session_client_name(s) : "[UNAVAILABLE]",
	    s->is_extended ? "ESMTP" : "SMTP");
	if (command_is_domain(bytes_of_cstr(s->helo), false))
		buf_addf(&out, " HELO=%s", s->helo);
	buf_add_octet(&out, 0);
	bool ok = buf_ok(&out) && arena_copy(s->t.arena, buf_bytes(&out), &kept);
	buf_done(&out);
	return ok ? kept : BYTES_NONE;
}

/* LINE without what only a server that offers SIZE or 8BITMIME understands; we offer SIZE always. */
static struct bytes
without_size(struct session *s, struct bytes line)
{
	uint8_t *text = arena_get(s->t.arena, line.len + 1, 1);
	size_t len = 0;
	struct bytes word;
	size_t close = bytes_find_last_octet(line, '>');
	if (text == NULL || close == BYTES_NOT_FOUND)
		return line;
	memcpy(text, line.at, close + 1);
	len = close + 1;
	for (struct bytes rest = bytes_from(line, close + 1); bytes_cut(&rest, ' ', &word);) {
		if (word.len == 0 || bytes_starts_nocase(word, BYTES("SIZE=")) || bytes_equal_nocase(word, BYTES("BODY=7BIT")))
			continue;
		text[len++] = ' ';
		memcpy(text + len, word.at, word.len);
		len += word.len;
	}
	return bytes_of(text, len);
}

void
transaction_mail(struct session *s, struct bytes argument)
{
	const struct conf *conf = s->gate->conf;
	struct mail_command m;
	const char *wrong;
	if (s->helo[0] == 0) {
		session_error(s, "503 5.5.1 Say EHLO first");
		return;
	}
	if (s->t.has_mail) {
		say(s, "503 5.5.1 There is a sender already", true);
		return;
	}
	if ((wrong = command_mail(argument, false, &m)) != NULL) {
		session_error(s, wrong);
		return;
	}
	if ((m.needs & ~s->offered.caps) != 0) {
		session_error(s, "555 5.5.4 A parameter that was not offered");
		return;
	}
	if (m.address.is_utf8 && !m.is_smtputf8) {
		session_error(s, "553 5.6.7 SMTPUTF8 is needed for this address");
		return;
	}
	if (m.has_size && m.size > (uint64_t)conf->limits.message_size) {
		refuse(s, BYTES_NONE, "552 5.3.4 Message too large");
		return;
	}
	if (m.has_size && !spool_has_room(&s->gate->room, m.size)) {
		refuse(s, BYTES_NONE, SPOOL_FULL);
		return;
	}
	if (s->messages >= conf->limits.messages_per_session) {
		session_farewell(s, "421 4.7.0 Enough messages for one session");
		return;
	}
	if (s->listener->conf->direction == LISTENER_OUTBOUND && !s->is_own && !s->is_authenticated) {
		refuse(s, BYTES_NONE, "530 5.7.0 Authentication required");
		return;
	}
	/* A block list stops everybody but those who have shown who they are. */
	if (!s->is_authenticated && !s->is_own && place_blocks_sender(conf, m.address.text)) {
		refuse(s, BYTES_NONE, "550 5.7.1 Sender refused");
		return;
	}
	s->t.arena = arena_new(TRANSACTION_MAX);
	s->t.has_mail = true;
	struct bytes line = bytes_trim(argument);
	uint8_t *text = arena_get(s->t.arena, line.len + 5, 1);
	if (text == NULL || !arena_copy(s->t.arena, m.address.text, &s->t.sender)) {
		transaction_end(s);
		session_reply(s, "451 4.3.0 Try again later");
		return;
	}
	memcpy(text, "MAIL ", 5);
	memcpy(text + 5, line.at, line.len);
	s->t.mail_line = bytes_of(text, line.len + 5);
	s->t.mail_line_bare = without_size(s, s->t.mail_line);
	s->t.needs = m.needs;
	s->t.size = m.has_size ? m.size : 0;
	s->t.direction = DIRECTION_INBOUND;
	s->t.forwarded = forwarded_of(s);
	struct hop *only = s->listener->only_hop;
	if (only == NULL && !s->is_authenticated) {
		session_reply(s, "250 2.1.0 Ok");
		return;
	}
	must(pending_mail(s, PENDING_MAIL));
	if (s->hop_conn != NULL)
		push(s);
	else
		reach(s, only);
}

/* Where mail to this recipient goes, and under whose policy. */
struct route {
	struct hop *hop;
	struct place place;
};

static const char *
route_of(struct session *s, const struct address *a, struct route *out)
{
	const struct conf_listener *l = s->listener->conf;
	const struct place_sender from = { l, s->t.sender, s->is_own, s->is_authenticated };
	bool is_trusted = s->is_own || s->is_authenticated;
	struct why why;
	*out = (struct route){ .hop = NULL };
	place_find(s->gate->conf, &from, a->domain, &out->place);
	if (!out->place.is_ours && (!is_trusted || l->direction == LISTENER_INBOUND))
		return "550 5.7.1 Relaying denied: this domain is not ours";
	if (a->has_routing && !is_trusted)
		return "550 5.7.1 Relaying denied: routes in addresses are not followed";
	out->hop = s->is_authenticated && s->listener->only_hop != NULL ? s->listener->only_hop
	                                                                : hop_find(&s->gate->hops, out->place.next_hop, &why);
	return out->hop != NULL && out->place.policy != NULL ? NULL : "451 4.3.5 No next hop is configured for this domain";
}

/* The reply to one who has written to too many this hour, or NULL. */
static const char *
over_rate(struct session *s)
{
	const struct conf_door *door = &s->gate->conf->door;
	struct rates *rates = &s->gate->rates;
	struct cidr network = cidr_prefix(&s->client, 24, 64);
	struct bytes sender = s->user[0] != 0 ? bytes_of_cstr(s->user) : s->t.sender;
	int64_t now = clock_steady_us();
	if (!session_is_stranger(s) && !s->is_authenticated)
		return NULL;
	if (!s->is_authenticated) {
		if (rates_take(rates, RATE_CLIENT, bytes_of(&s->client, sizeof s->client), door->recipients_per_client, now) != 0)
			return "451 4.7.1 Too many recipients from your address, come back later";
		if (rates_take(rates, RATE_NETWORK, bytes_of(&network, sizeof network), door->recipients_per_network, now) != 0)
			return "451 4.7.1 Too many recipients from your network, come back later";
	}
	/* The null sender is everybody's. */
	if (sender.len != 0 && rates_take(rates, RATE_SENDER, sender, door->recipients_per_sender, now) != 0)
		return "451 4.7.1 Too many recipients from this sender, come back later";
	return NULL;
}

/* -- the doorkeeper -- */

static void
on_welcome(void *owner, const struct gate_welcome *welcome)
{
	struct session *s = owner;
	struct gate *gate = s->gate;
	s->visit = NULL;
	s->has_welcome = true;
	s->welcome = *welcome;
	(void)snprintf(s->welcome_text, sizeof s->welcome_text, "%d %s", welcome->code, welcome->text);
	link_resume(&s->link);
	link_loop_settle(&gate->loop);
}

bool
transaction_at_door(struct session *s, struct bytes line)
{
	struct command c;
	struct mail_command m;
	struct route route;
	char ip[64];
	const struct gate_options *o = &s->gate->options;
	if (s->visit != NULL)
		return true;
	if (o->behind.doorkeeper == NULL || s->has_welcome || !s->t.has_mail || s->in_chunks || s->is_ending ||
	    !session_is_stranger(s) || command_read(line, &c) != 0 || c.verb != VERB_RCPT ||
	    command_mail(c.argument, true, &m) != NULL || route_of(s, &m.address, &route) != NULL ||
	    route.place.direction != DIRECTION_INBOUND)
		return false;
	struct buf text;
	buf_init(&text, sizeof ip - 1);
	cidr_write(&s->client, &text);
	(void)snprintf(ip, sizeof ip, "%s", buf_cstr(&text));
	buf_done(&text);
	const struct gate_visitor visitor = { .client_ip = bytes_of_cstr(ip), .helo = bytes_of_cstr(s->helo),
		.sender = s->t.sender, .recipient = m.address.text };
	s->visit = visit_new(on_welcome, s);
	o->behind.doorkeeper(o->behind.door_context, &visitor, s->visit);
	return s->visit != NULL;
}

/* The doorkeeper's word on this recipient; true: refused. */
static bool
turned_away(struct session *s, struct bytes recipient)
{
	struct bytes kept;
	if (!s->has_welcome)
		return false;
	s->has_welcome = s->welcome.is_for_session;
	if (s->welcome.code == 0)
		return false;
	bool fits = arena_copy(s->t.arena, bytes_of(s->welcome_text, strlen(s->welcome_text) + 1), &kept);
	refuse(s, recipient, fits ? (const char *)kept.at : "451 4.7.1 Try again later");
	return true;
}

void
transaction_rcpt(struct session *s, struct bytes argument)
{
	struct mail_command m;
	struct route route;
	const char *wrong;
	if (!s->t.has_mail) {
		session_error(s, "503 5.5.1 MAIL first");
		return;
	}
	if (s->in_chunks) {
		session_error(s, "503 5.5.1 BDAT has begun");
		return;
	}
	if ((wrong = command_mail(argument, true, &m)) != NULL) {
		say(s, wrong, true);
		return;
	}
	if ((m.needs & ~s->offered.caps) != 0) {
		say(s, "555 5.5.4 A parameter that was not offered", true);
		return;
	}
	if (m.address.is_utf8 && (s->t.needs & CAP_SMTPUTF8) == 0) {
		say(s, "553 5.6.7 SMTPUTF8 is needed for this address", true);
		return;
	}
	if ((wrong = route_of(s, &m.address, &route)) != NULL) {
		refuse(s, m.address.text, wrong);
		return;
	}
	if (s->t.recipients.count + s->t.asked >= (size_t)s->gate->conf->limits.recipients) {
		say(s, "452 4.5.3 Too many recipients", false);
		return;
	}
	bool is_first = s->t.hop == NULL;
	if (!is_first && (route.hop != s->t.hop || route.place.policy != s->t.policy || route.place.direction != s->t.direction ||
	                  !bytes_equal(route.place.tenant, s->t.tenant))) {
		/* One reply for several policies would be a lie for some: the client sends them apart. */
		say(s, "452 4.5.3 Send this recipient in a transaction of its own", false);
		return;
	}
	if (s->t.mail_code != 0) {
		say(s, NULL, false);
		return;
	}
	if (s->lost_hop && s->t.recipients.count != 0) {
		/* A new connection would not know of those that it has taken: they are asked for again all together. */
		say(s, "451 4.4.2 The next hop has closed the connection", false);
		return;
	}
	if (turned_away(s, m.address.text))
		return;
	if ((wrong = over_rate(s)) != NULL) {
		refuse(s, m.address.text, wrong);
		return;
	}
	s->lost_hop = false;
	struct bytes line = bytes_trim(argument), address;
	uint8_t *text = arena_get(s->t.arena, line.len + 5, 1);
	if (text == NULL || !arena_copy(s->t.arena, m.address.text, &address)) {
		say(s, "452 4.5.3 Too many recipients", false);
		return;
	}
	memcpy(text, "RCPT ", 5);
	memcpy(text + 5, line.at, line.len);
	if (is_first) {
		s->t.hop = route.hop;
		s->t.policy = route.place.policy;
		s->t.tenant = route.place.tenant;
		s->t.direction = route.place.direction;
	}
	if (known_fate(s, address, bytes_of(text, line.len + 5)))
		return;
	bool needs_mail = s->hop_conn == NULL && s->request.hop == NULL && !s->t.mail_sent;
	if (needs_mail)
		(void)pending_mail(s, PENDING_QUIET);
	struct pending *p = pending_add(s, PENDING_RCPT, bytes_of(text, line.len + 5), address);
	if (p == NULL) {
		say(s, "452 4.5.3 Too many recipients", false);
		return;
	}
	s->t.asked++;
	if (needs_mail)
		reach(s, s->t.hop);
	else
		push(s);
}
