/* killers: messages that have killed two workers, so that their next copies kill nobody.
 *
 * By SHA-256, since a sender who could make another message look like a killer could have it held.  A ring of
 * PIPELINE_KILLERS_MAX: the oldest is forgotten first.  In memory only. */
#ifndef PIPELINE_KILLERS_H
#define PIPELINE_KILLERS_H

#include "pipeline/digest.h"
#include "pipeline/pipeline.h"

struct killer {
	uint8_t sha256[DIGEST_OCTETS];
	int64_t until_us; /* steady clock; 0: empty */
};

struct killers {
	struct killer at[PIPELINE_KILLERS_MAX];
	uint32_t next;
	uint32_t count; /* ever added, capped: 0 means nobody needs to hash anything */
};

/**
 * killers_add(k, message, now_us), killers_has(k, message, now_us): Remember MESSAGE, or look it up.
 *
 * Cost:    reads the whole message, but killers_has() reads nothing while no killer is known
 * Fails:   a message that cannot be read is not remembered and not found
 */
void killers_add(struct killers *k, struct blob *message, int64_t now_us);
bool killers_has(const struct killers *k, struct blob *message, int64_t now_us);

#endif
