/* holds: the index of the quarantine's files, and the audit log of what people did to them.
 *
 * Everything here but state and audit can be made again from the files. */
#ifndef STORE_HOLDS_H
#define STORE_HOLDS_H

#include "wire/ask.h"
#include "store/store.h"

/* The same message to the same people within this time is a duplicate that a client's retry made (RFC 1047). */
#define HOLDS_TWIN_MS ((int64_t)3600 * 1000)

/**
 * holds_add(s, e, why): Index the file of event E, inside a transaction of the caller.
 *
 * Gives:   0; an id that is indexed already stays as it is, but is no longer missing
 */
int holds_add(struct store *s, const struct mail_event *e, struct why *why);

/**
 * holds_get(s, id, a, out, why): One row.
 *
 * Fails:   FAULT_ABSENT: no such id, or it is being deleted
 */
int holds_get(struct store *s, struct bytes id, struct arena *a, struct hold_row *out, struct why *why);

/**
 * holds_find(s, filter, a, out, why): Newest first; duplicates only on request.
 */
int holds_find(struct store *s, const struct ask_filter *filter, struct arena *a, struct answer_list *out,
    struct why *why);

/* Is ID indexed, being deleted or not?  1, 0 or a fault. */
int holds_has(struct store *s, struct bytes id, struct why *why);

/**
 * holds_set_state(s, id, state, by, now_ms, why): Note who changed what, inside a transaction of the caller.
 */
int holds_set_state(struct store *s, struct bytes id, enum hold_state state, struct bytes by, int64_t now_ms,
    struct why *why);

/* Deleting has two steps around the removal of the file: doom hides the row, forget drops it. */
int holds_doom(struct store *s, struct bytes id, struct why *why);
int holds_forget(struct store *s, struct bytes id, struct why *why);

/**
 * holds_each(s, which, see, context, why): Visit ids and times, oldest first.
 *
 * Takes:   which  HOLDS_ALL (neither doomed nor missing), HOLDS_DOOMED, HOLDS_EXPIRABLE (no mail of it waits)
 *          see    returns false to stop; must not write to the store
 */
enum holds_which { HOLDS_ALL, HOLDS_DOOMED, HOLDS_EXPIRABLE };
int holds_each(struct store *s, enum holds_which which,
    bool (*see)(void *context, struct bytes id, int64_t time_ms, uint64_t size), void *context, struct why *why);

/* Drop every row that has no state of its own, before it is made again. */
int holds_clear(struct store *s, struct why *why);

/* Fill the counters of the quarantine, the log and the outbox. */
int holds_count(struct store *s, struct answer_stats *out, struct why *why);

/**
 * audit_add(s, now_ms, who, what, id, detail, why): One row, never changed; inside a transaction of the caller.
 */
int audit_add(struct store *s, int64_t now_ms, struct bytes who, const char *what, struct bytes id,
    struct bytes detail, struct why *why);

#endif
