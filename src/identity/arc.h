/* arc: the Authenticated Received Chain (RFC 8617), verified in two steps as DKIM is (identity/dkim.h).
 *
 * A valid chain only proves who sealed; whether a sealer is believed is for the caller's list of trusted ones
 * (arc_result.sealers names all of them).
 *
 * Ceilings: ARC_SETS_MAX sets (s4.2.1), each of three fields. */
#ifndef IDENTITY_ARC_H
#define IDENTITY_ARC_H

#include "identity/dkim.h"

#define ARC_SETS_MAX 50

enum arc_status { ARC_NONE, ARC_PASS, ARC_FAIL, ARC_TEMPERROR, ARC_STATUS_COUNT };
extern const char *const arc_status_names[ARC_STATUS_COUNT];

struct arc_collected {
	uint32_t count;        /* sets in the message */
	struct bytes fault;    /* why the chain is broken, whatever the keys say; "" where it may hold */
	struct dkim_signature message; /* ARC-Message-Signature of the newest set */
	LIST(struct dkim_signature) seals; /* ARC-Seal of sets 1..count */
};
extern const struct schema arc_collected_schema;

struct arc_result {
	enum arc_status status;
	uint32_t count;
	struct bytes reason;
	LIST(struct bytes) sealers; /* d= of the seals, oldest first */
};
extern const struct schema arc_result_schema;

/**
 * arc_collect(message, options, arena, out): Read the chain of MESSAGE and hash what it signs.
 *
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Cost:    linear
 */
int arc_collect(struct bytes message, uint32_t options, struct arena *arena, struct arc_collected *out);

/**
 * arc_judge(collected, options, book, arena, out): Verify the chain.
 *
 * Gives:   1 and *out; 0 where keys must be asked for first (all at once).  A key that the DNS does not tell is
 *          ARC_TEMPERROR, never a fail.
 * Fails:   FAULT_LIMIT
 * Cost:    count + 1 public-key operations
 */
int arc_judge(const struct arc_collected *collected, uint32_t options, struct dns_book *book, struct arena *arena,
    struct arc_result *out);

#endif
