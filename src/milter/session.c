/* A connection of a mail server, and what it tells before a message. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "milter/inside.h"
#include "sys/clock.h"

static void
say(struct milter_session *s, enum milter_reply reply)
{
	struct buf out;
	buf_init(&out, 16);
	packet_say(&out, reply);
	link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
}

/* CONTINUE, unless the server agreed not to wait for it. */
static void
go_on(struct milter_session *s, uint32_t unless)
{
	if ((s->terms.steps & unless) == 0)
		say(s, MILTER_CONTINUE);
}

static void
set(char *to, size_t room, struct bytes value)
{
	(void)snprintf(to, room, "%.*s", BYTES_ARGS(bytes_to(value, room - 1)));
}

static void
session_free(void *owner)
{
	free(owner);
}

void
milter_session_end(struct milter_session *s)
{
	if (s->state == MILTER_ENDED)
		return;
	s->state = MILTER_ENDED;
	mail_forget(s);
	visit_abandon(s->visit);
	*s->previous = s->next;
	if (s->next != NULL)
		s->next->previous = s->previous;
	link_close(&s->link, false);
	link_bury(&s->link, session_free);
	struct milter *m = s->milter;
	drain_leave(&m->drain);
}

/* Whoever it is does not speak our protocol, or not at this moment. */
static void
hang_up(struct milter_session *s, const char *why)
{
	log_event(s->milter->options.log, LOG_WARNING, "milter-protocol", LOG_CSTR("session", s->id),
	    LOG_TEXT("listener", s->listener->conf->is.name), LOG_CSTR("why", why));
	milter_session_end(s);
}

/* -- what the server tells -- */

static void
take_offer(struct milter_session *s, const struct milter_terms *offer)
{
	static const struct milter_terms wanted = { MILTER_VERSION,
		MILTER_MAY_ADD_HEADERS | MILTER_MAY_REPLACE_BODY | MILTER_MAY_CHANGE_HEADERS | MILTER_MAY_QUARANTINE | MILTER_MAY_CHOOSE_MACROS,
		MILTER_NO_UNKNOWN | MILTER_NO_DATA | MILTER_NO_REPLY_HEADER | MILTER_NO_REPLY_CONNECT | MILTER_NO_REPLY_HELO |
		    MILTER_NO_REPLY_MAIL | MILTER_NO_REPLY_DATA | MILTER_NO_REPLY_UNKNOWN | MILTER_NO_REPLY_END |
		    MILTER_NO_REPLY_BODY | MILTER_LEADING_SPACE };
	struct milter_terms mine = wanted;
	struct buf out;
	if (s->listener->conf->quarantine == LISTENER_QUARANTINE_REDIRECT)
		mine.actions |= MILTER_REDIRECTS | MILTER_MAY_CHANGE_FROM;
	if (s->listener->conf->shadow)
		mine.actions &= MILTER_MAY_CHOOSE_MACROS;
	if (packet_agree(offer, &mine, &s->terms) != 0) {
		hang_up(s, "a version of the protocol that nobody speaks any more");
		return;
	}
	if ((mine.actions & ~s->terms.actions & (MILTER_MAY_ADD_HEADERS | MILTER_MAY_CHANGE_HEADERS)) != 0)
		log_event(s->milter->options.log, LOG_WARNING, "milter-headers", LOG_CSTR("session", s->id),
		    LOG_CSTR("why", "the mail server does not let us change headers: verdicts are not marked, forged marks stay"));
	if ((mine.actions & ~s->terms.actions & MILTER_REDIRECTS) != 0)
		log_event(s->milter->options.log, LOG_WARNING, "milter-recipients", LOG_CSTR("session", s->id),
		    LOG_CSTR("why", "the mail server does not let us change recipients: quarantined mail is kept here"));
	buf_init(&out, 1024);
	packet_terms(&out, &s->terms);
	link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
	s->state = MILTER_IDLE;
}

static void
forget_client(struct milter_session *s)
{
	mail_forget(s);
	s->has_client = s->is_own = s->has_welcome = false;
	s->client_ip[0] = s->client_name[0] = s->helo[0] = s->user[0] = s->tls_version[0] = s->cipher[0] = '\0';
}

static void
take_address(struct milter_session *s, struct bytes text)
{
	struct buf ip;
	if (bytes_starts_nocase(text, BYTES("IPv6:")))
		text = bytes_from(text, 5);
	if (cidr_address(text, &s->client) != 0)
		return;
	const struct conf_networks *own = &s->milter->conf->network.own;
	buf_init(&ip, sizeof s->client_ip - 1);
	cidr_write(&s->client, &ip);
	set(s->client_ip, sizeof s->client_ip, buf_bytes(&ip));
	buf_done(&ip);
	s->has_client = true;
	s->is_own = cidr_any(own->at, own->count, &s->client);
}

