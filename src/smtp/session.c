#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "smtp/inside.h"
#include "smtp/proxy.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* Times a line may be longer than allowed before we stop listening for its end. */
#define DISCARD_FACTOR 4
/* While we drain, a client that has more to send does so at once; who is silent for so long between two messages is
 * told to come back, which costs it nothing. */
#define DRAIN_IDLE_MS 2000
/* AUTH exchanges carry tickets and certificates (RFC 4954 s4). */
#define AUTH_LINE_MAX 12288

static void session_free(void *owner);
static void refuse_talker(struct session *s);

void
session_reply(struct session *s, const char *line)
{
	link_send(&s->link, bytes_of_cstr(line));
	link_send(&s->link, BYTES("\r\n"));
}

/* A reply of the next hop, with its code and words. */
void
session_pass(struct session *s, int code, const char *text)
{
	link_sendf(&s->link, "%d %s\r\n", code, text);
}

void
session_deadline(struct session *s, int64_t ms)
{
	int64_t stress = s->gate->conf->limits.stress_timeout;
	bool is_short = s->gate->drain.is_on && s->state == SESSION_COMMAND && !s->t.has_mail;
	if (gate_is_stressed(s->gate) && ms > stress)
		ms = stress;
	link_deadline(&s->link, is_short && ms > DRAIN_IDLE_MS ? DRAIN_IDLE_MS : ms);
}

/* Who stands behind a peer that told us of him, by PROXY or XCLIENT, is not listed because of that peer. */
static bool
is_listed_peer(const struct session *s)
{
	return s->is_listed && memcmp(&s->client, &s->peer, sizeof s->peer) == 0;
}

bool
session_is_stranger(const struct session *s)
{
	return !s->is_own && !is_listed_peer(s) && !s->is_authenticated;
}

/* "" where nobody knows it. */
const char *
session_client_name(const struct session *s)
{
	return s->forwarded_name[0] != 0 ? s->forwarded_name : s->client_name;
}

void
session_envelope(const struct session *s, struct arena *arena, struct casefile_envelope *out)
{
	struct buf ip;
	buf_init(&ip, 64);
	cidr_write(&s->client, &ip);
	*out = (struct casefile_envelope){ .protocol = s->is_extended ? BYTES("ESMTP") : BYTES("SMTP"),
		.may_alter = ALTER_MESSAGE, .direction = s->t.direction, .is_listed_peer = is_listed_peer(s) || s->is_own,
		.received_ms = clock_wall_ms(), .tenant = s->t.tenant, .mail_from = s->t.sender };
	(void)arena_copy(arena, buf_bytes(&ip), &out->client_ip);
	(void)arena_copy(arena, bytes_of_cstr(s->id), &out->session);
	(void)arena_copy(arena, s->listener->conf->is.name, &out->listener);
	(void)arena_copy(arena, bytes_of_cstr(session_client_name(s)), &out->client_name);
	(void)arena_copy(arena, bytes_of_cstr(s->helo), &out->helo);
	(void)arena_copy(arena, bytes_of_cstr(s->user), &out->user);
	if (s->is_secure && s->link.ssl != NULL) {
		char tls[128];
		(void)snprintf(tls, sizeof tls, "%s %s", SSL_get_version(s->link.ssl), SSL_get_cipher_name(s->link.ssl));
		(void)arena_copy(arena, bytes_of_cstr(tls), &out->tls);
	}
	for (size_t i = 0; i < s->t.recipients.count; i++) {
		struct bytes *to = LIST_ADD(arena, &out->recipients);
		if (to != NULL)
			*to = s->t.recipients.at[i].address;
	}
	buf_done(&ip);
}

static void
tell(struct session *s, enum gate_event_kind kind, const struct bytes *recipient, int code, const char *reply, bool by_hop)
{
	const struct gate_options *o = &s->gate->options;
	if (o->behind.eventer == NULL)
		return;
	struct arena *arena = arena_new((size_t)4 << 20);
	struct casefile_envelope envelope;
	session_envelope(s, arena, &envelope);
	if (recipient != NULL) {
		envelope.recipients.count = 0;
		struct bytes *only = recipient->len != 0 ? LIST_ADD(arena, &envelope.recipients) : NULL;
		if (only != NULL)
			*only = *recipient;
	}
	const struct gate_event e = { .kind = kind, .envelope = &envelope, .action = s->action, .code = code,
		.reply = reply, .by_hop = by_hop, .size = s->received, .note = s->note,
		.judge_us = s->judged_us > s->asked_us ? s->judged_us - s->asked_us : 0,
		.hop_us = kind == GATE_MESSAGE && s->judged_us != 0 ? clock_steady_us() - s->judged_us : 0 };
	o->behind.eventer(o->behind.event_context, &e);
	arena_free(arena);
}

