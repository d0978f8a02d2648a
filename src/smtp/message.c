/* The octets of a message, the judge's answer, and the message's way on.
 *
 * What dot_feed() gives is what is spooled, judged and sent.  The client has its answer only when the next hop
 * has said 2xx or the judge says that the quarantine copy is durable. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "smtp/inside.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* Octets decoded at a time; keeps one sender from holding the loop. */
#define PIECE 65536
/* A refused chunk is read to its end, up to so many times the size of a message; beyond it we hang up. */
#define SWALLOW_FACTOR 4

static const char *
may_begin(struct session *s)
{
	if (!s->t.has_mail)
		return "503 5.5.1 MAIL first";
	if (s->t.recipients.count == 0)
		return s->t.hop == NULL ? "503 5.5.1 RCPT first" : "554 5.5.1 No valid recipients";
	return NULL;
}

static void
begin(struct session *s, bool in_chunks)
{
	spool_init(&s->spool, &s->gate->room);
	s->has_spool = true;
	s->discards = false;
	s->refusal = NULL;
	s->received = 0;
	s->in_chunks = in_chunks;
	s->dot = (struct dot){ .is_chunked = in_chunks };
	s->began_us = clock_steady_us();
	s->judged_us = s->asked_us = 0;
	session_deadline(s, s->gate->conf->limits.data_timeout);
}

void
message_begin(struct session *s)
{
	const char *wrong = s->in_chunks ? "503 5.5.1 BDAT has begun" : may_begin(s);
	if (wrong != NULL) {
		session_error(s, wrong);
		return;
	}
	begin(s, false);
	s->state = SESSION_DATA;
	session_reply(s, "354 End data with <CR><LF>.<CR><LF>");
}

/* The message is read to its end, but it will not be taken. */
static void
discard(struct session *s, const char *refusal)
{
	if (s->discards)
		return;
	s->discards = true;
	s->refusal = refusal;
	spool_done(&s->spool);
	s->has_spool = false;
}

/* Every octet earns time: a sender may be slow, but not for ever (reliability C1).  Between chunks the clock runs on. */
void
message_deadline(struct session *s)
{
	const struct conf_ceilings *l = &s->gate->conf->limits;
	int64_t earned = l->data_timeout + (int64_t)(s->received * 1000 / (uint64_t)l->min_data_rate);
	int64_t used = (clock_steady_us() - s->began_us) / 1000;
	int64_t left = earned > used ? earned - used : 1;
	session_deadline(s, s->state == SESSION_COMMAND && left > l->command_timeout ? l->command_timeout : left);
}

/* Decode at most one piece of IN; true at the end mark. */
static bool
feed(struct session *s, struct bytes in, size_t *out_used)
{
	uint8_t scrap[DOT_ROOM(4096)];
	size_t len = 0;
	bool ended;
	if (s->discards) {
		ended = dot_feed(&s->dot, bytes_to(in, 4096), scrap, &len, out_used);
		s->received += len;
		return ended;
	}
	in = bytes_to(in, PIECE);
	uint8_t *room = spool_reserve(&s->spool, DOT_ROOM(in.len));
	ended = dot_feed(&s->dot, in, room, &len, out_used);
	s->received += len;
	if (s->received > (uint64_t)s->gate->conf->limits.message_size)
		discard(s, "552 5.3.4 Message too large");
	else if (spool_take(&s->spool, len) != 0)
		discard(s, SPOOL_FULL);
	return ended;
}

/* Would this go round for ever? */
static bool
is_loop(const struct session *s)
{
	struct bytes rest = s->message;
	struct header_line h;
	int64_t hops = 0, own = 0;
	struct bytes name = bytes_of_cstr(s->gate->hostname);
	while (header_next(&rest, &h)) {
		if (!bytes_equal_nocase(h.name, BYTES("Received")))
			continue;
		hops++;
		size_t by = bytes_find_nocase(h.value, BYTES(" by "));
		struct bytes after = by == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(h.value, by + 4);
		own += bytes_starts_nocase(after, name) && bytes_has(h.value, BYTES("(Postern)"));
	}
	/* Once through us and back from the mail system is how some are built; more often is a circle. */
	return hops > s->gate->conf->limits.hops || own > 3;
}

