#include "store/outbox.h"

#include "store/events.h"

#define MINUTE_MS ((int64_t)60 * 1000)
/* A hop has ten minutes for the end of data (RFC 5321 s4.5.3.2.6); after that nobody works on the job. */
#define LEASE_MS (12 * MINUTE_MS)

int64_t
outbox_backoff_ms(uint32_t tries)
{
	int64_t wait = MINUTE_MS << (tries < 7 ? tries : 7);
	return wait < 120 * MINUTE_MS ? wait : 120 * MINUTE_MS;
}

int
outbox_add(struct store *s, const struct outbox_job *job, int64_t now_ms, struct why *why)
{
	struct buf recipients;
	buf_init(&recipients, ASK_OCTETS_MAX);
	text_join(job->recipients, job->recipient_count, &recipients);
	struct query *q = query_of(s, "INSERT INTO outbox (id, hold, mail_from, recipients, hop, state, tries, made_ms,"
	                              " next_ms, reply) VALUES (?1,?2,?3,?4,?5,'waiting',0,?6,?6,'')");
	query_put_text(q, job->id);
	query_put_text(q, job->hold);
	query_put_text(q, job->mail_from);
	query_put_text(q, buf_bytes(&recipients));
	query_put_text(q, job->hop);
	query_put_int(q, now_ms);
	int fault = query_run(q, why);
	buf_done(&recipients);
	return fault;
}

int
outbox_next(struct store *s, int64_t now_ms, struct arena *a, struct answer_job *out, struct bytes *out_hold,
    struct why *why)
{
	struct query *q = query_of(s, "SELECT job, id, hold, mail_from, recipients, hop, tries FROM outbox"
	                              " WHERE state = 'waiting' AND next_ms <= ? ORDER BY next_ms, job LIMIT 1");
	query_put_int(q, now_ms);
	int got = query_next(q, why);
	if (got == 0)
		return why_set(why, FAULT_ABSENT, "no mail is due");
	if (got < 0)
		return got;
	out->job = (uint64_t)query_get_int(q);
	out->id = query_get_copy(q, a);
	*out_hold = query_get_copy(q, a);
	out->mail_from = query_get_copy(q, a);
	struct bytes recipients = query_get_copy(q, a), one;
	out->hop = query_get_copy(q, a);
	out->tries = (uint32_t)query_get_int(q);
	query_done(q);
	while (bytes_cut(&recipients, '\n', &one)) {
		struct bytes *kept = LIST_ADD(a, &out->recipients);
		if (kept == NULL)
			return why_set(why, FAULT_LIMIT, "too many recipients");
		*kept = one;
	}
	q = query_of(s, "UPDATE outbox SET next_ms = ?, tries = tries + 1 WHERE job = ?");
	query_put_int(q, now_ms + LEASE_MS);
	query_put_int(q, (int64_t)out->job);
	return query_run(q, why);
}

int
outbox_reply(struct store *s, const struct ask_reply *reply, int64_t now_ms, struct why *why)
{
	struct query *q = query_of(s, "SELECT tries, made_ms FROM outbox WHERE job = ? AND state = 'waiting'");
	query_put_int(q, (int64_t)reply->job);
	int got = query_next(q, why);
	if (got == 0)
		return why_set(why, FAULT_ABSENT, "no job %llu waits", (unsigned long long)reply->job);
	if (got < 0)
		return got;
	uint32_t tries = (uint32_t)query_get_int(q);
	int64_t age_ms = now_ms - query_get_int(q);
	query_done(q);
	bool is_sent = reply->code / 100 == 2;
	bool is_hopeless = reply->code / 100 == 5 || age_ms > OUTBOX_DAYS * 24 * 60 * MINUTE_MS;
	q = query_of(s, "UPDATE outbox SET state = ?, next_ms = ?, reply = ? WHERE job = ?");
	query_put_text(q, is_sent ? BYTES("sent") : is_hopeless ? BYTES("failed") : BYTES("waiting"));
	query_put_int(q, now_ms + outbox_backoff_ms(tries > 0 ? tries - 1 : 0));
	query_put_text(q, reply->text);
	query_put_int(q, (int64_t)reply->job);
	int fault = query_run(q, why);
	if (fault != 0 || !(is_sent || is_hopeless))
		return fault;
	q = query_of(s, "DELETE FROM outbox_mail WHERE id = (SELECT id FROM outbox WHERE job = ?)");
	query_put_int(q, (int64_t)reply->job);
	return query_run(q, why);
}

int
outbox_recover(struct store *s, int64_t now_ms, struct why *why)
{
	/* Only leases are longer than the longest back-off from now; a moved clock is cut to it as well. */
	struct query *q = query_of(s, "UPDATE outbox SET next_ms = ?1 WHERE state = 'waiting' AND next_ms > ?1");
	query_put_int(q, now_ms);
	return query_run(q, why);
}

int
outbox_return(struct store *s, uint64_t job, int64_t now_ms, struct why *why)
{
	struct query *q = query_of(s, "UPDATE outbox SET next_ms = CASE WHEN tries <= ?1 THEN ?2 ELSE ?3 END"
	                              " WHERE job = ?4 AND state = 'waiting'");
	query_put_int(q, OUTBOX_LOST_TRIES);
	query_put_int(q, now_ms);
	query_put_int(q, now_ms + 10 * MINUTE_MS);
	query_put_int(q, (int64_t)job);
	return query_run(q, why);
}

int
outbox_hold(struct store *s, uint64_t job, struct arena *a, struct bytes *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT hold FROM outbox WHERE job = ?");
	query_put_int(q, (int64_t)job);
	int got = query_next(q, why);
	if (got <= 0)
		return got == 0 ? why_set(why, FAULT_ABSENT, "no job %llu", (unsigned long long)job) : got;
	*out = query_get_copy(q, a);
	query_done(q);
	return 0;
}

static int
count(struct store *s, const char *sql, struct bytes hold, uint64_t *out, struct why *why)
{
	struct query *q = query_of(s, sql);
	query_put_text(q, hold);
	return query_count(q, out, why);
}

int
outbox_count(struct store *s, struct bytes hold, uint64_t *out, struct why *why)
{
	return count(s, "SELECT count(*) FROM outbox WHERE hold = ?", hold, out, why);
}

int
outbox_waiting(struct store *s, struct bytes hold, uint64_t *out, struct why *why)
{
	return count(s, "SELECT count(*) FROM outbox WHERE hold = ? AND state = 'waiting'", hold, out, why);
}

int
outbox_put_mail(struct store *s, struct bytes id, struct bytes octets, struct why *why)
{
	struct query *q = query_of(s, "INSERT INTO outbox_mail (id, octets) VALUES (?,?)");
	query_put_text(q, id);
	query_put_octets(q, octets);
	return query_run(q, why);
}

int
outbox_mail(struct store *s, struct bytes id, struct buf *out, struct why *why)
{
	struct query *q = query_of(s, "SELECT octets FROM outbox_mail WHERE id = ?");
	query_put_text(q, id);
	int got = query_next(q, why);
	if (got == 0)
		return why_set(why, FAULT_ABSENT, "the mail is gone");
	if (got < 0)
		return got;
	buf_add(out, query_get_octets(q));
	query_done(q);
	return buf_ok(out) ? 0 : FAULT_LIMIT;
}
