/* keeper: answers the questions of wire/ask.h; the only code that names the store.
 *
 * Lives in the keeper role, behind its sockets, or inside a command-line tool while the service is down: the
 * lock in the data directory decides.  Every question has one row in a table of functions.  Holds are taken in
 * batches, so that several messages share the price of one sync; events are kept in memory for at most
 * KEEPER_FLUSH_MS, so that they cost the hot path nothing (a crash loses that much of the log and no mail). */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "keeper/quarantine.h"
#include "wire/ask.h"

struct keeper;

enum keeper_limits {
	KEEPER_FLUSH_MS = 100,
	KEEPER_FLUSH_EVENTS = 500,
};

struct keeper_options {
	const char *data;     /* the data directory; made with mode 0700 */
	const char *key_file; /* "": DATA/quarantine.key, made at the first start */
	int64_t hold_ms;      /* how long a message is kept; 0: for ever */
	uint64_t hold_octets; /* budget of the quarantine; 0: none */
	int64_t event_ms;     /* how long an event is kept; 0: for ever */
	uint64_t prints_octets; /* memory for fingerprints; 0: PRINTS_MEMORY (keeper/prints.h) */
};

/**
 * keeper_open(options, out, why): Lock the data directory, open or rebuild the index, bring it together with the
 * files.
 *
 * Fails:   FAULT_LATER   another process has the data directory
 *          FAULT_CONFIG  the key file, or a database from the future
 *          FAULT_SYSTEM
 */
int keeper_open(const struct keeper_options *options, struct keeper **out, struct why *why);

/**
 * keeper_close(k): Write the events that wait, release everything; NULL is fine.
 */
void keeper_close(struct keeper *k);

/**
 * keeper_answer(k, kind, question, fds, a, answer): Answer one question.
 *
 * Takes:   question  the struct of KIND, already checked by its schema
 *          fds       with ASK_HOLD: the message and, where there is one, the case file; not closed
 *          answer    zeroed memory of the kind's answer
 * Gives:   *answer, its fault and sentence too; texts live in A; *fds, the answer's descriptors, which the
 *          caller closes
 */
void keeper_answer(struct keeper *k, enum ask_kind kind, const void *question, struct ask_fds *fds, struct arena *a,
    void *answer);

/* The quarantine, for hold_begin and hold_commit of several holds at once. */
struct quarantine *keeper_quarantine(struct keeper *k);

/**
 * keeper_hold(k, hold, event, fds): hold_begin with the case file read from fds.
 */
void keeper_hold(struct keeper *k, struct hold *hold, const struct mail_event *event, const struct ask_fds *fds);

/**
 * keeper_job_lost(k, job): Whom ASK_JOB gave JOB is gone without a word of it: it is due again.
 */
void keeper_job_lost(struct keeper *k, uint64_t job);

/**
 * keeper_tick(k, now_ms): On the steady clock: write events that are due; once an hour delete what has expired.
 *
 * Gives:   milliseconds until it wants to be called again
 */
int keeper_tick(struct keeper *k, int64_t now_ms);

#endif
