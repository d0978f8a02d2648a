/* triplets: who has come before with mail from this sender to this recipient: the memory of greylisting.
 *
 * A triplet is a client's network, a sender and a recipient, kept as a hash.  It lets in when it comes again after its
 * delay, and then for TRIPLETS_KEPT_DAYS after the last time; one that does not come again is forgotten after
 * TRIPLETS_TRY_DAYS.  Ceiling: TRIPLETS_MAX rows of 60 octets; beyond it nobody new is made to wait. */
#ifndef STORE_TRIPLETS_H
#define STORE_TRIPLETS_H

#include "wire/ask.h"
#include "store/store.h"

enum triplets_limits {
	TRIPLETS_KEPT_DAYS = 36, /* a monthly newsletter */
	TRIPLETS_TRY_DAYS = 2,
	TRIPLETS_MAX = 1000000,
	TRIPLET_OCTETS = 16,
};

struct triplet {
	uint8_t key[TRIPLET_OCTETS];
};

struct triplet triplet_of(const struct ask_triplet *t);

/**
 * triplet_wait(s, t, now_ms, delay_ms, out_wait_ms, out_is_new, why): How long must T still wait?  0: let it in.
 */
int triplet_wait(struct store *s, const struct triplet *t, int64_t now_ms, int64_t delay_ms, int64_t *out_wait_ms,
    bool *out_is_new, struct why *why);

/* It has come now; has it PASSED?  Inside a transaction of the caller. */
int triplet_note(struct store *s, const struct triplet *t, int64_t now_ms, bool passed, struct why *why);

/* How many there are. */
int triplets_count(struct store *s, uint64_t *out, struct why *why);

/* Forget at most MOST that nobody needs; how many, or a fault. */
int triplets_expire(struct store *s, int64_t now_ms, uint32_t most, struct why *why);

#endif
