/* spf: may this client send for this domain?  RFC 7208, all of it, with its limits.
 *
 * Pure: reads its input and a book of DNS answers (dns/book.h), and is called again when answers came.
 *
 * Ceilings, all from RFC 7208 s4.6.4: 10 terms that ask the DNS, 2 void ones, 10 names of an MX or PTR.  Their
 * product with the DNS's own is the most that a hostile record can make us ask: about 120 questions. */
#ifndef IDENTITY_SPF_H
#define IDENTITY_SPF_H

#include "base/arena.h"
#include "dns/book.h"

enum spf_limits {
	SPF_LOOKUPS_MAX = 10,
	SPF_VOIDS_MAX = 2,
	SPF_NAMES_MAX = 10,       /* of one MX or PTR */
	SPF_EXPANSION_MAX = 8192, /* of macros for a name, before its left labels are cut off */
	SPF_EXPLANATION_MAX = 1000, /* octets of exp= text; more would not fit an SMTP reply anyway */
};

enum spf_status {
	SPF_NONE,
	SPF_NEUTRAL,
	SPF_PASS,
	SPF_FAIL,
	SPF_SOFTFAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR,
	SPF_STATUS_COUNT
};
extern const char *const spf_status_names[SPF_STATUS_COUNT];

struct spf_input {
	struct bytes ip;        /* of the client, as text; IPv4 mapped into IPv6 is IPv4 */
	struct bytes helo;
	struct bytes mail_from; /* without brackets; "" is the null sender, then HELO is checked */
	struct bytes receiver;  /* our name, for %{r}; may be empty */
	int64_t now;            /* Unix time, for %{t} */
};

struct spf_result {
	enum spf_status status;
	bool is_helo;            /* HELO was checked, for the null sender */
	struct bytes domain;     /* that was checked; lower case; "" where there is none */
	struct bytes term;       /* that decided, as written ("-all"), and the domain whose record holds it */
	struct bytes term_domain;
	struct bytes explanation; /* the domain's words for a fail: US-ASCII, a stranger's text */
	struct bytes reason;     /* ours, English, one clause */
	uint32_t lookups;
	uint32_t voids;
};

/**
 * spf_check(in, book, arena, out): check_host() for the envelope sender.
 *
 * Gives:   1 and *out, its texts in ARENA; 0 where the book must get answers first.  An unknown client address
 *          is "none"; a malformed domain too (s4.3).
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Source:  RFC 7208
 */
int spf_check(const struct spf_input *in, struct dns_book *book, struct arena *arena, struct spf_result *out);

#endif
