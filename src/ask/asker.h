/* asker: the gate's questions to the keeper, on the event loop.
 *
 * Questions go out in order, those of one turn of the loop together at its end, and are answered in any; each has a
 * callback.  When the keeper goes, every open
 * question fails with FAULT_LATER (the sender then still has the mail); new ones wait up to ASKER_WAIT_S for the
 * next keeper, so that a reload costs no message.  Ceilings: ASKER_OPEN_MAX questions without an answer,
 * ASKER_WAITING_MAX that wait; beyond them a question is refused, an event is counted and lost (never a
 * message).
 */
#ifndef ASK_ASKER_H
#define ASK_ASKER_H

#include <event2/event.h>

#include "wire/asking.h"

struct asker;

enum asker_limits {
	ASKER_OPEN_MAX = 10000,
	ASKER_WAITING_MAX = 20000,
	ASKER_WAIT_S = 10,
};

/* ANSWER is the kind's answer (its fault inside), or NULL with FAULT when there is none.  Descriptors that came with it
 * are closed after the call. */
typedef void asker_done(void *context, int fault, const void *answer, const struct ask_fds *fds);

/**
 * asker_new(base, fd): Ask the keeper behind FD (owned; -1: asker_connect comes later).
 */
struct asker *asker_new(struct event_base *base, int fd);
void asker_free(struct asker *a);

/**
 * asker_connect(a, fd): The keeper is another process now; open questions fail.
 */
void asker_connect(struct asker *a, int fd);

/**
 * asker_ask(a, kind, question, fds, done, context): Ask.
 *
 * Takes:   fds   stay the caller's (they are duplicated); NULL for none
 * Gives:   0: DONE will be called once, from the event loop
 * Fails:   FAULT_LATER: too much waits; FAULT_LIMIT: it is larger than one may be.  DONE is not called
 */
int asker_ask(struct asker *a, enum ask_kind kind, const void *question, const struct ask_fds *fds, asker_done *done,
    void *context);

/**
 * asker_tell(a, event): Note an event (ASK_EVENT has no answer).
 *
 * Fails:   FAULT_LATER: it is lost, and counted
 */
int asker_tell(struct asker *a, const struct mail_event *event);

/* The supervisor is gone, and no keeper will come after the one that is there: without one, what waits fails, and what is
 * asked, within a fifth of a second. */
void asker_orphan(struct asker *a);

/* New questions wait so long for a keeper, instead of ASKER_WAIT_S. */
void asker_wait(struct asker *a, int64_t ms);

/* Is there a keeper behind it now? */
bool asker_is_connected(const struct asker *a);

/* Questions that wait for a keeper, and those that it has not answered yet. */
void asker_queues(const struct asker *a, size_t *out_waiting, size_t *out_open);

/* Events lost since the start. */
uint64_t asker_lost(const struct asker *a);

#endif