void
session_event(struct session *s, enum gate_event_kind kind, int code, const char *reply, bool by_hop)
{
	tell(s, kind, NULL, code, reply, by_hop);
}

/* A command was refused: the event is about this recipient (empty: the sender), not about those that were taken. */
void
session_refused(struct session *s, struct bytes recipient, int code, const char *reply, bool by_hop)
{
	tell(s, GATE_REFUSED_COMMAND, &recipient, code, reply, by_hop);
}

void
session_farewell(struct session *s, const char *line)
{
	session_reply(s, line);
	s->is_ending = true;
	link_pause(&s->link);
	link_want_write(&s->link);
}

void
session_error(struct session *s, const char *line)
{
	const struct conf_ceilings *l = &s->gate->conf->limits;
	int64_t most = gate_is_stressed(s->gate) ? 1 : l->errors_hard;
	if (++s->errors < most) {
		session_reply(s, line);
		return;
	}
	session_event(s, GATE_CLOSED, 421, "421 4.7.0 Too many errors", false);
	session_reply(s, line);
	session_farewell(s, "421 4.7.0 Too many errors");
}

void
session_end(struct session *s, bool is_abort)
{
	if (s->state == SESSION_ENDED)
		return;
	message_abandon(s);
	transaction_end(s);
	if (s->hop_conn != NULL) {
		hop_drop(s->hop_conn);
		s->hop_conn = NULL;
	}
	s->state = SESSION_ENDED;
	*s->previous = s->next;
	if (s->next != NULL)
		s->next->previous = s->previous;
	visit_abandon(s->visit);
	if (s->is_counted)
		gate_leave(s->gate, &s->client);
	link_close(&s->link, is_abort);
	link_bury(&s->link, session_free);
	gate_session_gone(s->gate);
}

static void
session_free(void *owner)
{
	struct session *s = owner;
	if (s->t.arena != NULL)
		arena_free(s->t.arena);
	auth_forget(s);
	free(s);
}

/* -- commands -- */

static void
junk(struct session *s, const char *line)
{
	const struct conf_ceilings *l = &s->gate->conf->limits;
	if (++s->junk > (gate_is_stressed(s->gate) ? 1 : l->junk_commands))
		session_error(s, line);
	else
		session_reply(s, line);
}

/* Whatever was under way is over: RSET, EHLO, STARTTLS, another identity. */
void
session_reset(struct session *s)
{
	message_abandon(s);
	transaction_end(s);
}

static void
hello(struct session *s, enum verb verb, struct bytes name)
{
	bool is_lmtp = s->listener->conf->kind == LISTENER_LMTP;
	if (is_lmtp != (verb == VERB_LHLO)) {
		session_error(s, is_lmtp ? "500 5.5.1 This is LMTP: say LHLO" : "500 5.5.1 Command unknown");
		return;
	}
	name = bytes_trim(name);
	if (name.len == 0 || name.len >= sizeof s->helo) {
		session_error(s, "501 5.5.4 A name is needed");
		return;
	}
	session_reset(s);
	(void)snprintf(s->helo, sizeof s->helo, "%.*s", BYTES_ARGS(name));
	s->is_extended = verb != VERB_HELO;
	if (!s->is_extended) {
		s->offered = (struct ehlo){ 0 };
		link_sendf(&s->link, "250 %s\r\n", s->gate->hostname);
		return;
	}
	const struct conf_listener *l = s->listener->conf;
	s->offered = *gate_offer(s->listener);
	if (l->tls == LISTENER_TLS_NONE || l->tls == LISTENER_TLS_IMPLICIT || s->is_secure)
		s->offered.caps &= ~(uint32_t)CAP_STARTTLS;
	bool may_auth = l->auth == LISTENER_AUTH_CLEAR || (l->auth == LISTENER_AUTH_TLS && s->is_secure);
	if (!may_auth || s->listener->only_hop == NULL || s->is_authenticated)
		s->offered.caps &= ~(uint32_t)CAP_AUTH;
	if (!cidr_any(l->xclient_peers.at, l->xclient_peers.count, &s->peer))
		s->offered.caps &= ~(uint32_t)CAP_XCLIENT;
	if (!cidr_any(l->xforward_peers.at, l->xforward_peers.count, &s->peer))
		s->offered.caps &= ~(uint32_t)CAP_XFORWARD;
	ehlo_discard(&s->offered, &l->discard_ehlo);
	struct buf out;
	buf_init(&out, 8192);
	ehlo_write(&s->offered, s->gate->hostname, &out);
	link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
}

