/* A connection: the request, the message that comes with it, and the octets of the answer. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "spamd/inside.h"
#include "sys/clock.h"

#define TOO_LARGE BYTES("(message larger than [limits] message_size)")
#define NO_ROOM BYTES("(not enough disk space)")

static void
forget_message(struct spamd_session *s)
{
	if (s->has_outgoing)
		outgoing_done(&s->outgoing);
	if (s->has_came)
		spool_done(&s->came);
	if (s->has_spool)
		spool_done(&s->spool);
	s->has_outgoing = s->has_came = s->has_spool = false;
	if (s->turn != NULL)
		event_free(s->turn);
	s->turn = NULL;
	free(s->inflate);
	s->inflate = NULL;
}

static void
session_free(void *owner)
{
	free(owner);
}

void
spamd_session_end(struct spamd_session *s)
{
	if (s->state == SPAMD_ENDED)
		return;
	s->state = SPAMD_ENDED;
	ticket_abandon(s->ticket);
	teaching_abandon(s->teaching);
	forget_message(s);
	buf_done(&s->head);
	if (s->note_free != NULL)
		s->note_free(s->note);
	*s->previous = s->next;
	if (s->next != NULL)
		s->next->previous = s->previous;
	link_close(&s->link, false);
	link_bury(&s->link, session_free);
	struct spamd *d = s->spamd;
	drain_leave(&d->drain);
}

/* -- the answer -- */

/* Everything is said.  Closed at once, with octets that nobody has read, the connection would be reset, and the answer
 * lost: what the client still sends is read over. */
static void
linger(struct spamd_session *s)
{
	forget_message(s);
	if (s->has_ended || s->listener->tls != NULL) {
		spamd_session_end(s);
		return;
	}
	s->state = SPAMD_LINGER;
	(void)shutdown(s->link.fd, SHUT_WR);
	link_deadline(&s->link, SPAMD_LINGER_MS);
	link_resume(&s->link);
}

static void
on_writable(void *owner)
{
	struct spamd_session *s = owner;
	if (s->state != SPAMD_WRITE)
		return;
	for (int count; s->has_outgoing && (count = outgoing_next(&s->outgoing)) != 0;) {
		ssize_t n = link_writev(&s->link, s->outgoing.vec, count);
		if (n < 0)
			return;
		if (n == 0) {
			link_want_write(&s->link);
			return;
		}
		outgoing_sent(&s->outgoing, (size_t)n);
		link_deadline(&s->link, SPAMD_WRITE_MS);
	}
	linger(s);
}

void
spamd_write(struct spamd_session *s)
{
	s->state = SPAMD_WRITE;
	link_pause(&s->link);
	link_send(&s->link, buf_bytes(&s->head));
	link_deadline(&s->link, SPAMD_WRITE_MS);
	link_want_write(&s->link);
}

void
spamd_fault(struct spamd_session *s, enum request_status status, struct bytes text)
{
	if (status == STATUS_PROTOCOL)
		log_event(s->spamd->options.log, LOG_WARNING, "spamd-protocol", LOG_CSTR("session", s->id),
		    LOG_TEXT("listener", s->listener->conf->is.name), LOG_TEXT("why", text));
	if (s->has_outgoing)
		outgoing_done(&s->outgoing);
	s->has_outgoing = false;
	buf_clear(&s->head);
	reply_fault(&s->head, status, text);
	spamd_write(s);
}

/* -- the message -- */

static void
message_is_whole(struct spamd_session *s)
{
	if (spool_finish(&s->spool, &s->message) != 0) {
		spamd_fault(s, STATUS_LATER, NO_ROOM);
		return;
	}
	s->state = SPAMD_JUDGE;
	s->asked_us = clock_steady_us();
	/* The judge has its own clock; this one is for a judge that is never heard again. */
	link_deadline(&s->link, 2 * s->spamd->conf->limits.judge_timeout + 5000);
	answer_ask(s);
}

