/* url/lookalike: names made to be taken for others.
 *
 * Compares a host with a domain that is worth imitating: the tenant's own, a partner's, a brand's.  Answers how
 * they are alike and how strongly; whether that is an attack needs other evidence (new sender, no
 * authentication, intent), because honest names are alike, too.  Works on the label that was registered; a host
 * under the protected domain itself is never alike.
 *
 * Short labels have many honest neighbours, so spelling distance counts from 5 letters on and hyphenated parts
 * from 4. */
#ifndef URL_LOOKALIKE_H
#define URL_LOOKALIKE_H

#include "base/bytes.h"
#include "url/tables.h"

enum lookalike_kind {
	LOOKALIKE_NONE,
	LOOKALIKE_GLYPH,     /* looks the same: a Cyrillic letter, "rn" for "m", '0' for 'o' */
	LOOKALIKE_SPELLING,  /* one letter more, less, other, doubled, or two exchanged */
	LOOKALIKE_SUFFIX,    /* the same label under another public suffix */
	LOOKALIKE_COMPOUND,  /* the label with something added: "bank-login", "mybank" */
	LOOKALIKE_SUBDOMAIN, /* the name as labels of another's domain: "bank.com.evil.example" */
	LOOKALIKE_KIND_COUNT,
};

struct lookalike {
	enum lookalike_kind kind;
	unsigned strength; /* 0 to 100: how unlikely by accident */
};

/**
 * lookalike_compare(host, domain): How HOST could be taken for DOMAIN.
 *
 * Takes:   host    normal form (url_parse), A-labels
 *          domain  registrable, normal form
 * Gives:   the strongest likeness; LOOKALIKE_NONE for DOMAIN itself, what is under it, and addresses
 * Cost:    about 0.2 us for ASCII names, 2 us for IDN
 */
struct lookalike lookalike_compare(struct bytes host, struct bytes domain);

/**
 * lookalike_brand(host, out): The brand of brands.txt that HOST imitates.
 *
 * Gives:   the strongest likeness and *out; LOOKALIKE_NONE where HOST is the brand's own or like none
 */
struct lookalike lookalike_brand(struct bytes host, const struct brand **out);

/* The brand whose own domain HOST belongs to, or NULL. */
const struct brand *brand_of(struct bytes host);

/**
 * label_distance(a, b): How many letters must be inserted, removed, replaced or exchanged with their neighbour,
 * 0, 1, or 2 for more.
 *
 * Cost:    linear
 */
unsigned label_distance(struct bytes a, struct bytes b);

const char *lookalike_name(enum lookalike_kind kind);

#endif
