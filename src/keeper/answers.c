/* One function for each question of wire/ask.h. */
#include <stdio.h>
#include <unistd.h>

#include "keeper/keeper_inside.h"
#include "store/events.h"
#include "store/history.h"
#include "store/outbox.h"
#include "sys/clock.h"
#include "sys/fd.h"

static int
answer_event(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	keeper_note(k, question);
	return 0;
}

/* Who waits for a password: a locked file is why it is held, or part of it. */
static void
note_locked(struct keeper *k, const struct mail_event *e)
{
	bool is_locked = false;
	for (size_t i = 0; i < e->findings.count; i++)
		is_locked |= bytes_equal(e->findings.at[i].id, BYTES("attach_encrypted"));
	for (size_t i = 0; is_locked && i < e->recipients.count && i < ASK_PAIRS_MAX; i++)
		passwords_wait(k->passwords, &(struct pair){ e->tenant, e->from, e->recipients.at[i] }, e->id, clock_wall_ms());
}

void
keeper_hold(struct keeper *k, struct hold *hold, const struct mail_event *event, const struct ask_fds *fds)
{
	struct buf casefile;
	*hold = (struct hold){ .event = event, .fd = -1 };
	buf_init(&casefile, HOLD_CASEFILE_MAX);
	if (fds->count == 0 || fds->at[0] < 0)
		hold->fault = why_set(&hold->why, FAULT_INPUT, "no message to hold");
	else if (fds->count > 1)
		hold->fault = fd_read_all(fds->at[1], HOLD_CASEFILE_MAX, &casefile);
	if (hold->fault == 0)
		hold_begin(k->quarantine, hold, event, buf_bytes(&casefile), fds->at[0]);
	if (hold->fault == 0)
		note_locked(k, event);
	buf_done(&casefile);
}

static int
answer_hold(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	struct hold hold;
	keeper_hold(k, &hold, question, fds);
	hold_commit(k->quarantine, &hold, 1);
	fds->count = 0;
	*why = hold.why;
	return hold.fault;
}

static int
answer_list(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	return holds_find(k->store, question, a, answer, why);
}

static int
give(struct ask_fds *fds, const char *name, struct bytes octets, struct why *why)
{
	int fd = memfd_of(name, octets);
	if (fd < 0)
		return why_system(why, "a copy for the asker");
	fds->at[fds->count++] = fd;
	return 0;
}

static void
take_back(struct ask_fds *fds)
{
	for (size_t i = 0; i < fds->count; i++)
		close(fds->at[i]);
	fds->count = 0;
}

/* Row and file of one id; the event's texts are copied into A. */
static int
read_hold(struct keeper *k, struct bytes id, struct arena *a, struct answer_show *out, struct buf *room,
    struct hold_parts *parts, struct why *why)
{
	struct bytes form;
	int fault = holds_get(k->store, id, a, &out->row, why);
	if (fault == 0)
		fault = quarantine_read(k->quarantine, id, out->row.time_ms, room, parts, why);
	if (fault != 0)
		return fault;
	if (!arena_copy(a, parts->event, &form))
		return why_set(why, FAULT_LIMIT, "the envelope is too large");
	return schema_read(&event_schema, form, a, &out->event);
}

static int
answer_show(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	const struct ask_id *ask = question;
	struct hold_parts parts;
	struct buf room;
	buf_init(&room, HOLD_OCTETS_MAX);
	int fault = read_hold(k, ask->id, a, answer, &room, &parts, why);
	if (fault == 0)
		fault = give(fds, "message", parts.message, why);
	if (fault == 0)
		fault = give(fds, "casefile", parts.casefile, why);
	if (fault != 0)
		take_back(fds);
	buf_done(&room);
	return fault;
}

