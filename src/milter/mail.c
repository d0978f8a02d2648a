/* One message: the octets as the server tells them, the question, and the answer in the server's words.
 *
 * A signature is checked over what the client sent, so the message is put together again exactly: values with the
 * space that stood behind the colon where the server tells it, line breaks in a value (LF) as CRLF. */
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "front/outgoing.h"
#include "identity/auth_results.h"
#include "milter/inside.h"
#include "sys/clock.h"

#define MAIL_ARENA ((size_t)8 << 20)
#define TOO_LARGE "552 5.3.4 Message too large"
#define NO_ROOM "452 4.3.1 Not enough disk space"
#define A_TRAP "554 5.6.0 The header is a trap"

static const struct bytes verdict_name = BYTES_INIT("X-Postern-Verdict");
static const struct bytes results_name = BYTES_INIT("Authentication-Results");

void
mail_begin(struct milter_session *s)
{
	mail_forget(s);
	s->mail.arena = arena_new(MAIL_ARENA);
	s->mail.began_us = clock_steady_us();
	s->state = MILTER_ENVELOPE;
}

void
mail_forget(struct milter_session *s)
{
	struct milter_mail *m = &s->mail;
	ticket_abandon(s->ticket);
	s->ticket = NULL;
	if (m->has_spool)
		spool_done(&m->spool);
	blob_drop(m->instead);
	if (m->arena != NULL)
		arena_free(m->arena);
	*m = (struct milter_mail){ .arena = NULL };
	if (s->note_free != NULL)
		s->note_free(s->note);
	s->note = NULL;
	s->note_free = NULL;
	s->queue_id[0] = '\0';
	if (s->state != MILTER_ENDED && s->state != MILTER_NEW)
		s->state = MILTER_IDLE;
}

/* -- its octets -- */

static void
refuse(struct milter_mail *m, const char *line)
{
	if (m->refusal != NULL)
		return;
	m->refusal = line;
	if (m->has_spool)
		spool_done(&m->spool);
	m->has_spool = false;
}

static void
add(struct milter_session *s, struct bytes octets)
{
	struct milter_mail *m = &s->mail;
	m->received += octets.len;
	if (m->received > (uint64_t)s->milter->conf->limits.message_size)
		refuse(m, TOO_LARGE);
	if (m->refusal != NULL || octets.len == 0)
		return;
	memcpy(spool_reserve(&m->spool, octets.len), octets.at, octets.len);
	if (spool_take(&m->spool, octets.len) != 0)
		refuse(m, NO_ROOM);
}

static void
begin_content(struct milter_session *s)
{
	if (s->state == MILTER_CONTENT)
		return;
	s->state = MILTER_CONTENT;
	if (s->mail.refusal == NULL) {
		spool_init(&s->mail.spool, s->milter->options.room);
		s->mail.has_spool = true;
	}
}

/* What only we may write must not come from outside. */
static void
note_forged(struct milter_session *s, struct bytes name, struct bytes value)
{
	struct milter_mail *m = &s->mail;
	bool is_results = bytes_equal_nocase(name, results_name);
	if (!is_results && !bytes_equal_nocase(name, verdict_name))
		return;
	uint32_t index = is_results ? ++m->results : ++m->verdicts;
	if (is_results && !auth_results_is_ours(value, s->milter->authserv_id))
		return;
	struct milter_forged *f = m->forged.count < MILTER_FORGED_MAX ? LIST_ADD(m->arena, &m->forged) : NULL;
	if (f == NULL)
		refuse(m, A_TRAP);
	else
		*f = (struct milter_forged){ is_results, index };
}

