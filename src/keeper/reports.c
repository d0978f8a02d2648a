/* Questions about reports, and mail of our own. */
#include "base/must.h"
#include "keeper/keeper_inside.h"
#include "store/outbox.h"
#include "store/reports.h"
#include "sys/clock.h"
#include "sys/fd.h"

#define DAY_MS INT64_C(86400000)
/* Octets of one mail of ours; reports are smaller, or are not sent (RFC 7489 s6.2, "!10m"). */
#define MAIL_MAX ((size_t)20 << 20)
/* Tallies that wait for the next write. */
#define TALLIES_MAX 1000

int
answer_mail(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer, struct why *why)
{
	const struct ask_mail *ask = question;
	struct buf octets;
	int mail = fds->count == 1 ? fds->at[0] : -1;
	fds->count = 0; /* the asker's, not for the answer */
	if (mail < 0 || ask->id.len == 0 || ask->recipients.count == 0)
		return why_set(why, FAULT_INPUT, "a mail has an id, recipients and octets");
	buf_init(&octets, MAIL_MAX);
	int fault = fd_read_all(mail, MAIL_MAX, &octets);
	if (fault == 0)
		fault = store_begin(k->store, why);
	if (fault == 0) {
		const struct outbox_job job = { .id = ask->id, .hold = BYTES(""), .mail_from = ask->mail_from,
			.recipients = ask->recipients.at, .recipient_count = ask->recipients.count, .hop = ask->hop };
		fault = outbox_put_mail(k->store, ask->id, buf_bytes(&octets), why);
		if (fault == 0)
			fault = outbox_add(k->store, &job, clock_wall_ms(), why);
		if (fault == 0)
			fault = store_commit(k->store, why);
		if (fault != 0)
			store_rollback(k->store);
	}
	buf_done(&octets);
	return fault;
}

void
keeper_tally(struct keeper *k, const struct casefile_report *r)
{
	struct buf form;
	struct bytes kept;
	if (k->tallies.count >= TALLIES_MAX)
		keeper_flush(k);
	if (k->events.count == 0 && k->tallies.count == 0)
		k->first_ms = clock_steady_us() / 1000;
	buf_init(&form, 1 << 20);
	schema_write(&casefile_report_schema, r, &form);
	struct casefile_report *place = k->tallies.count < TALLIES_MAX && buf_ok(&form) &&
	        arena_copy(k->arena, buf_bytes(&form), &kept) ? LIST_ADD(k->arena, &k->tallies) : NULL;
	if (place == NULL)
		k->events_lost++;
	else if (schema_read(&casefile_report_schema, kept, k->arena, place) != 0)
		k->tallies.count--;
	buf_done(&form);
}

int
keeper_write_tallies(struct keeper *k)
{
	int fault = 0;
	for (size_t i = 0; i < k->tallies.count && fault == 0; i++)
		fault = reports_count(k->store, &k->tallies.at[i], clock_wall_ms() / DAY_MS, NULL);
	return fault;
}

int
answer_tally(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer, struct why *why)
{
	const struct casefile_report *r = question;
	if ((r->kind != REPORT_DMARC && r->kind != REPORT_TLS) || r->domain.len == 0)
		return why_set(why, FAULT_INPUT, "whose report?");
	keeper_tally(k, r);
	return 0;
}

int
answer_report(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	struct answer_report *out = answer;
	keeper_flush(k);
	return reports_due(k->store, clock_wall_ms(), a, &out->report, &out->day, why);
}

int
answer_reported(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	const struct ask_reported *r = question;
	const struct report_day day = { .kind = r->kind, .day = r->day, .domain = r->domain, .state = r->state,
		.detail = r->detail };
	return reports_done(k->store, &day, clock_wall_ms(), why);
}

int
answer_reports(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why)
{
	struct answer_reports *out = answer;
	struct report_days days = { 0 };
	keeper_flush(k);
	int fault = reports_list(k->store, a, &days, ASK_ROWS_MAX, why);
	for (size_t i = 0; fault == 0 && i < days.count; i++) {
		const struct report_day *d = &days.at[i];
		struct ask_reported *row = LIST_ADD(a, &out->rows);
		if (row == NULL)
			return FAULT_LIMIT;
		*row = (struct ask_reported){ d->kind, d->day, d->domain, d->state, d->detail, d->rows, d->lost };
	}
	return fault;
}

int
answer_hurry(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer, struct why *why)
{
	keeper_flush(k);
	return reports_hurry(k->store, why);
}