/* How many jobs the hold has had, so that each of its jobs has a name of its own. */
static int
queue_release(struct keeper *k, const struct ask_id *ask, const struct answer_show *hold, int64_t now_ms,
    struct why *why)
{
	uint64_t before;
	int fault = outbox_count(k->store, ask->id, &before, why);
	const struct bytes *to = ask->recipients.count != 0 ? ask->recipients.at : hold->event.recipients.at;
	size_t count = ask->recipients.count != 0 ? ask->recipients.count : hold->event.recipients.count;
	if (count == 0)
		return why_set(why, FAULT_INPUT, "the message has no recipients; name some");
	/* One job for each recipient: a hop that takes one and refuses another must not make duplicates. */
	for (size_t i = 0; i < count && fault == 0; i++) {
		char id[EVENT_ID_MAX + 24];
		int len = snprintf(id, sizeof id, "%.*s.%llu", BYTES_ARGS(ask->id), (unsigned long long)before + i + 1);
		struct outbox_job job = { .id = bytes_of(id, (size_t)len), .hold = ask->id,
			.mail_from = hold->event.mail_from, .recipients = to + i, .recipient_count = 1 };
		fault = outbox_add(k->store, &job, now_ms, why);
	}
	return fault;
}

/* IS_LESSON: a person says that it is good. */
static int
release(struct keeper *k, const struct ask_id *ask, bool is_lesson, struct arena *a, struct why *why)
{
	struct answer_show hold = { 0 };
	struct hold_parts parts;
	struct buf room;
	int64_t now_ms = clock_wall_ms();
	buf_init(&room, HOLD_OCTETS_MAX);
	int fault = read_hold(k, ask->id, a, &hold, &room, &parts, why);
	buf_done(&room);
	if (fault != 0)
		return fault;
	if (hold.row.state == HOLD_RELEASED && ask->recipients.count == 0)
		return why_set(why, FAULT_LIMIT, "message %.*s was released before, by %.*s", BYTES_ARGS(ask->id),
		    BYTES_ARGS(hold.row.state_by));
	fault = store_begin(k->store, why);
	if (fault == 0)
		fault = queue_release(k, ask, &hold, now_ms, why);
	if (fault == 0)
		fault = holds_set_state(k->store, ask->id, HOLD_RELEASED, ask->by, now_ms, why);
	if (fault == 0)
		fault = audit_add(k->store, now_ms, ask->by, "release", ask->id, BYTES_NONE, why);
	if (fault == 0)
		fault = store_commit(k->store, why);
	if (fault != 0)
		store_rollback(k->store);
	else if (hold.row.state == HOLD_HELD && is_lesson)
		reputation_teach(k->reputation, &hold.event, ask->by, true, 1, now_ms, a, NULL);
	return fault;
}

static int
answer_release(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	return release(k, question, true, a, why);
}

static int
answer_delete(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	const struct ask_id *ask = question;
	uint64_t waiting;
	int fault = outbox_waiting(k->store, ask->id, &waiting, why);
	if (fault != 0)
		return fault;
	if (waiting != 0)
		return why_set(why, FAULT_LATER, "message %.*s is on its way to its recipients", BYTES_ARGS(ask->id));
	return quarantine_delete(k->quarantine, ask->id, ask->by, clock_wall_ms(), why);
}

static int
answer_search(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	keeper_flush(k); /* who searches sees what he has just done */
	return events_find(k->store, question, a, answer, why);
}

static int
count_all(struct keeper *k, struct answer_stats *out, struct why *why)
{
	*out = k->scanned;
	out->events_lost = k->events_lost;
	out->is_encrypted = k->keys != NULL;
	out->is_sick = quarantine_is_sick(k->quarantine);
	return holds_count(k->store, out, why);
}

static int
answer_stats(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	keeper_flush(k);
	return count_all(k, answer, why);
}

static int
answer_rebuild(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	int fault = quarantine_scan(k->quarantine, true, &k->scanned, why);
	return fault != 0 ? fault : count_all(k, answer, why);
}

static int
answer_history(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	return history_find(k->store, question, a, answer, why);
}