static void
take_connect(struct milter_session *s, const struct milter_packet *p)
{
	forget_client(s);
	/* A program on the server itself. */
	take_address(s, p->family == 'L' ? BYTES("127.0.0.1") : p->address);
	bool is_known = p->name.len != 0 && p->name.at[0] != '[' && !bytes_equal_nocase(p->name, BYTES("unknown"));
	set(s->client_name, sizeof s->client_name, is_known ? p->name : BYTES(""));
}

static void
take_macros(struct milter_session *s, const struct milter_packet *p)
{
	const struct {
		const char *name;
		char *to;
		size_t room;
	} wanted[] = {
		{ "i", s->queue_id, sizeof s->queue_id },
		{ "{auth_authen}", s->user, sizeof s->user },
		{ "{tls_version}", s->tls_version, sizeof s->tls_version },
		{ "{cipher}", s->cipher, sizeof s->cipher },
	};
	struct bytes rest = p->rest, name, value;
	while (packet_text(&rest, &name) && packet_text(&rest, &value)) {
		for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
			if (bytes_equal(name, bytes_of_cstr(wanted[i].name)))
				set(wanted[i].to, wanted[i].room, value);
		/* For a server that did not say who connects, or said it in a connection before. */
		if (!s->has_client && bytes_equal(name, BYTES("{client_addr}")))
			take_address(s, value);
	}
}

/* The parameters about delivery notifications (RFC 3461), blanks between them. */
static bool
take_dsn(struct milter_session *s, struct bytes parameters, bool is_rcpt, struct bytes *out)
{
	static const char *const names[2][2] = { { "RET=", "ENVID=" }, { "NOTIFY=", "ORCPT=" } };
	struct bytes word;
	struct buf kept;
	buf_init(&kept, 256);
	while (packet_text(&parameters, &word)) {
		bool is_plain = true;
		for (size_t i = 0; i < word.len; i++)
			is_plain = is_plain && word.at[i] > ' ' && word.at[i] < 0x7f;
		for (size_t i = 0; is_plain && i < 2; i++)
			if (bytes_starts_nocase(word, bytes_of_cstr(names[is_rcpt][i])))
				buf_addf(&kept, "%s%.*s", kept.len != 0 ? " " : "", BYTES_ARGS(word));
	}
	bool fits = buf_ok(&kept) && arena_copy(s->mail.arena, buf_bytes(&kept), out);
	buf_done(&kept);
	if (!fits)
		*out = BYTES_NONE;
	return out->len != 0;
}

static void
take_mail(struct milter_session *s, const struct milter_packet *p)
{
	char queue_id[sizeof s->queue_id];
	(void)snprintf(queue_id, sizeof queue_id, "%s", s->queue_id);
	mail_begin(s);
	(void)snprintf(s->queue_id, sizeof s->queue_id, "%s", queue_id);
	if (!arena_copy(s->mail.arena, place_address(p->name), &s->mail.sender)) {
		hang_up(s, "a sender that does not fit");
		return;
	}
	(void)take_dsn(s, p->rest, false, &s->mail.dsn);
	struct place_sender from = { s->listener->conf, s->mail.sender, s->is_own, s->user[0] != '\0' };
	place_find(s->milter->conf, &from, BYTES(""), &s->mail.place);
	go_on(s, MILTER_NO_REPLY_MAIL);
}

/* -- RCPT: what is known now -- */

static void
find_place(const struct milter_session *s, struct bytes recipient, struct place *out)
{
	const struct place_sender from = { s->listener->conf, s->mail.sender, s->is_own, s->user[0] != '\0' };
	place_find_taken(s->milter->conf, &from, recipient, out);
}

static void
refuse(struct milter_session *s, struct bytes recipient, int code, const char *text)
{
	struct buf out;
	char line[300];
	buf_init(&out, 2048);
	packet_say_code(&out, code, bytes_of_cstr(text));
	link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
	(void)snprintf(line, sizeof line, "%d %s", code, text);
	mail_event(s, GATE_REFUSED_COMMAND, recipient, code, line);
}

static void
take_recipient(struct milter_session *s, struct bytes recipient, struct bytes dsn)
{
	struct milter_mail *m = &s->mail;
	struct place place;
	find_place(s, recipient, &place);
	struct bytes *to = LIST_ADD(m->arena, &m->recipients);
	struct bytes *own_dsn = to != NULL ? LIST_ADD(m->arena, &m->recipient_dsn) : NULL;
	if (own_dsn == NULL) {
		refuse(s, recipient, 452, "4.5.3 Too many recipients");
		m->recipients.count -= to != NULL;
		return;
	}
	*to = recipient;
	*own_dsn = dsn;
	m->has_dsn |= dsn.len != 0;
	/* What leaves is judged as such, whoever at home has it, too. */
	if (m->recipients.count == 1 || (place.direction == DIRECTION_OUTBOUND && m->place.direction != DIRECTION_OUTBOUND))
		m->place = place;
	say(s, MILTER_CONTINUE);
}

