/* stripped: the message without the files that the policy takes out of it (strip/strip.h), as octets of its own. */
#ifndef CARRY_STRIPPED_H
#define CARRY_STRIPPED_H

#include "casefile/casefile.h"
#include "sys/blob.h"

/**
 * stripped_message(c, message, id): What is sent instead of MESSAGE.
 *
 * Takes:   c   the case file of MESSAGE, judged: c->asked.barred says what goes
 *          id  under which the whole message is held
 * Gives:   the caller's, to drop
 * Fails:   NULL: it cannot be cut there, or there is no memory: then the whole message stays in the quarantine
 * Cost:    one copy of the message
 */
struct blob *stripped_message(const struct casefile *c, struct blob *message, struct bytes id);

#endif