void
mail_header(struct milter_session *s, struct bytes name, struct bytes value)
{
	struct milter_mail *m = &s->mail;
	struct bytes line;
	begin_content(s);
	add(s, name);
	add(s, (s->terms.steps & MILTER_LEADING_SPACE) != 0 ? BYTES(":") : BYTES(": "));
	struct bytes rest = value;
	for (size_t lf; (lf = bytes_find_octet(rest, '\n')) != BYTES_NOT_FOUND; rest = bytes_from(rest, lf + 1)) {
		line = bytes_to(rest, lf);
		add(s, bytes_ends(line, BYTES("\r")) ? bytes_to(line, line.len - 1) : line);
		add(s, BYTES("\r\n"));
	}
	add(s, rest);
	add(s, BYTES("\r\n"));
	name = bytes_trim(name);
	note_forged(s, name, value);
	if (!m->has_subject && bytes_equal_nocase(name, BYTES("Subject"))) {
		m->has_subject = arena_copy(m->arena, value, &m->subject);
		if (!m->has_subject)
			refuse(m, A_TRAP);
	}
	if (s->listener->conf->shadow)
		other_field(&m->other, name, value);
}

void
mail_body(struct milter_session *s, struct bytes octets)
{
	begin_content(s);
	if (!s->mail.has_body) {
		add(s, BYTES("\r\n"));
		s->mail.header_octets = s->mail.received;
	}
	s->mail.has_body = true;
	add(s, octets);
}

/* -- what is told about it -- */

void
mail_envelope(const struct milter_session *s, struct casefile_envelope *out)
{
	const struct milter_mail *m = &s->mail;
	*out = (struct casefile_envelope){ .protocol = BYTES("milter"), .session = bytes_of_cstr(s->id),
		.listener = s->listener->conf->is.name, .tenant = m->place.tenant, .direction = m->place.direction,
		.client_ip = bytes_of_cstr(s->client_ip), .client_name = bytes_of_cstr(s->client_name),
		.helo = bytes_of_cstr(s->helo), .mail_from = m->sender, .user = bytes_of_cstr(s->user),
		.is_listed_peer = s->is_own, .received_ms = clock_wall_ms() };
	out->recipients.at = m->recipients.at;
	out->recipients.count = m->recipients.count;
}

static bool
add_tls(const struct milter_session *s, struct arena *arena, struct casefile_envelope *out)
{
	char tls[200];
	if (s->tls_version[0] == '\0')
		return true;
	(void)snprintf(tls, sizeof tls, "%s %s", s->tls_version, s->cipher);
	return arena_copy(arena, bytes_of_cstr(tls), &out->tls);
}

/* ONLY: the recipient that it is about; at NULL: all of them. */
void
mail_event(struct milter_session *s, enum gate_event_kind kind, struct bytes only, int code, const char *reply)
{
	const struct front_options *o = &s->milter->options;
	struct casefile_envelope envelope;
	struct buf other;
	char session[100];
	if (o->behind.eventer == NULL)
		return;
	mail_envelope(s, &envelope);
	/* The server's own word for the message, so that its log and ours can be read together. */
	(void)snprintf(session, sizeof session, "%s%s%s", s->id, s->queue_id[0] != '\0' ? "/" : "", s->queue_id);
	envelope.session = bytes_of_cstr(session);
	if (only.at != NULL) {
		envelope.recipients.at = &only;
		envelope.recipients.count = 1;
	}
	buf_init(&other, 64);
	other_write(&s->mail.other, &other);
	const struct milter_mail *m = &s->mail;
	const struct gate_event e = { .kind = kind, .envelope = &envelope, .action = s->action, .code = code, .reply = reply,
		.size = m->received, .note = s->note, .other = buf_bytes(&other),
		.judge_us = m->judged_us > m->asked_us ? m->judged_us - m->asked_us : 0 };
	o->behind.eventer(o->behind.event_context, &e);
	buf_done(&other);
}

/* -- the answer -- */

static void
change(struct milter_session *s, enum milter_reply reply, uint32_t index, struct bytes name, struct bytes value)
{
	struct buf out;
	buf_init(&out, MILTER_PACKET_MAX);
	packet_say_header(&out, reply, index, name, value);
	if (buf_ok(&out))
		link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
}

/* The value as it stands behind the colon, for a server that adds the space itself or does not. */
static struct bytes
spaced(const struct milter_session *s, struct bytes value)
{
	bool keeps = (s->terms.steps & MILTER_LEADING_SPACE) != 0;
	return !keeps && bytes_starts(value, BYTES(" ")) ? bytes_from(value, 1) : value;
}