static const char *
refusal_of(struct session *s)
{
	const struct conf_listener *l = s->listener->conf;
	if (s->discards)
		return s->refusal;
	if (s->dot.bare_lf != 0 && l->bare_lf == BARE_LF_REJECT)
		return "550 5.5.2 Lines must end in CRLF";
	if (s->dot.bare_cr != 0 && l->bare_cr == BARE_CR_REJECT)
		return "550 5.5.2 A carriage return stands alone";
	if (spool_finish(&s->spool, &s->message) != 0)
		return SPOOL_FULL;
	s->original = s->message;
	if (!transaction_is_same(s))
		return "451 4.3.0 Try again";
	return is_loop(s) ? "554 5.4.6 Too many hops" : NULL;
}

/* For a message that is held and released later: who asked to be told of its delivery. */
static void
keep_dsn(struct session *s, struct gate_ticket *ticket)
{
	struct bytes *each = arena_get(ticket->arena, s->t.recipients.count, sizeof *each);
	bool any = false;
	if ((s->t.needs & CAP_DSN) != 0)
		ticket->question.dsn = command_dsn(s->t.mail_line, ticket->arena);
	for (size_t i = 0; each != NULL && i < s->t.recipients.count; i++) {
		each[i] = command_dsn(s->t.recipients.at[i].line, ticket->arena);
		any |= each[i].len != 0;
	}
	ticket->question.recipient_dsn = any ? each : NULL;
}

static void act(void *owner, const struct gate_answer *a);

static void
ask_judge(struct session *s)
{
	struct casefile_envelope seen;
	struct arena *arena = arena_new(TICKET_MAX);
	session_envelope(s, arena, &seen);
	const struct gate_question about = { .envelope = &seen, .policy = s->t.policy, .message = s->spool.whole,
		.size = s->spool.size, .bare_lf = s->dot.bare_lf, .bare_cr = s->dot.bare_cr, .authserv_id = s->gate->authserv_id };
	struct gate_ticket *ticket = ticket_new(&about, act, s);
	arena_free(arena);
	keep_dsn(s, ticket);
	s->ticket = ticket;
	s->state = SESSION_JUDGE;
	s->asked_us = clock_steady_us();
	/* The judge has its own clock; this one is for a judge that is never heard again. */
	link_deadline(&s->link, 2 * s->gate->conf->limits.judge_timeout + 5000);
	ticket_ask(ticket, &s->gate->options.behind);
}

static void
ended(struct session *s)
{
	s->messages++;
	s->action = GATE_REJECT;
	link_pause(&s->link);
	link_deadline(&s->link, 0);
	const char *refusal = refusal_of(s);
	if (refusal == NULL && transaction_live(s) == 0) {
		s->action = GATE_DELIVER;
		message_fate(s, 250, "2.0.0 Ok: everybody has it", false);
		return;
	}
	if (refusal == NULL) {
		ask_judge(s);
		return;
	}
	if (refusal[0] == '4')
		s->action = GATE_DEFER;
	message_fate(s, atoi(refusal), refusal + 4, false);
}

size_t
message_data(struct session *s, struct bytes in)
{
	size_t used = 0;
	bool is_end = feed(s, in, &used);
	if (is_end)
		ended(s);
	else
		message_deadline(s);
	return used;
}

void
message_chunk_begin(struct session *s, struct bytes argument)
{
	uint64_t size;
	bool is_last;
	if (command_bdat(argument, &size, &is_last) != 0) {
		/* Where the next command begins is not known any more. */
		session_event(s, GATE_CLOSED, 501, "501 5.5.4 BDAT needs a size", false);
		session_farewell(s, "501 5.5.4 BDAT needs a size");
		return;
	}
	if ((s->offered.caps & CAP_CHUNKING) == 0) {
		session_farewell(s, "502 5.5.1 CHUNKING is not offered");
		return;
	}
	if (size / SWALLOW_FACTOR > (uint64_t)s->gate->conf->limits.message_size) {
		session_event(s, GATE_CLOSED, 552, "552 5.3.4 Message too large", false);
		session_farewell(s, "552 5.3.4 Message too large");
		return;
	}
	const char *wrong = s->in_chunks ? NULL : may_begin(s);
	if (!s->in_chunks)
		begin(s, true);
	if (wrong != NULL)
		discard(s, wrong);
	s->chunk_left = size;
	s->chunk_is_last = is_last;
	s->state = SESSION_CHUNK;
	if (size == 0)
		(void)message_chunk(s, BYTES_NONE);
}

