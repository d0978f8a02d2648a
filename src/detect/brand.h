/* brand: names that frauds write under, and which domains are really theirs (brands.txt).
 *
 * url/brands.txt is another list for another question: there a host is compared letter by letter with the names of
 * hosts.  Here it is what people read: "Bank of America Alerts", "三井住友カード". */
#ifndef DETECT_BRAND_H
#define DETECT_BRAND_H

#include "base/arena.h"
#include "casefile/casefile.h"

struct sender_brand {
	struct bytes name;       /* lower case; the theme "brand" of the lexicon has it too, unless it is a word */
	bool is_word;            /* also an ordinary word: counts as the whole name of a sender only */
	struct bytes domains[4]; /* text that one of the sender's own domains holds; empty at the end */
};

extern const struct sender_brand sender_brands[];
extern const size_t sender_brands_count;

/**
 * brand_of_sender(display, arena): The brand that a sender's shown name claims, also with digits for letters
 * ("C0STC0", "PayPaI").
 *
 * Takes:   display  UTF-8, any case
 *          arena    for a copy of DISPLAY
 * Gives:   the brand, or NULL; a name that is a word only where nothing but words like "support" stands beside it
 * Cost:    linear in DISPLAY (cut at 256 octets) for each brand
 */
const struct sender_brand *brand_of_sender(struct bytes display, struct arena *arena);

/* The sender of C, who may be asked whether he is the brand he claims to be; NULL where there is none, where he answers or
 * writes to a list (people work at brands), where he is one of us, or a list has written its name into his ("via"). */
const struct casefile_address *brand_claimant(const struct casefile *c);

/* The brand whose name is NAME, exactly, or NULL. */
const struct sender_brand *brand_named(struct bytes name);

/* Is DOMAIN one that BRAND writes from?  By what it holds: brands write from many, and what only looks like theirs
 * (paypal-secure.example) is the question of lookalike_sender and link_brand. */
bool brand_writes_from(const struct sender_brand *brand, struct bytes domain);

#endif
