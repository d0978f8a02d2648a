/* results: who sent a message, all of it: collected from the octets in one place, judged with the DNS in another,
 * and written down for the case file.
 *
 * identity_collect() belongs where messages are taken apart: no network, its result is plain data with a schema.
 * identity_judge() belongs where the DNS is asked; it runs all checks over one book, so that their questions go
 * out together. */
#ifndef IDENTITY_RESULTS_H
#define IDENTITY_RESULTS_H

#include "identity/arc.h"
#include "identity/dmarc.h"

/* From the octets of a message. */
struct identity_collected {
	struct from_identity from;
	LIST(struct dkim_signature) signatures;
	uint32_t signature_count; /* in the message; those beyond DKIM_SIGNATURES_MAX were not examined */
	struct arc_collected arc;
};
extern const struct schema identity_collected_schema;

struct identity_results {
	struct from_identity from;
	struct spf_result spf;
	LIST(struct dkim_result) dkim; /* one per examined signature, in the order of the message */
	uint32_t signature_count;
	struct dmarc_result dmarc;
	struct arc_result arc;
	uint32_t questions; /* of the DNS that all this took */
};
extern const struct schema identity_results_schema;
extern const struct schema spf_result_schema;

/**
 * identity_collect(message, arena, out): What MESSAGE says about its sender, and what its signatures sign.
 *
 * Fails:   FAULT_LIMIT at the arena's ceiling; *out then holds what was found, with From ambiguous where it was
 *          From that could not be read
 * Cost:    linear
 */
int identity_collect(struct bytes message, struct arena *arena, struct identity_collected *out);

/**
 * identity_judge(collected, spf, book, arena, out): Judge it.
 *
 * Takes:   spf  who delivered it and when; spf->now is also the time for signatures
 * Gives:   1 and *out; 0 where the book must get answers first, then call again.  When time is up the holder of the
 *          book answers what is open with DNS_TIMEOUT: the results are then temporary errors, never "none".
 * Fails:   FAULT_LIMIT
 */
int identity_judge(const struct identity_collected *collected, const struct spf_input *spf, struct dns_book *book,
    struct arena *arena, struct identity_results *out);

#endif
