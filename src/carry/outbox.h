/* outbox: the keeper's jobs (released mail), fetched and delivered by the gate.
 *
 * At least once, and once wherever we can help it: a result that the keeper could not note is told again until it
 * is, and a job that comes again while we still have it (the keeper was restarted) is not delivered again.  What
 * did not go out is due again by the keeper's clock; a gate that dies gives its jobs back with its socket.
 * Ceiling: ASK_JOBS_MAX jobs under way, so that a backlog does not take the connections of live mail; the
 * keeper remembers as many for each gate. */
#ifndef CARRY_OUTBOX_H
#define CARRY_OUTBOX_H

#include "ask/asker.h"
#include "smtp/courier.h"
#include "sys/log.h"

struct outbox;

enum { OUTBOX_TICK_MS = 2000 };

/**
 * outbox_new(base, gate, keeper, log): Ask KEEPER for jobs from now on.
 *
 * Takes:   log  may be NULL
 */
struct outbox *outbox_new(struct event_base *base, struct gate *gate, struct asker *keeper, const struct log *log);

/**
 * outbox_stop(o, idle, context): Take no more jobs; IDLE is called when those under way have ended, perhaps at
 * once.
 */
void outbox_stop(struct outbox *o, void (*idle)(void *context), void *context);

/* Is a job under way? */
bool outbox_is_busy(const struct outbox *o);

/* After gate_free and asker_free. */
void outbox_free(struct outbox *o);

#endif
