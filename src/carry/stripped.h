/* stripped: the message without the files that the policy takes out of it (strip/strip.h), as a descriptor. */
#ifndef CARRY_STRIPPED_H
#define CARRY_STRIPPED_H

#include "casefile/casefile.h"

/**
 * stripped_message(c, message, id): What is sent instead of MESSAGE, a descriptor.
 *
 * Takes:   c   the case file of MESSAGE, judged: c->asked.barred says what goes
 *          id  under which the whole message is held
 * Gives:   a descriptor that cannot be written, at its start; the caller closes it
 * Fails:   -1: it cannot be cut there, or there is no memory: then the whole message stays in the quarantine
 * Cost:    one copy of the message
 */
int stripped_message(const struct casefile *c, int message, struct bytes id);

#endif
