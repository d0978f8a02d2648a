/* Feedback: what people say of messages, and taking it back (docs/feedback.md). */
#include "keeper/keeper_inside.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "store/events.h"
#include "store/holds.h"
#include "sys/clock.h"

#define DAY_MS INT64_C(86400000)

/* Lessons of one reporter in a day: a mailbox is no flood, and a stolen one does little harm. */
static const uint64_t a_day[TEACHER_COUNT] = { [TEACHER_USER] = 200, [TEACHER_SERVICE] = 5000, [TEACHER_OPERATOR] = 1000000 };
/* What a reporter's word is worth as evidence about the sender. */
static const double worth[TEACHER_COUNT] = { [TEACHER_USER] = 0.3, [TEACHER_SERVICE] = 1, [TEACHER_OPERATOR] = 1 };

/* Of our own log's messages with that Message-ID, the newest that says to be of the same sender. */
static bool
find_event(struct keeper *k, const struct ask_lesson *q, struct arena *a, struct mail_event *out)
{
	struct answer_events found = { 0 };
	const struct ask_filter filter = { .message_id = q->message_id, .limit = 10 };
	if (q->message_id.len == 0)
		return false;
	if (events_find(k->store, &filter, a, &found, NULL) != 0)
		return false;
	for (size_t i = 0; i < found.rows.count; i++)
		if (bytes_equal_nocase(found.rows.at[i].from, q->from) && found.rows.at[i].credits.count != 0) {
			*out = found.rows.at[i];
			return true;
		}
	return false;
}

/* A message that was released spoke for its sender already. */
static bool
was_released(struct keeper *k, struct bytes id, struct arena *a)
{
	struct hold_row row = { 0 };
	return id.len != 0 && holds_get(k->store, id, a, &row, NULL) == 0 && row.state == HOLD_RELEASED;
}

static int
write_audit(struct keeper *k, int64_t now_ms, struct bytes by, const char *what, struct bytes id, const struct lesson_row *row,
    struct why *why)
{
	char detail[200];
	int len = snprintf(detail, sizeof detail, "fingerprints=%u sender-keys=%u words=%s tenant=%.*s", row->prints, row->credits,
	    row->is_learned ? "yes" : "no", BYTES_ARGS(bytes_to(row->tenant, 64)));
	return audit_add(k->store, now_ms, by, what, id, bytes_of(detail, (size_t)len), why);
}

static struct bytes
id_of(uint64_t number, struct arena *a)
{
	char text[32];
	struct bytes id;
	int len = snprintf(text, sizeof text, "L%llu", (unsigned long long)number);
	(void)arena_copy(a, bytes_of(text, (size_t)len), &id);
	return id;
}

/* All of it inside one transaction; what is in memory only is done behind it. */
static int
store_lesson(struct keeper *k, const struct ask_lesson *q, int64_t now_ms, struct arena *a, struct lesson *out,
    struct print_rows *out_new, struct answer_lesson *answer, struct why *why)
{
	static const char *const whats[LESSON_AS_COUNT] = { "teach-spam", "teach-phishing", "teach-virus", "teach-ham" };
	struct lesson_row row = { .tenant = q->tenant, .is_learned = q->words.len != 0 };
	struct mail_event event;
	uint64_t number;
	int fault = lessons_add(k->store, q, now_ms, &number, why);
	if (fault == 0)
		fault = prints_learn(k->prints, q, number, now_ms, a, out_new, &row.prints, why);
	if (fault != 0)
		return fault;
	*out = (struct lesson){ .number = number, .time_ms = now_ms, .by = q->by, .teacher = q->teacher, .as = q->as,
		.tenant = q->tenant, .base = q->base, .words = q->words };
	bool is_ham = q->as == LESSON_HAM;
	if (!(is_ham && was_released(k, q->hold, a)) && find_event(k, q, a, &event))
		reputation_teach(k->reputation, &event, q->by, is_ham, worth[q->teacher], now_ms, a, &out->credits);
	row.credits = (uint32_t)out->credits.keys.count;
	answer->id = id_of(number, a);
	answer->prints = row.prints;
	answer->credits = row.credits;
	answer->is_learned = row.is_learned;
	fault = lessons_finish(k->store, number, &row, &out->credits, why);
	return fault != 0 ? fault : write_audit(k, now_ms, q->by, whats[q->as], answer->id, &row, why);
}