/* The last of a name first: the others keep their numbers. */
static void
take_away_forged(struct milter_session *s)
{
	const struct milter_mail *m = &s->mail;
	for (size_t i = m->forged.count; i-- != 0;)
		change(s, MILTER_CHANGE_HEADER, m->forged.at[i].index, m->forged.at[i].is_results ? results_name : verdict_name,
		    BYTES_NONE);
}

static void
mark_subject(struct milter_session *s, struct bytes tag)
{
	const struct milter_mail *m = &s->mail;
	struct buf value;
	struct bytes old = m->subject;
	buf_init(&value, MILTER_PACKET_MAX);
	buf_add_octet(&value, ' ');
	outgoing_tag(&value, tag);
	while (old.len != 0 && old.at[0] == ' ')
		old = bytes_from(old, 1);
	buf_add(&value, old);
	if (buf_ok(&value))
		change(s, m->has_subject ? MILTER_CHANGE_HEADER : MILTER_ADD_HEADER, 1, BYTES("Subject"), spaced(s, buf_bytes(&value)));
	buf_done(&value);
}

/* Above everything, the first at the top. */
static void
add_fields(struct milter_session *s, const struct gate_answer *a)
{
	for (size_t i = a->add_count; i-- != 0;) {
		struct outgoing line;
		struct buf value;
		outgoing_init(&line);
		outgoing_header(&line, a->add[i].name, a->add[i].value);
		struct bytes text = buf_bytes(&line.head);
		text = bytes_to(bytes_from(text, a->add[i].name.len + 1), text.len - a->add[i].name.len - 3);
		buf_init(&value, MILTER_PACKET_MAX);
		for (size_t k = 0; k < text.len; k++)
			if (text.at[k] != '\r')
				buf_add_octet(&value, text.at[k]);
		if (buf_ok(&line.head) && buf_ok(&value))
			change(s, MILTER_INSERT_HEADER, 0, a->add[i].name, spaced(s, buf_bytes(&value)));
		buf_done(&value);
		outgoing_done(&line);
	}
}

static void
change_header(struct milter_session *s, const struct gate_answer *a)
{
	if ((s->terms.actions & MILTER_MAY_CHANGE_HEADERS) != 0) {
		take_away_forged(s);
		if (a->subject_tag.len != 0)
			mark_subject(s, a->subject_tag);
	}
	if ((s->terms.actions & MILTER_MAY_ADD_HEADERS) != 0)
		add_fields(s, a);
}

/* Everything was said but the last word. */
static void
finish(struct milter_session *s, enum milter_reply last, int code, const char *text)
{
	struct buf out;
	char line[600];
	bool is_shadow = s->listener->conf->shadow;
	buf_init(&out, 4096);
	if (is_shadow)
		packet_say(&out, MILTER_ACCEPT);
	else if (last == MILTER_REPLY_CODE)
		packet_say_code(&out, code, bytes_of_cstr(text));
	else
		packet_say(&out, last);
	link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
	s->is_telling = true;
	(void)link_flush(&s->link);
	s->is_telling = false;
	(void)snprintf(line, sizeof line, "%d %s", code, text);
	mail_event(s, is_shadow ? GATE_ADVISED : GATE_MESSAGE, BYTES_NONE, code, line);
	mail_forget(s);
	link_deadline(&s->link, s->milter->drain.is_on ? MILTER_DRAIN_MS : MILTER_IDLE_MS);
	if (s->link.is_closed)
		milter_session_end(s);
}

/* Why it is held, for the server's log. */
static void
hold_there(struct milter_session *s, const struct gate_answer *a)
{
	struct buf out;
	char reason[200];
	(void)snprintf(reason, sizeof reason, "Postern: quarantined as %.*s", BYTES_ARGS(bytes_to(a->text, 100)));
	buf_init(&out, 1024);
	packet_say_text(&out, MILTER_QUARANTINE, bytes_of_cstr(reason));
	link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
	finish(s, MILTER_ACCEPT, 250, "2.0.0 Held by the mail server");
}

