/* listed: what several detectors say of listings (casefile/listings.h).
 *
 * Lists take from one another: those of one group count once, by the heaviest.  What a further group is worth is the
 * verdict's business: a quarter, as for all that one detector finds twice. */
#ifndef DETECT_LISTED_H
#define DETECT_LISTED_H

#include "detect/detector.h"

#define LISTED_BIT(n) (1u << (n))
#define LISTED_SENDERS (LISTED_BIT(LISTING_OF_FROM) | LISTED_BIT(LISTING_OF_MAIL_FROM) | LISTED_BIT(LISTING_OF_REPLY_TO) | \
	LISTED_BIT(LISTING_OF_SIGNER) | LISTED_BIT(LISTING_OF_HELO))

/**
 * listed_find(c, out, of, kinds, full): A finding for each group with a listing of one of OF and KINDS.
 *
 * Takes:   of     bits of enum listing_of
 *          kinds  bits of enum listing_class
 *          full   the weight of a listing that is worth the detector's whole weight
 * Gives:   sentences have {1} what is listed, {2} the list, {3} as what in English, {4} in Chinese
 */
void listed_find(const struct casefile *c, struct findings *out, uint32_t of, uint32_t kinds, double full);

/* Is one of OF listed as one of KINDS? */
bool listed_any(const struct casefile *c, uint32_t of, uint32_t kinds);

#endif