static void
starttls(struct session *s, struct bytes argument)
{
	if ((s->offered.caps & CAP_STARTTLS) == 0 || s->is_secure || s->is_authenticated) {
		session_error(s, "502 5.5.1 TLS is not offered");
		return;
	}
	if (bytes_trim(argument).len != 0) {
		session_error(s, "501 5.5.4 STARTTLS takes no argument");
		return;
	}
	session_reset(s);
	session_reply(s, "220 2.0.0 Ready to start TLS");
	s->state = SESSION_HANDSHAKE;
	session_deadline(s, s->gate->conf->limits.tls_timeout);
	link_secure(&s->link, s->listener->tls, true, NULL);
}

/* What must be the last of a group of commands (RFC 2920 s3.1): more input behind it was sent blindly. */
static bool
ends_group(enum verb verb)
{
	return verb == VERB_DATA || verb == VERB_EHLO || verb == VERB_HELO || verb == VERB_LHLO || verb == VERB_AUTH;
}

static void
command(struct session *s, struct bytes line, bool has_more)
{
	struct command c;
	if (command_read(line, &c) != 0) {
		session_error(s, "500 5.5.2 Control characters in a command");
		return;
	}
	if (has_more && ends_group(c.verb)) {
		session_event(s, GATE_CLOSED, 554, "554 5.5.0 Improper pipelining", false);
		session_farewell(s, "554 5.5.0 Improper pipelining");
		return;
	}
	const struct conf_listener *l = s->listener->conf;
	bool needs_tls = l->tls == LISTENER_TLS_REQUIRED && !s->is_secure;
	if (needs_tls && (c.verb == VERB_MAIL || c.verb == VERB_RCPT || c.verb == VERB_DATA || c.verb == VERB_BDAT ||
	                  c.verb == VERB_AUTH)) {
		/* A chunk that is not taken would be read as commands. */
		if (c.verb == VERB_BDAT)
			session_farewell(s, "530 5.7.0 Must issue a STARTTLS command first");
		else
			session_error(s, "530 5.7.0 Must issue a STARTTLS command first");
		return;
	}
	switch (c.verb) {
	case VERB_HELO:
	case VERB_EHLO:
	case VERB_LHLO: hello(s, c.verb, c.argument); break;
	case VERB_MAIL: transaction_mail(s, c.argument); break;
	case VERB_RCPT: transaction_rcpt(s, c.argument); break;
	case VERB_DATA: message_begin(s); break;
	case VERB_BDAT: message_chunk_begin(s, c.argument); break;
	case VERB_RSET:
		session_reset(s);
		junk(s, "250 2.0.0 Ok");
		session_is_idle(s);
		break;
	case VERB_NOOP: junk(s, "250 2.0.0 Ok"); break;
	case VERB_QUIT: session_farewell(s, "221 2.0.0 Bye"); break;
	case VERB_VRFY: junk(s, "252 2.0.0 Send some mail, it will be tried"); break;
	case VERB_HELP: junk(s, "214 2.0.0 RFC 5321"); break;
	case VERB_EXPN:
	case VERB_ETRN: junk(s, "502 5.5.1 Not offered"); break;
	case VERB_STARTTLS: starttls(s, c.argument); break;
	case VERB_AUTH: auth_begin(s, c.argument); break;
	case VERB_XCLIENT: xclient_command(s, c.argument); break;
	case VERB_XFORWARD: xforward_command(s, c.argument); break;
	default: session_error(s, "500 5.5.1 Command unknown"); break;
	}
}

static bool
is_envelope(struct bytes line)
{
	struct command c;
	return command_read(line, &c) == 0 && (c.verb == VERB_MAIL || c.verb == VERB_RCPT);
}

