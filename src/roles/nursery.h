/* nursery: a small process that has loaded what its workers need and forks them on demand.
 *
 * It parses nothing but our own frames of numbers.  It has no network and no files; its workers wall themselves
 * in further before they see a message.  It reports the end of each, and when its asker goes it ends them all. */
#ifndef ROLES_NURSERY_H
#define ROLES_NURSERY_H

#include "jail/jail.h"
#include "sys/log.h"

/* What a nursery breeds. */
struct brood {
	const char *worker; /* its name in process lists */
	const struct jail *nursery_jail;
	const struct jail *worker_jail;
	const struct jail *program_jail; /* of a worker that executes programs; NULL: none does */
	int (*preload)(struct why *why); /* everything that is loaded late, while files are still there */
	/* What only one kind of worker needs (reads_words) and takes long to load: a second nursery, which the first of them
	 * starts, loads it once, in this one's jail, and forks them; NULL: nothing.  Where it fails they live on and say what
	 * they cannot do. */
	int (*load)(struct why *why);
	int (*serve)(int socket); /* the worker's life, inside its jail; gives its exit status */
};

extern const struct brood brood_dissectors;
extern const struct brood brood_openers;

/* What reads texts in the dissectors of this process tree; NULL: nothing.  Set before nursery_run. */
extern const struct model *dissector_model;

/* The openers of this process tree have rules of the operator's: set before nursery_run. */
extern bool dissector_has_rules;

/**
 * nursery_run(socket, brood, log): Preload, enter the jail, and fork workers until the asker closes SOCKET.
 *
 * Gives:   0 when the asker has gone
 * Fails:   FAULT_CONFIG, FAULT_SYSTEM: nothing was forked; it is logged
 */
int nursery_run(int socket, const struct brood *brood, const struct log *log);

#endif
