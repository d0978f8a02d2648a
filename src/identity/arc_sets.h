/* arc_sets: which field belongs to which ARC set, and the hash of a chain.  Inside identity/ only. */
#ifndef IDENTITY_ARC_SETS_H
#define IDENTITY_ARC_SETS_H

#include "identity/arc.h"
#include "identity/signature.h"

enum arc_field { ARC_RESULTS, ARC_SIGNATURE, ARC_SEAL, ARC_FIELD_COUNT };

struct arc_sets {
	uint32_t count;
	uint32_t index[ARC_SETS_MAX + 1][ARC_FIELD_COUNT]; /* 1 + index of the field; by instance */
};

/**
 * arc_sets_read(fields, out): Sort the fields of ARC.
 *
 * Gives:   NULL, or what is wrong with the chain's shape (s5.2, step 3)
 */
const char *arc_sets_read(const struct fields *fields, struct arc_sets *out);

struct field_raw arc_sets_field(const struct fields *fields, const struct arc_sets *sets, uint32_t instance, int kind);

/**
 * arc_seal_hash(chain, seal, before, hash): Add a set to the running hash of the chain.
 *
 * Takes:   before  the set's results and message signature
 * Gives:   what the seal signs, in HASH
 */
void arc_seal_hash(EVP_MD_CTX *chain, const struct signing *seal, const struct field_raw *before, uint8_t hash[32]);

#endif