/* One line off the front of IN; 0 when it is not there yet, or has to wait for the next hop. */
static size_t
take_line(struct session *s, struct bytes in)
{
	size_t max = s->state == SESSION_AUTH ? AUTH_LINE_MAX : (size_t)s->gate->conf->limits.command_length;
	size_t lf = bytes_find_octet(bytes_to(in, max * DISCARD_FACTOR), '\n');
	if (lf == BYTES_NOT_FOUND) {
		if (in.len >= max * DISCARD_FACTOR) {
			session_farewell(s, "500 5.5.6 Line too long");
			return in.len;
		}
		return 0;
	}
	struct bytes line = bytes_to(in, lf);
	if (line.len != 0 && line.at[line.len - 1] == '\r')
		line.len--;
	/* MAIL and RCPT may follow each other; everything else waits until the next hop has answered those. */
	if (transaction_waits(s) && (line.len > max || !is_envelope(line))) {
		link_pause(&s->link);
		return 0;
	}
	if (line.len > max) {
		session_error(s, "500 5.5.6 Line too long");
		return lf + 1;
	}
	if (s->state == SESSION_AUTH) {
		auth_line(s, line);
		return lf + 1;
	}
	if (transaction_at_door(s, line)) {
		link_pause(&s->link);
		return 0;
	}
	if (s->in_chunks)
		message_deadline(s);
	else
		session_deadline(s, s->gate->conf->limits.command_timeout);
	command(s, line, in.len > lf + 1);
	return lf + 1;
}

static size_t
take_proxy(struct session *s, struct bytes in)
{
	size_t used = 0;
	bool is_local = false;
	struct cidr client = s->client;
	int result = proxy_read(in, &used, &client, &is_local);
	if (result == 0)
		return 0;
	if (result < 0) {
		session_end(s, true);
		return in.len;
	}
	if (!is_local)
		s->client = client;
	s->link.peeks = false;
	if (s->listener->conf->tls == LISTENER_TLS_IMPLICIT) {
		s->state = SESSION_HANDSHAKE;
		session_deadline(s, s->gate->conf->limits.tls_timeout);
		link_secure(&s->link, s->listener->tls, true, NULL);
		return used;
	}
	s->state = SESSION_COMMAND;
	session_go_on(s);
	return used;
}

static size_t
on_input(void *owner, struct bytes data)
{
	struct session *s = owner;
	size_t at = 0;
	while (at < data.len && !s->link.is_closed && !s->link.paused && !s->is_ending) {
		struct bytes rest = bytes_from(data, at);
		size_t used = 0;
		bool was_proxy = s->state == SESSION_PROXY;
		switch (s->state) {
		case SESSION_PROXY: used = take_proxy(s, rest); break;
		case SESSION_SILENCE: refuse_talker(s); return data.len;
		case SESSION_COMMAND:
		case SESSION_AUTH: used = take_line(s, rest); break;
		case SESSION_DATA: used = message_data(s, rest); break;
		case SESSION_CHUNK: used = message_chunk(s, rest); break;
		default: return at;
		}
		if (was_proxy && s->state == SESSION_HANDSHAKE)
			return at + used;
		if (s->state == SESSION_HANDSHAKE)
			return data.len; /* what stood behind STARTTLS is thrown away (CVE-2011-0411) */
		if (used == 0)
			break;
		at += used;
	}
	return s->is_ending ? data.len : at;
}

static void
on_writable(void *owner)
{
	struct session *s = owner;
	if (s->is_ending)
		session_end(s, false);
}

static void
greet(struct session *s)
{
	const struct conf_door *door = &s->gate->conf->door;
	int64_t now = clock_steady_us();
	if (s->state == SESSION_SILENCE)
		rates_mark(&s->gate->rates, RATE_POLITE, bytes_of(&s->client, sizeof s->client), now + door->greet_known * 1000, now);
	s->state = SESSION_COMMAND;
	session_deadline(s, s->gate->conf->limits.greeting_timeout);
	link_sendf(&s->link, "220 %s %s Postern\r\n", s->gate->hostname,
	    s->listener->conf->kind == LISTENER_LMTP ? "LMTP" : "ESMTP");
}

/* Who talks before the greeting is no mail server (RFC 5321 s3.1). */
static void
refuse_talker(struct session *s)
{
	session_event(s, GATE_REFUSED_CLIENT, 554, "554 5.5.0 You must wait for the greeting", false);
	session_farewell(s, "554 5.5.0 You must wait for the greeting");
}

/* Programs that only send spam often do not wait for the greeting; mail servers wait for minutes.  Nobody waits whose
 * word we take, who has waited before, who has spoken already (TLS), or while seats are short. */