static void
chunk_done(struct session *s)
{
	s->state = SESSION_COMMAND;
	message_deadline(s);
	if (!s->chunk_is_last && s->discards && !s->t.has_mail) {
		/* BDAT without a transaction: each chunk has its own refusal. */
		session_error(s, s->refusal);
		message_abandon(s);
		return;
	}
	if (!s->chunk_is_last && s->discards) {
		session_error(s, s->refusal); /* counted, or a client could go on for ever */
		return;
	}
	if (!s->chunk_is_last) {
		session_reply(s, "250 2.0.0 Continue");
		return;
	}
	if (!s->discards) {
		uint8_t end[8];
		size_t len = dot_finish(&s->dot, end);
		memcpy(spool_reserve(&s->spool, sizeof end), end, len);
		s->received += len;
		if (spool_take(&s->spool, len) != 0)
			discard(s, SPOOL_FULL);
	}
	ended(s);
}

size_t
message_chunk(struct session *s, struct bytes in)
{
	size_t used = 0;
	if (in.len > s->chunk_left)
		in = bytes_to(in, (size_t)s->chunk_left);
	if (in.len != 0) {
		(void)feed(s, in, &used);
		s->chunk_left -= used;
		message_deadline(s);
	}
	if (s->chunk_left == 0)
		chunk_done(s);
	return used;
}

/* -- the answer -- */

