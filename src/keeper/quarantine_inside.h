/* quarantine_inside: what quarantine.c and quarantine_scan.c share; nobody else includes it. */
#ifndef KEEPER_QUARANTINE_INSIDE_H
#define KEEPER_QUARANTINE_INSIDE_H

#include "keeper/folder.h"
#include "keeper/quarantine.h"

struct quarantine {
	struct store *store;
	const struct keys *keys;
	int root;
	int tmp;
	int day_fd; /* the folder of `day`, mostly today's */
	char day[DAY_OCTETS];
	bool is_sick;
};

/* Remove the file for good; none is fine. */
int quarantine_remove(struct quarantine *q, struct bytes id, int64_t time_ms, struct why *why);

/* Drop the row of a file that is gone. */
int quarantine_forget(struct quarantine *q, struct bytes id, struct why *why);

/* Ids and times picked while the index was read, to be worked on afterwards: the index cannot be changed while
 * it is being walked. */
void picked_add(struct buf *picked, struct bytes id, int64_t time_ms);
bool picked_next(struct bytes *rest, struct bytes *out_id, int64_t *out_time_ms);

/* ID.released: when, a blank, and by whom. */
#define RELEASED_SUFFIX ".released"
#define RELEASED_OCTETS_MAX 256

#endif