/* What the sender wanted to be told about these recipients; who was added by a person has nothing. */
static void
add_dsn(const struct mail_event *held, struct arena *a, struct answer_job *job)
{
	job->dsn = held->dsn;
	for (size_t i = 0; i < job->recipients.count && held->recipient_dsn.count == held->recipients.count; i++) {
		struct bytes *dsn = LIST_ADD(a, &job->recipient_dsn);
		for (size_t k = 0; dsn != NULL && k < held->recipients.count; k++)
			if (bytes_equal(held->recipients.at[k], job->recipients.at[i]))
				*dsn = held->recipient_dsn.at[k];
	}
}

static int
answer_credits(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	return reputation_find(k->reputation, question, clock_wall_ms(), a, answer, why);
}

static int
answer_worst(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	return reputation_worst(k->reputation, question, clock_wall_ms(), a, answer, why);
}

static int
answer_job(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	struct answer_job *job = answer;
	struct answer_show hold = { 0 };
	struct hold_parts parts;
	struct bytes hold_id;
	struct buf room;
	int fault = outbox_next(k->store, clock_wall_ms(), a, job, &hold_id, why);
	if (fault != 0)
		return fault;
	job->is_own = hold_id.len == 0;
	buf_init(&room, HOLD_OCTETS_MAX);
	parts = (struct hold_parts){ 0 };
	fault = job->is_own ? outbox_mail(k->store, job->id, &room, why) : read_hold(k, hold_id, a, &hold, &room, &parts, why);
	if (fault == 0)
		fault = give(fds, "message", job->is_own ? buf_bytes(&room) : parts.message, why);
	job->listener = hold.event.listener;
	if (fault == 0)
		add_dsn(&hold.event, a, job);
	buf_done(&room);
	if (fault == FAULT_ABSENT || fault == FAULT_INPUT) {
		/* There is nothing left to send; the job ends as failed and is seen in the counters. */
		struct ask_reply gone = { .job = job->job, .code = 554, .text = BYTES("its file is missing or damaged") };
		outbox_reply(k->store, &gone, clock_wall_ms(), NULL);
		return why_set(why, FAULT_LATER, "a job without its file was dropped; ask again");
	}
	return fault;
}

void
keeper_job_lost(struct keeper *k, uint64_t job)
{
	(void)outbox_return(k->store, job, clock_wall_ms(), NULL);
}

/* Nothing of it waits any more: its release is remembered without the index, too. */
static void
note_released(struct keeper *k, uint64_t job, struct arena *a)
{
	struct bytes hold;
	struct hold_row row;
	uint64_t waiting;
	if (outbox_hold(k->store, job, a, &hold, NULL) == 0 && outbox_waiting(k->store, hold, &waiting, NULL) == 0 &&
	    waiting == 0 && holds_get(k->store, hold, a, &row, NULL) == 0 && row.state == HOLD_RELEASED)
		(void)quarantine_released(k->quarantine, &row, NULL);
}

static int
answer_delivered(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	const struct ask_reply *reply = question;
	int fault = outbox_reply(k->store, reply, clock_wall_ms(), why);
	if (fault == 0)
		note_released(k, reply->job, a);
	return fault;
}

static int
answer_triplet(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	struct answer_triplet *out = answer;
	return keeper_triplet(k, question, clock_wall_ms(), &out->wait_ms, why);
}

/* The mail that waits, with its octets; another direction is another policy, and no word of it opens anything. */
static int
hand_out(struct keeper *k, struct bytes id, enum direction direction, struct ask_fds *fds, struct arena *a,
    struct answer_passwords *out, struct why *why)
{
	struct answer_show hold = { 0 };
	struct hold_parts parts;
	struct buf room;
	buf_init(&room, HOLD_OCTETS_MAX);
	int fault = read_hold(k, id, a, &hold, &room, &parts, why);
	if (fault == 0 && hold.row.state == HOLD_HELD && hold.event.direction == direction) {
		fault = give(fds, "message", parts.message, why);
		if (fault == 0)
			fault = give(fds, "casefile", parts.casefile, why);
		if (fault == 0)
			out->waiting = hold.event;
		else
			take_back(fds);
	}
	buf_done(&room);
	return fault;
}