static void
on_welcome(void *owner, const struct gate_welcome *welcome)
{
	struct milter_session *s = owner;
	struct link_loop *loop = &s->milter->loop;
	s->visit = NULL;
	s->has_welcome = welcome->is_for_session;
	s->welcome = *welcome;
	(void)snprintf(s->welcome_text, sizeof s->welcome_text, "%s", welcome->text);
	if (welcome->code != 0)
		refuse(s, s->visitor, welcome->code, s->welcome_text);
	else
		take_recipient(s, s->visitor, s->visitor_dsn);
	link_resume(&s->link);
	link_loop_settle(loop);
}

/* Must this one wait for the doorkeeper, who is asked?  He may answer at once. */
static bool
asks_at_door(struct milter_session *s, struct bytes recipient, struct bytes dsn)
{
	const struct front_options *o = &s->milter->options;
	if (o->behind.doorkeeper == NULL || s->has_welcome || !s->has_client)
		return false;
	const struct gate_visitor visitor = { .client_ip = bytes_of_cstr(s->client_ip), .helo = bytes_of_cstr(s->helo),
		.sender = s->mail.sender, .recipient = recipient };
	s->visitor = recipient;
	s->visitor_dsn = dsn;
	s->visit = visit_new(on_welcome, s);
	o->behind.doorkeeper(o->behind.door_context, &visitor, s->visit);
	if (s->visit != NULL)
		link_pause(&s->link);
	return true;
}

static void
take_rcpt(struct milter_session *s, const struct milter_packet *p)
{
	struct milter_mail *m = &s->mail;
	const struct conf *conf = s->milter->conf;
	struct bytes recipient, dsn;
	struct place place;
	bool is_trusted = s->is_own || s->user[0] != '\0';
	if (!arena_copy(m->arena, place_address(p->name), &recipient)) {
		hang_up(s, "a recipient that does not fit");
		return;
	}
	(void)take_dsn(s, p->rest, true, &dsn);
	find_place(s, recipient, &place);
	if (s->listener->conf->shadow) {
		take_recipient(s, recipient, dsn);
	} else if (!is_trusted && s->has_client && place_blocks_client(conf, &s->client)) {
		refuse(s, recipient, 554, "5.7.1 Client refused");
	} else if (!is_trusted && place_blocks_sender(conf, m->sender)) {
		refuse(s, recipient, 550, "5.7.1 Sender refused");
	} else if (m->recipients.count >= (size_t)conf->limits.recipients) {
		refuse(s, recipient, 452, "4.5.3 Too many recipients");
	} else if (!is_trusted && m->recipients.count != 0 && (place.policy != m->place.policy ||
	               place.direction != m->place.direction || !bytes_equal(place.tenant, m->place.tenant))) {
		/* One reply for several policies would be a lie for some: the client sends them apart. */
		refuse(s, recipient, 452, "4.5.3 Send this recipient in a transaction of its own");
	} else if (!is_trusted && s->has_welcome && s->welcome.code != 0) {
		refuse(s, recipient, s->welcome.code, s->welcome_text);
	} else if (is_trusted || place.direction != DIRECTION_INBOUND || !asks_at_door(s, recipient, dsn)) {
		take_recipient(s, recipient, dsn);
	}
}

/* -- packets in their order -- */

static bool
is_expected(const struct milter_session *s, enum milter_command command)
{
	switch (command) {
	case MILTER_QUIT: return true;
	case MILTER_OFFER: return s->state == MILTER_NEW;
	case MILTER_ABORT:
	case MILTER_QUIT_NEXT: return s->state != MILTER_NEW;
	case MILTER_CONNECT:
	case MILTER_HELO:
	case MILTER_MAIL: return s->state == MILTER_IDLE;
	case MILTER_RCPT:
	case MILTER_DATA: return s->state == MILTER_ENVELOPE;
	case MILTER_HEADER:
	case MILTER_HEADERS_END: return (s->state == MILTER_ENVELOPE || s->state == MILTER_CONTENT) && !s->mail.has_body;
	case MILTER_BODY:
	case MILTER_END: return s->state == MILTER_ENVELOPE || s->state == MILTER_CONTENT;
	case MILTER_MACROS: return s->state != MILTER_NEW && s->state != MILTER_JUDGE;
	case MILTER_UNKNOWN: return s->state != MILTER_NEW && s->state != MILTER_JUDGE;
	}
	return false;
}