static int
forget_lesson(struct keeper *k, const struct lesson *l, struct bytes by, int64_t now_ms, struct arena *a, struct why *why)
{
	struct print_rows orphans = { 0 };
	int fault = store_begin(k->store, why);
	if (fault == 0)
		fault = lessons_undo(k->store, l->number, by, now_ms, a, &orphans, why);
	if (fault == 0)
		fault = audit_add(k->store, now_ms, by, "forget", id_of(l->number, a), BYTES_NONE, why);
	if (fault == 0)
		fault = store_commit(k->store, why);
	if (fault != 0) {
		store_rollback(k->store);
		return fault;
	}
	prints_drop(k->prints, &orphans);
	reputation_take_back(k->reputation, &l->credits, l->time_ms, now_ms);
	taught_forget(k->taught, l->tenant);
	return 0;
}

int
answer_lesson(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer, struct why *why)
{
	struct ask_lesson q = *(const struct ask_lesson *)question;
	struct answer_lesson *out = answer;
	struct lesson before, made = { 0 };
	struct print_rows rows = { 0 };
	int64_t now_ms = clock_wall_ms();
	uint64_t given;
	if (q.by.len == 0 || q.sha256.len != 32)
		return why_set(why, FAULT_INPUT, "a lesson needs a reporter and a message");
	if (q.tenant.len == 0)
		q.tenant = BYTES("default");
	int fault = lessons_last(k->store, q.by, q.sha256, a, &before, why);
	if (fault == 0 && before.as == q.as) {
		out->id = id_of(before.number, a);
		out->is_old = true;
		return 0;
	}
	bool has_before = fault == 0;
	if (has_before && before.teacher > q.teacher)
		return why_set(why, FAULT_LIMIT, "%.*s has said otherwise, with more weight", BYTES_ARGS(q.by));
	if (fault == 0 || fault == FAULT_ABSENT)
		fault = lessons_count(k->store, q.by, now_ms - DAY_MS, &given, why);
	if (fault != 0)
		return fault;
	if (given >= a_day[q.teacher])
		return why_set(why, FAULT_LIMIT, "%.*s has given %llu lessons within a day, which is as many as count",
		    BYTES_ARGS(q.by), (unsigned long long)given);
	/* His new word takes the place of the old one. */
	if (has_before)
		fault = forget_lesson(k, &before, q.by, now_ms, a, why);
	/* Events must be found, and are written before this transaction. */
	keeper_flush(k);
	if (fault == 0)
		fault = store_begin(k->store, why);
	if (fault == 0)
		fault = store_lesson(k, &q, now_ms, a, &made, &rows, out, why);
	if (fault == 0)
		fault = store_commit(k->store, why);
	if (fault != 0) {
		store_rollback(k->store);
		reputation_take_back(k->reputation, &made.credits, now_ms, now_ms);
		return fault;
	}
	prints_put(k->prints, &rows, now_ms);
	if (out->is_learned)
		taught_add(k->taught, q.tenant);
	return 0;
}

int
answer_forget(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer, struct why *why)
{
	const struct ask_forget *q = question;
	struct lesson l;
	uint64_t number;
	int fault;
	if (q->id.len == 0)
		fault = lessons_last(k->store, q->by, q->sha256, a, &l, why);
	else if (q->id.at[0] != 'L' || bytes_number(bytes_from(q->id, 1), INT64_MAX, &number) != 0)
		fault = why_set(why, FAULT_INPUT, "\"%.*s\" names no lesson", BYTES_ARGS(q->id));
	else
		fault = lessons_get(k->store, number, a, &l, why);
	if (fault != 0)
		return fault;
	if (l.is_undone)
		return why_set(why, FAULT_LIMIT, "that lesson was taken back before");
	if (q->is_by_gate && l.teacher == TEACHER_OPERATOR)
		return why_set(why, FAULT_INPUT, "what the operator said is taken back with postern feedback --undo only");
	return forget_lesson(k, &l, q->by, clock_wall_ms(), a, why);
}

int
answer_lessons(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer, struct why *why)
{
	return lessons_find(k->store, question, a, answer, why);
}

int
answer_prints(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer, struct why *why)
{
	const struct ask_prints *q = question;
	struct casefile_matches *out = &((struct answer_prints *)answer)->matches;
	int64_t now_ms = clock_wall_ms();
	int fault = prints_match(k->prints, q, now_ms, a, out, why);
	struct bytes tenant = q->tenant.len != 0 ? q->tenant : BYTES("default");
	out->was_asked = fault == 0;
	if (fault != 0 || q->words.len == 0)
		return fault;
	fault = taught_score(k->taught, tenant, q->words, now_ms, &out->taught, &out->lessons, why);
	if (fault == 0 && q->is_counted)
		taught_see(k->taught, tenant, q->words);
	return fault;
}