static int
answer_passwords(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	const struct ask_passwords *ask = question;
	struct answer_passwords *out = answer;
	int64_t now_ms = clock_wall_ms();
	struct bytes waiting = BYTES_NONE;
	for (size_t i = 0; i < ask->recipients.count; i++) {
		const struct pair pair = { ask->tenant, ask->sender, ask->recipients.at[i] };
		for (size_t w = 0; w < ask->told.count; w++)
			passwords_tell(k->passwords, &pair, ask->told.at[w], now_ms);
		if (ask->is_locked)
			passwords_of(k->passwords, &pair, now_ms, a, out);
		if (ask->told.count != 0 && waiting.len == 0)
			waiting = passwords_waiting(k->passwords, &pair, now_ms, a);
	}
	/* A file that was deleted meanwhile waits for nothing. */
	if (waiting.len != 0 && hand_out(k, waiting, ask->direction, fds, a, out, why) == FAULT_ABSENT)
		(void)passwords_was_given(k->passwords, waiting);
	return 0;
}

static int
answer_opened(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	const struct ask_opened *ask = question;
	struct buf by;
	if (!passwords_was_given(k->passwords, ask->id))
		return why_set(why, FAULT_INPUT, "message %.*s waits for no password", BYTES_ARGS(ask->id));
	buf_init(&by, 128);
	buf_addf(&by, "password in %.*s", BYTES_ARGS(ask->by));
	const struct ask_id id = { .id = ask->id, .by = buf_bytes(&by) };
	int fault = ask->is_good ? release(k, &id, false, a, why) : answer_delete(k, &id, fds, a, answer, why);
	buf_done(&by);
	return fault;
}

static int (*const handlers[ASK_KIND_COUNT])(struct keeper *k, const void *question, struct ask_fds *fds,
    struct arena *a, void *answer, struct why *why) = {
	[ASK_HOLD] = answer_hold, [ASK_EVENT] = answer_event, [ASK_LIST] = answer_list, [ASK_SHOW] = answer_show,
	[ASK_RELEASE] = answer_release, [ASK_DELETE] = answer_delete, [ASK_SEARCH] = answer_search,
	[ASK_STATS] = answer_stats, [ASK_REBUILD] = answer_rebuild, [ASK_HISTORY] = answer_history,
	[ASK_CREDITS] = answer_credits,
	[ASK_WORST] = answer_worst,
	[ASK_TRIPLET] = answer_triplet,
	[ASK_JOB] = answer_job, [ASK_DELIVERED] = answer_delivered, [ASK_MAIL] = answer_mail, [ASK_TALLY] = answer_tally,
	[ASK_REPORT] = answer_report, [ASK_REPORTED] = answer_reported, [ASK_REPORTS] = answer_reports,
	[ASK_HURRY] = answer_hurry, [ASK_PRINTS] = answer_prints, [ASK_LESSON] = answer_lesson, [ASK_FORGET] = answer_forget,
	[ASK_LESSONS] = answer_lessons, [ASK_PASSWORDS] = answer_passwords, [ASK_OPENED] = answer_opened,
};

void
keeper_answer(struct keeper *k, enum ask_kind kind, const void *question, struct ask_fds *fds, struct arena *a,
    void *answer)
{
	struct why why = { "" };
	int fault = kind < ASK_KIND_COUNT && handlers[kind] != NULL
	                ? handlers[kind](k, question, fds, a, answer, &why)
	                : why_set(&why, FAULT_INPUT, "no such question");
	struct answer *head = answer;
	head->fault = (uint32_t)-fault;
	if (fault != 0)
		arena_copy(a, bytes_of_cstr(why.text), &head->why);
}