static void
say_address(struct milter_session *s, enum milter_reply reply, struct bytes address)
{
	struct buf out, path;
	buf_init(&out, MILTER_PACKET_MAX);
	buf_init(&path, MILTER_PACKET_MAX);
	buf_addf(&path, "<%.*s>", BYTES_ARGS(address));
	packet_say_text(&out, reply, buf_bytes(&path));
	link_send(&s->link, buf_bytes(&out));
	buf_done(&path);
	buf_done(&out);
}

/* To one mailbox instead of its recipients, and from nobody, so that nothing about it goes back to whom the sender was forged
 * as. */
static void
redirect(struct milter_session *s)
{
	const struct milter_mail *m = &s->mail;
	struct bytes to = s->listener->conf->quarantine_to;
	bool has_it = false;
	for (size_t i = 0; i < m->recipients.count; i++) {
		bool is_it = bytes_equal(m->recipients.at[i], to);
		has_it |= is_it;
		if (!is_it)
			say_address(s, MILTER_DELETE_RCPT, m->recipients.at[i]);
	}
	if (!has_it)
		say_address(s, MILTER_ADD_RCPT, to);
	if ((s->terms.actions & MILTER_MAY_CHANGE_FROM) != 0 && m->sender.len != 0)
		say_address(s, MILTER_CHANGE_FROM, BYTES_NONE);
	finish(s, MILTER_ACCEPT, 250, "2.0.0 Sent to the quarantine's mailbox");
}

/* Where quarantined mail of S goes, as far as the mail server lets it. */
static enum listener_quarantine
holder(const struct milter_session *s)
{
	uint32_t may = s->terms.actions;
	switch (s->listener->conf->quarantine) {
	case LISTENER_QUARANTINE_MTA:
		return (may & MILTER_MAY_QUARANTINE) != 0 ? LISTENER_QUARANTINE_MTA : LISTENER_QUARANTINE_HERE;
	case LISTENER_QUARANTINE_REDIRECT:
		return (may & MILTER_REDIRECTS) == MILTER_REDIRECTS ? LISTENER_QUARANTINE_REDIRECT : LISTENER_QUARANTINE_HERE;
	default:
		return LISTENER_QUARANTINE_HERE;
	}
}

/* What is sent instead, of which the header is the same; false where it is not so. */
static bool
begin_other(struct milter_session *s, struct blob *message)
{
	struct milter_mail *m = &s->mail;
	struct bytes now;
	if ((s->terms.actions & MILTER_MAY_REPLACE_BODY) == 0 || blob_octets(message, &now) != 0 || now.len == 0 ||
	    now.len < m->header_octets)
		return false;
	m->instead = blob_share(message);
	m->other_left = bytes_from(now, (size_t)m->header_octets);
	return bytes_equal(bytes_to(now, (size_t)m->header_octets), bytes_to(m->message, (size_t)m->header_octets));
}

void
mail_pour(struct milter_session *s)
{
	struct milter_mail *m = &s->mail;
	struct buf out;
	if (m->instead == NULL)
		return;
	struct bytes piece = bytes_to(m->other_left, MILTER_PIECE_MAX);
	if (piece.len == 0) {
		finish(s, MILTER_ACCEPT, 250, "2.0.0 Ok");
		return;
	}
	m->other_left = bytes_from(m->other_left, piece.len);
	buf_init(&out, MILTER_PACKET_MAX);
	packet_say_body(&out, piece);
	link_send(&s->link, buf_bytes(&out));
	buf_done(&out);
	link_want_write(&s->link);
}