static void
take_packet(struct milter_session *s, const struct milter_packet *p)
{
	char why[80];
	if (!is_expected(s, p->command)) {
		(void)snprintf(why, sizeof why, "a packet '%c' out of its order", (char)p->command);
		hang_up(s, why);
		return;
	}
	switch (p->command) {
	case MILTER_OFFER: take_offer(s, &p->offer); break;
	case MILTER_MACROS: take_macros(s, p); break;
	case MILTER_CONNECT:
		take_connect(s, p);
		go_on(s, MILTER_NO_REPLY_CONNECT);
		break;
	case MILTER_HELO:
		set(s->helo, sizeof s->helo, p->name);
		go_on(s, MILTER_NO_REPLY_HELO);
		break;
	case MILTER_MAIL: take_mail(s, p); break;
	case MILTER_RCPT: take_rcpt(s, p); break;
	case MILTER_DATA: go_on(s, MILTER_NO_REPLY_DATA); break;
	case MILTER_UNKNOWN: go_on(s, MILTER_NO_REPLY_UNKNOWN); break;
	case MILTER_HEADER:
		mail_header(s, p->name, p->value);
		go_on(s, MILTER_NO_REPLY_HEADER);
		break;
	case MILTER_HEADERS_END:
		mail_body(s, BYTES_NONE);
		go_on(s, MILTER_NO_REPLY_END);
		break;
	case MILTER_BODY:
		mail_body(s, p->rest);
		go_on(s, MILTER_NO_REPLY_BODY);
		break;
	case MILTER_END:
		mail_body(s, p->rest);
		mail_end(s);
		break;
	case MILTER_ABORT: mail_forget(s); break;
	case MILTER_QUIT_NEXT:
		forget_client(s);
		if (s->milter->drain.is_on)
			milter_session_end(s);
		break;
	case MILTER_QUIT: milter_session_end(s); break;
	}
}

static size_t
on_input(void *owner, struct bytes data)
{
	struct milter_session *s = owner;
	struct milter_packet p;
	struct why why;
	size_t at = 0;
	while (s->state != MILTER_ENDED && !s->link.paused) {
		size_t used = 0;
		int got = packet_read(bytes_from(data, at), &p, &used, &why);
		if (got < 0) {
			hang_up(s, why.text);
			return data.len;
		}
		if (got == 0)
			break;
		at += used;
		s->is_whole = true;
		take_packet(s, &p);
	}
	if (s->state == MILTER_ENDED)
		return data.len;
	/* A packet that has begun has its time, whatever of it trickles in. */
	bool is_partial = at < data.len && !s->link.paused;
	if (s->state != MILTER_JUDGE && (s->is_whole || !is_partial)) {
		int64_t idle = s->milter->drain.is_on ? MILTER_DRAIN_MS : MILTER_IDLE_MS;
		link_deadline(&s->link, is_partial ? MILTER_PACKET_MS : idle);
	}
	s->is_whole = !is_partial;
	return at;
}

static void
on_timeout(void *owner)
{
	struct milter_session *s = owner;
	if (s->state != MILTER_JUDGE) {
		hang_up(s, s->is_whole ? "silence" : "a packet that does not end");
		return;
	}
	/* The judge has its own clock; this one is for a judge that is never heard again. */
	int64_t waited = (clock_steady_us() - s->mail.asked_us) / 1000;
	if (waited > 2 * s->milter->conf->limits.judge_timeout + 5000) {
		mail_give_up(s);
		return;
	}
	say(s, MILTER_PROGRESS);
	link_deadline(&s->link, MILTER_PROGRESS_MS);
}

static void
on_closed(void *owner)
{
	struct milter_session *s = owner;
	if (!s->is_telling)
		milter_session_end(s);
}

static void
on_writable(void *owner)
{
	mail_pour(owner);
}

static void
on_nothing(void *owner)
{
}

static const struct link_ops ops = { on_input, on_writable, on_nothing, on_timeout, on_closed };

void
milter_session_new(struct milter_listener *listener, int fd)
{
	struct milter *m = listener->milter;
	if ((int64_t)m->drain.count >= m->conf->limits.sessions) {
		log_event(m->options.log, LOG_WARNING, "milter-full", LOG_NUMBER("sessions", m->drain.count));
		(void)close(fd);
		return;
	}
	struct milter_session *s = xcalloc(1, sizeof *s);
	s->milter = m;
	s->listener = listener;
	s->is_whole = true;
	(void)snprintf(s->id, sizeof s->id, "m%08x%06llx", m->instance, (unsigned long long)(++m->next_id & 0xffffff));
	s->next = m->sessions;
	s->previous = &m->sessions;
	if (s->next != NULL)
		s->next->previous = &s->next;
	m->sessions = s;
	m->drain.count++;
	link_open(&s->link, &m->loop, fd, &ops, s);
	link_deadline(&s->link, MILTER_PACKET_MS);
}