/* Octets into SPOOL; false: it was refused. */
static bool
keep(struct spamd_session *s, struct spool *spool, struct bytes octets)
{
	if (spool->size + octets.len > (uint64_t)s->spamd->conf->limits.message_size) {
		spamd_fault(s, STATUS_DATA, TOO_LARGE);
		return false;
	}
	if (octets.len == 0)
		return true;
	memcpy(spool_reserve(spool, octets.len), octets.at, octets.len);
	if (spool_take(spool, octets.len) == 0)
		return true;
	spamd_fault(s, STATUS_LATER, NO_ROOM);
	return false;
}

/* So much of what was compressed, then others have their turn. */
static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct spamd_session *s = arg;
	struct link_loop *loop = &s->spamd->loop;
	struct bytes run;
	int got = 0;
	for (size_t made = 0; got == 0 && made < SPAMD_TURN; made += run.len) {
		got = inflate_next(s->inflate, &run);
		if (got >= 0 && !keep(s, &s->spool, run))
			break;
	}
	if (s->state != SPAMD_INFLATE)
		; /* it was refused */
	else if (got < 0)
		spamd_fault(s, STATUS_UNAVAILABLE, BYTES("zlib: failed to find end of zlib stream"));
	else if (got == 0)
		event_active(s->turn, EV_TIMEOUT, 0);
	else
		message_is_whole(s);
	link_loop_settle(loop);
}

static void
inflate_message(struct spamd_session *s)
{
	struct bytes packed;
	if (spool_finish(&s->came, &packed) != 0) {
		spamd_fault(s, STATUS_LATER, NO_ROOM);
		return;
	}
	s->inflate = xcalloc(1, sizeof *s->inflate);
	inflate_begin(s->inflate, packed);
	spool_init(&s->spool, s->spamd->options.room);
	s->has_spool = true;
	s->state = SPAMD_INFLATE;
	link_deadline(&s->link, SPAMD_BODY_MS);
	s->turn = event_new(s->spamd->options.base, -1, 0, on_turn, s);
	must(s->turn != NULL);
	event_active(s->turn, EV_TIMEOUT, 0);
}

/* SURPLUS octets came behind it. */
static void
content_is_whole(struct spamd_session *s, size_t surplus)
{
	char text[120];
	const struct request *r = &s->request;
	link_pause(&s->link);
	if (r->has_length && (s->received != r->length || surplus != 0 || (!s->has_ended && link_has_input(&s->link)))) {
		(void)snprintf(text, sizeof text, "(Content-Length mismatch: Expected %llu bytes, got %s%llu bytes)",
		    (unsigned long long)r->length, s->received < r->length ? "" : "more than ", (unsigned long long)s->received);
		spamd_fault(s, STATUS_PROTOCOL, bytes_of_cstr(text));
	} else if (r->is_compressed) {
		inflate_message(s);
	} else {
		message_is_whole(s);
	}
}

static size_t
take_content(struct spamd_session *s, struct bytes data)
{
	const struct request *r = &s->request;
	struct bytes part = data;
	if (r->has_length)
		part = bytes_to(part, (size_t)(r->length - s->received < part.len ? r->length - s->received : part.len));
	if (!keep(s, r->is_compressed ? &s->came : &s->spool, part))
		return data.len;
	s->received += part.len;
	if (r->has_length && s->received == r->length)
		content_is_whole(s, data.len - part.len);
	return data.len;
}

static void
begin_content(struct spamd_session *s)
{
	const struct request *r = &s->request;
	s->state = SPAMD_BODY;
	link_deadline(&s->link, SPAMD_BODY_MS);
	if (r->has_length && r->length > (uint64_t)s->spamd->conf->limits.message_size) {
		spamd_fault(s, STATUS_DATA, TOO_LARGE);
		return;
	}
	if (r->has_length && !spool_has_room(s->spamd->options.room, r->length)) {
		spamd_fault(s, STATUS_LATER, NO_ROOM);
		return;
	}
	if (r->is_compressed) {
		spool_init(&s->came, s->spamd->options.room);
		s->has_came = true;
	} else {
		spool_init(&s->spool, s->spamd->options.room);
		s->has_spool = true;
	}
}