static void
act(struct milter_session *s, const struct gate_answer *a)
{
	char text[300];
	enum gate_action action = a->action;
	/* Of another message the body is all that we can put in the place of this one's. */
	bool is_other = a->message != NULL && (action == GATE_DELIVER || action == GATE_TAG);
	if (is_other && !begin_other(s, a->message))
		action = s->action = GATE_DEFER;
	if (s->listener->conf->shadow && action != GATE_DEFER) {
		finish(s, MILTER_ACCEPT, 250, "2.0.0 Ok: nothing was changed");
		return;
	}
	switch (action) {
	case GATE_DELIVER:
	case GATE_TAG:
		change_header(s, a);
		if (is_other) {
			s->ticket = NULL; /* the answer was heard */
			mail_pour(s);
		} else {
			finish(s, MILTER_ACCEPT, 250, "2.0.0 Ok");
		}
		break;
	case GATE_QUARANTINE:
		if (s->ticket != NULL && s->ticket->question.is_advice) {
			change_header(s, a);
			if (holder(s) == LISTENER_QUARANTINE_REDIRECT)
				redirect(s);
			else
				hold_there(s, a);
			break;
		}
		(void)snprintf(text, sizeof text, "2.0.0 Ok: %.*s", BYTES_ARGS(bytes_to(a->text, 100)));
		finish(s, MILTER_DISCARD, 250, text);
		break;
	case GATE_REJECT:
		(void)snprintf(text, sizeof text, "5.7.1 %.*s", BYTES_ARGS(bytes_to(a->text, 200)));
		finish(s, MILTER_REPLY_CODE, 550, a->text.len != 0 ? text : "5.7.1 Message refused");
		break;
	default:
		if (a->is_full)
			finish(s, MILTER_REPLY_CODE, 452, &NO_ROOM[4]);
		else
			finish(s, MILTER_REPLY_CODE, 451, "4.7.1 Try again later");
		break;
	}
}

static void
on_answered(void *owner, const struct gate_answer *a)
{
	struct milter_session *s = owner;
	struct link_loop *loop = &s->milter->loop;
	s->mail.judged_us = clock_steady_us();
	s->action = a->action;
	s->note = a->note;
	s->note_free = a->note_free;
	act(s, a);
	link_loop_settle(loop);
}

void
mail_give_up(struct milter_session *s)
{
	s->action = GATE_DEFER;
	finish(s, MILTER_REPLY_CODE, 451, "4.3.0 Try again later");
}

/* For a message that is held and released later: who asked to be told of its delivery. */
static void
keep_dsn(const struct milter_mail *m, struct gate_ticket *ticket)
{
	struct bytes *each = m->has_dsn ? arena_get(ticket->arena, m->recipients.count, sizeof *each) : NULL;
	(void)arena_copy(ticket->arena, m->dsn, &ticket->question.dsn);
	for (size_t i = 0; each != NULL && i < m->recipients.count; i++)
		if (!arena_copy(ticket->arena, m->recipient_dsn.at[i], &each[i]))
			each[i] = BYTES_NONE;
	ticket->question.recipient_dsn = each;
}

void
mail_end(struct milter_session *s)
{
	struct milter_mail *m = &s->mail;
	struct casefile_envelope envelope;
	mail_body(s, BYTES_NONE);
	m->asked_us = m->judged_us = clock_steady_us();
	if (m->refusal == NULL && spool_finish(&m->spool, &m->message) != 0)
		refuse(m, NO_ROOM);
	if (m->refusal != NULL) {
		s->action = m->refusal[0] == '4' ? GATE_DEFER : GATE_REJECT;
		finish(s, MILTER_REPLY_CODE, atoi(m->refusal), m->refusal + 4);
		return;
	}
	mail_envelope(s, &envelope);
	(void)add_tls(s, m->arena, &envelope);
	const struct conf_listener *l = s->listener->conf;
	const struct gate_question about = { .envelope = &envelope, .policy = m->place.policy, .message = m->spool.whole,
		.is_advice = l->shadow || holder(s) != LISTENER_QUARANTINE_HERE,
		.size = m->spool.size, .authserv_id = s->milter->authserv_id };
	if (!about.is_advice && (s->terms.actions & MILTER_MAY_REPLACE_BODY) != 0)
		envelope.may_alter = ALTER_BODY;
	s->ticket = ticket_new(&about, on_answered, s);
	keep_dsn(m, s->ticket);
	s->state = MILTER_JUDGE;
	link_deadline(&s->link, MILTER_PROGRESS_MS);
	ticket_ask(s->ticket, &s->milter->options.behind);
}
