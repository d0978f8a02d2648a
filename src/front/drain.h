/* drain: how many sessions a front has, and who is told when the last of them has ended. */
#ifndef FRONT_DRAIN_H
#define FRONT_DRAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/must.h"

struct drain {
	size_t count;    /* sessions there are */
	bool is_on;      /* nobody comes in any more */
	void (*done)(void *context); /* NULL: nobody waits, or he was told */
	void *context;
};

/* Tell him who waits, once, where no session is left. */
static inline void
drain_check(struct drain *d)
{
	void (*done)(void *) = d->done;
	if (!d->is_on || d->count != 0 || done == NULL)
		return;
	d->done = NULL;
	done(d->context);
}

/* No more come in.  The front ends who need not stay, then calls drain_check(). */
static inline void
drain_begin(struct drain *d, void (*done)(void *context), void *context)
{
	d->is_on = true;
	d->done = done;
	d->context = context;
}

/* A session has ended. */
static inline void
drain_leave(struct drain *d)
{
	must(d->count != 0);
	d->count--;
	drain_check(d);
}

#endif