static void
take_request(struct spamd_session *s)
{
	struct request *r = &s->request;
	/* It stands where other input will. */
	(void)snprintf(s->user, sizeof s->user, "%.*s", BYTES_ARGS(r->user));
	r->user = bytes_of_cstr(s->user);
	if (r->verb == VERB_PING) {
		reply_pong(&s->head);
		spamd_write(s);
	} else if (r->verb == VERB_SKIP) {
		linger(s);
	} else if (r->verb == VERB_TELL && !s->listener->conf->allow_tell) {
		spamd_fault(s, STATUS_UNAVAILABLE, BYTES("TELL commands are not enabled, set allow_tell in the [listener]."));
	} else {
		begin_content(s);
	}
}

/* -- a connection -- */

static size_t
on_input(void *owner, struct bytes data)
{
	struct spamd_session *s = owner;
	struct why why;
	size_t used = 0;
	if (s->state == SPAMD_LINGER) {
		s->written_over += data.len;
		if (s->written_over > SPAMD_READ_OVER_MAX)
			spamd_session_end(s);
		return data.len;
	}
	if (s->state == SPAMD_HEAD) {
		int got = request_read(data, &s->scanned, &s->request, &used, &why);
		if (got == 0)
			return 0;
		if (got < 0) {
			spamd_fault(s, got == FAULT_ABSENT ? STATUS_UNAVAILABLE : STATUS_PROTOCOL, bytes_of_cstr(why.text));
			return data.len;
		}
		take_request(s);
	}
	if (s->state != SPAMD_BODY)
		return data.len;
	bool is_empty = s->request.has_length && s->request.length == 0;
	if (used < data.len || is_empty)
		(void)take_content(s, bytes_from(data, used));
	return data.len;
}

static void
on_end(void *owner)
{
	struct spamd_session *s = owner;
	s->has_ended = true;
	if (s->state == SPAMD_HEAD && s->link.in.len == 0)
		spamd_session_end(s);
	else if (s->state == SPAMD_HEAD)
		spamd_fault(s, STATUS_PROTOCOL, BYTES("(EOF during headers)"));
	else if (s->state == SPAMD_BODY)
		content_is_whole(s, 0);
	else if (s->state == SPAMD_LINGER)
		spamd_session_end(s);
}

static void
on_timeout(void *owner)
{
	struct spamd_session *s = owner;
	if (s->state == SPAMD_HEAD || s->state == SPAMD_BODY || s->state == SPAMD_INFLATE)
		spamd_fault(s, STATUS_TIMEOUT, BYTES("(the request does not end)"));
	else if (s->state == SPAMD_JUDGE)
		spamd_fault(s, STATUS_LATER, BYTES("(nobody answers)"));
	else
		spamd_session_end(s);
}

static void
on_closed(void *owner)
{
	spamd_session_end(owner);
}

static void
on_nothing(void *owner)
{
}

static const struct link_ops ops = { on_input, on_writable, on_nothing, on_timeout, on_closed, on_end };

void
spamd_session_new(struct spamd_listener *listener, int fd)
{
	struct spamd *d = listener->spamd;
	if ((int64_t)d->drain.count >= d->conf->limits.sessions) {
		log_event(d->options.log, LOG_WARNING, "spamd-full", LOG_NUMBER("sessions", d->drain.count));
		(void)close(fd);
		return;
	}
	struct spamd_session *s = xcalloc(1, sizeof *s);
	s->spamd = d;
	s->listener = listener;
	buf_init(&s->head, REPLY_TEXT_MAX);
	(void)snprintf(s->id, sizeof s->id, "d%08x%06llx", d->instance, (unsigned long long)(++d->next_id & 0xffffff));
	s->next = d->sessions;
	s->previous = &d->sessions;
	if (s->next != NULL)
		s->next->previous = &s->next;
	d->sessions = s;
	d->drain.count++;
	link_open(&s->link, &d->loop, fd, &ops, s);
	if (listener->tls != NULL)
		link_secure(&s->link, listener->tls, true, NULL);
	link_deadline(&s->link, SPAMD_HEAD_MS);
}
