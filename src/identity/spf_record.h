/* spf_record: the grammar of SPF records (RFC 7208 s12), term by term.  Inside identity/ only.
 *
 * Nothing is stored: a record is walked once to check all of it (s4.6: a mistake anywhere spoils the whole) and
 * once to evaluate it.  Linear. */
#ifndef IDENTITY_SPF_RECORD_H
#define IDENTITY_SPF_RECORD_H

#include "base/bytes.h"

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_UNKNOWN_MODIFIER,
};

struct spf_term {
	enum spf_kind kind;
	char qualifier;      /* + - ? ~ */
	struct bytes text;   /* as written */
	struct bytes domain; /* domain-spec, macros not expanded; empty: the current domain */
	uint8_t ip[16];      /* ip4: the first four */
	uint8_t bits4;
	uint8_t bits6;
};

/* Is TEXT an SPF record, "v=spf1" alone or before a space? */
bool spf_record_is(struct bytes text);

/**
 * spf_term_next(rest, out): Take the next term off *REST (at first, all of the record).
 *
 * Gives:   1 and *out, 0 at the end
 * Fails:   FAULT_INPUT where the grammar is broken
 */
int spf_term_next(struct bytes *rest, struct spf_term *out);

/* Does TEXT keep to the grammar of macro-string?  EXPLAIN: the letters c, r and t too (s7.2). */
bool spf_macro_string_is_good(struct bytes text, bool explain);

#endif