static void
add_received(struct session *s)
{
	char date[64];
	struct tm tm;
	struct buf value;
	time_t now = (time_t)(clock_wall_ms() / 1000);
	buf_init(&value, 2000);
	buf_add_cstr(&value, "from ");
	outgoing_plain(&value, bytes_of_cstr(s->helo[0] != 0 ? s->helo : "unknown"), 255);
	buf_add_cstr(&value, " (");
	outgoing_plain(&value, bytes_of_cstr(session_client_name(s)[0] != 0 ? session_client_name(s) : "unknown"), 255);
	buf_add_cstr(&value, " [");
	cidr_write(&s->client, &value);
	buf_addf(&value, "]) by %s (Postern) with %s%s%s id %s", s->gate->hostname, s->is_extended ? "ESMTP" : "SMTP",
	    s->is_secure && s->is_extended ? "S" : "", s->is_authenticated ? "A" : "", s->id);
	if (s->t.recipients.count == 1) {
		buf_add_cstr(&value, " for <");
		outgoing_plain(&value, s->t.recipients.at[0].address, 255);
		buf_add_octet(&value, '>');
	}
	(void)gmtime_r(&now, &tm);
	(void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	buf_addf(&value, "; %s", date);
	outgoing_header(&s->outgoing, BYTES("Received"), buf_bytes(&value));
	buf_done(&value);
}

/* Lay out what is sent; false when it cannot be (its header is a trap). */
static bool
lay_out(struct session *s, const struct gate_answer *a)
{
	struct bytes remove[32] = { BYTES("X-Postern-Verdict") };
	size_t count = 1;
	for (size_t i = 0; i < a->remove_count && count < 32; i++)
		remove[count++] = a->remove[i];
	outgoing_init(&s->outgoing);
	s->has_outgoing = true;
	add_received(s);
	for (size_t i = 0; i < a->add_count; i++)
		outgoing_header(&s->outgoing, a->add[i].name, a->add[i].value);
	const struct outgoing_edit edit = { .remove = remove, .remove_count = count,
		.authserv_id = s->gate->authserv_id, .subject_tag = a->subject_tag };
	if (a->message != NULL) {
		if (blob_octets(a->message, &s->message) != 0 || s->message.len == 0)
			return false;
		s->instead = blob_share(a->message);
	}
	return outgoing_message(&s->outgoing, s->message, &edit) == 0;
}

void
message_deliver(struct session *s)
{
	s->state = SESSION_DELIVER;
	if (s->hop_conn == NULL) {
		transaction_replay(s);
		return;
	}
	must(!s->lost_hop);
	hop_send(s->hop_conn, &s->outgoing, transaction_live(s));
}

static void
act(void *owner, const struct gate_answer *a)
{
	struct session *s = owner;
	struct gate *gate = s->gate;
	char text[300];
	s->ticket = NULL;
	s->note = a->note;
	s->note_free = a->note_free;
	s->judged_us = clock_steady_us();
	s->action = a->action;
	link_deadline(&s->link, 0); /* the next hop has its own clocks */
	switch (a->action) {
	case GATE_DELIVER:
	case GATE_TAG:
		if (lay_out(s, a))
			message_deliver(s);
		else
			message_fate(s, 451, "4.3.0 Try again later", false);
		break;
	case GATE_QUARANTINE:
		(void)snprintf(text, sizeof text, "2.0.0 Ok: %.*s", BYTES_ARGS(bytes_to(a->text, 100)));
		message_fate(s, 250, text, false);
		break;
	case GATE_REJECT:
		(void)snprintf(text, sizeof text, "5.7.1 %.*s", BYTES_ARGS(bytes_to(a->text, 200)));
		message_fate(s, 550, a->text.len != 0 ? text : "5.7.1 Message refused", false);
		break;
	default:
		message_fate(s, a->is_full ? 452 : 451, a->is_full ? &SPOOL_FULL[4] : "4.7.1 Try again later", false);
		break;
	}
	link_loop_settle(&gate->loop);
}

/* Everything of the message is let go; no reply. */
void
message_abandon(struct session *s)
{
	ticket_abandon(s->ticket);
	s->ticket = NULL;
	if (s->state == SESSION_DELIVER && s->hop_conn != NULL && !s->replaying) {
		/* Half a message: end it so that the next hop does not take it for whole. */
		hop_drop(s->hop_conn);
		s->hop_conn = NULL;
	}
	if (s->has_spool)
		spool_done(&s->spool);
	if (s->has_outgoing)
		outgoing_done(&s->outgoing);
	blob_drop(s->instead);
	if (s->note_free != NULL)
		s->note_free(s->note);
	s->instead = NULL;
	s->note = NULL;
	s->note_free = NULL;
	s->has_spool = s->has_outgoing = s->in_chunks = s->discards = false;
	s->message = s->original = BYTES_NONE;
	if (s->state != SESSION_ENDED)
		s->state = SESSION_COMMAND;
}

/* The message has its reply; the session goes on. */
void
message_fate(struct session *s, int code, const char *text, bool by_hop)
{
	bool was_sending = by_hop;
	if (code == 421)
		code = 451;
	/* An LMTP client waits for a reply for each recipient (RFC 2033 s4.2). */
	bool is_lmtp = s->listener->conf->kind == LISTENER_LMTP && s->t.recipients.count != 0;
	for (size_t i = 0; is_lmtp && i < s->t.recipients.count; i++) {
		const struct recipient *r = &s->t.recipients.at[i];
		session_pass(s, r->code != 0 ? r->code : code, r->code != 0 ? r->text : text);
	}
	if (!is_lmtp)
		session_pass(s, code, text);
	/* The reply goes out first: nothing slow stands between the next hop's 250 and ours (RFC 1047). */
	s->is_telling = true;
	(void)link_flush(&s->link);
	s->is_telling = false;
	if (s->state == SESSION_ENDED)
		return;
	session_event(s, GATE_MESSAGE, code, text, by_hop);
	if (was_sending)
		s->state = SESSION_COMMAND; /* its connection is in a known state: keep it */
	message_abandon(s);
	transaction_end(s);
	if (s->link.is_closed) {
		session_end(s, true);
		return;
	}
	session_deadline(s, s->gate->conf->limits.command_timeout);
	session_is_idle(s);
}