static bool
must_wait(const struct session *s)
{
	return s->gate->conf->door.greet_delay != 0 && session_is_stranger(s) && !s->is_polite && !s->is_secure &&
	    !gate_is_stressed(s->gate) &&
	    !rates_is_marked(&s->gate->rates, RATE_POLITE, bytes_of(&s->client, sizeof s->client), clock_steady_us());
}

/* The next thing that a new or newly secured session does. */
void
session_go_on(struct session *s)
{
	const char *refusal = gate_admit(s->gate, s->listener, &s->client);
	if (refusal != NULL) {
		session_event(s, GATE_REFUSED_CLIENT, atoi(refusal), refusal, false);
		session_farewell(s, refusal);
		return;
	}
	s->is_counted = true;
	const struct conf_network *n = &s->gate->conf->network;
	s->is_own = cidr_any(n->own.at, n->own.count, &s->client);
	s->has_welcome = false;
	if (must_wait(s)) {
		s->state = SESSION_SILENCE;
		link_deadline(&s->link, s->gate->conf->door.greet_delay);
	} else {
		greet(s);
	}
}

static void
on_secure(void *owner)
{
	struct session *s = owner;
	bool is_first = !s->is_counted;
	s->is_secure = true;
	s->state = SESSION_COMMAND;
	s->helo[0] = 0;
	s->is_extended = false;
	s->offered = (struct ehlo){ 0 };
	if (is_first)
		session_go_on(s);
	else
		session_deadline(s, s->gate->conf->limits.command_timeout);
}

static void
on_timeout(void *owner)
{
	struct session *s = owner;
	if (s->state == SESSION_SILENCE && !s->is_ending) {
		greet(s);
		return;
	}
	if (s->is_ending || s->state == SESSION_HANDSHAKE || s->state == SESSION_PROXY) {
		session_end(s, true);
		return;
	}
	if (s->state == SESSION_JUDGE || s->state == SESSION_DELIVER) {
		message_fate(s, 451, "4.3.0 Try again later", false);
		return;
	}
	const char *words = s->gate->drain.is_on ? "421 4.3.2 Service restarts, come back at once" : "421 4.4.2 Timeout";
	session_event(s, GATE_CLOSED, 421, words, false);
	session_farewell(s, words);
	link_deadline(&s->link, 5000);
}

static void
on_closed(void *owner)
{
	struct session *s = owner;
	if (!s->is_telling)
		session_end(s, true);
}

static const struct link_ops ops = { on_input, on_writable, on_secure, on_timeout, on_closed };

/* Between two messages; while draining its time is short (see session_deadline). */
void
session_is_idle(struct session *s)
{
	if (s->state == SESSION_ENDED || s->is_ending)
		return;
	if (s->gate->drain.is_on)
		session_deadline(s, s->gate->conf->limits.command_timeout);
	link_resume(&s->link);
}

void
session_new(struct gate_listener *listener, int fd, const struct sockaddr *peer)
{
	struct gate *g = listener->gate;
	const struct conf_listener *l = listener->conf;
	struct session *s = xcalloc(1, sizeof *s);
	s->gate = g;
	s->listener = listener;
	s->last_pending = &s->first_pending;
	cidr_of_sockaddr(peer, &s->peer);
	s->client = s->peer;
	(void)snprintf(s->id, sizeof s->id, "%08llx%06llx", (unsigned long long)(g->instance & 0xffffffff),
	    (unsigned long long)(++g->next_id & 0xffffff));
	s->next = g->sessions;
	s->previous = &g->sessions;
	if (s->next != NULL)
		s->next->previous = &s->next;
	g->sessions = s;
	g->drain.count++;
	link_open(&s->link, &g->loop, fd, &ops, s);
	bool is_proxy = cidr_any(l->proxy_peers.at, l->proxy_peers.count, &s->peer);
	s->is_listed = is_proxy || cidr_any(l->xclient_peers.at, l->xclient_peers.count, &s->peer);
	s->state = is_proxy ? SESSION_PROXY : SESSION_COMMAND;
	session_deadline(s, g->conf->limits.greeting_timeout);
	if (is_proxy) {
		s->link.peeks = l->tls == LISTENER_TLS_IMPLICIT;
		return;
	}
	if (l->tls == LISTENER_TLS_IMPLICIT) {
		s->state = SESSION_HANDSHAKE;
		session_deadline(s, g->conf->limits.tls_timeout);
		link_secure(&s->link, listener->tls, true, NULL);
		return;
	}
	if (link_has_input(&s->link)) {
		refuse_talker(s);
		return;
	}
	session_go_on(s);
}
