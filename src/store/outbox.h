/* outbox: our own mail and released mail on its way to a hop.
 *
 * At least once: a job is sent again unless the hop's 2xx was committed here, so only the moment between its
 * reply and our commit can make a duplicate (RFC 1047); each job carries an id that is unique for ever. */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "wire/ask.h"
#include "store/store.h"

enum outbox_limits {
	OUTBOX_DAYS = 5, /* RFC 5321 s4.5.4.1: give up after 4 to 5 days */
	OUTBOX_LOST_TRIES = 3,
};

struct outbox_job {
	struct bytes id;
	struct bytes hold; /* whose file holds the message */
	struct bytes mail_from;
	const struct bytes *recipients;
	size_t recipient_count;
	struct bytes hop;
};

/**
 * outbox_add(s, job, now_ms, why): Queue it, inside a transaction of the caller.
 *
 * Fails:   FAULT_LIMIT: this id was queued before
 */
int outbox_add(struct store *s, const struct outbox_job *job, int64_t now_ms, struct why *why);

/**
 * outbox_next(s, now_ms, a, out, out_hold, why): The job that is due, and lease it for ten minutes.
 *
 * Gives:   0; a job whose reply never comes is due again when the lease ends
 * Fails:   FAULT_ABSENT: none is due
 */
int outbox_next(struct store *s, int64_t now_ms, struct arena *a, struct answer_job *out, struct bytes *out_hold,
    struct why *why);

/**
 * outbox_reply(s, reply, now_ms, why): What the hop said: 2xx done, 5xx failed, else again later.
 *
 * Fails:   FAULT_ABSENT: no such job waits
 */
int outbox_reply(struct store *s, const struct ask_reply *reply, int64_t now_ms, struct why *why);

/**
 * outbox_return(s, job, now_ms, why): Nobody works on it any more: due at once, and after OUTBOX_LOST_TRIES ten
 * minutes later, so that a message which ends the gate does not end it without pause.
 */
int outbox_return(struct store *s, uint64_t job, int64_t now_ms, struct why *why);

/* Whose file a job sends, copied into A. */
int outbox_hold(struct store *s, uint64_t job, struct arena *a, struct bytes *out, struct why *why);

/**
 * outbox_put_mail(s, id, octets, why): Keep a mail of our own, whose job (without a hold) has ID, until it is sent or has
 * failed.
 * outbox_mail(s, id, out, why): Append it; FAULT_ABSENT where it is gone.
 */
int outbox_put_mail(struct store *s, struct bytes id, struct bytes octets, struct why *why);
int outbox_mail(struct store *s, struct bytes id, struct buf *out, struct why *why);

/* Jobs that a hold ever had, and those that wait. */
int outbox_count(struct store *s, struct bytes hold, uint64_t *out, struct why *why);
int outbox_waiting(struct store *s, struct bytes hold, uint64_t *out, struct why *why);

/* Make leased jobs due at once: after a restart nobody holds a lease. */
int outbox_recover(struct store *s, int64_t now_ms, struct why *why);

/* Milliseconds to wait before try number TRIES + 1: 1 minute, doubled, at most 2 hours. */
int64_t outbox_backoff_ms(uint32_t tries);

#endif
