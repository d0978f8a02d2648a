/* identity: who sent a message, as far as the DNS tells: SPF, DKIM, ARC, DMARC, and the one domain that follows.
 *
 * Part of the case file (casefile/casefile.h).  Filled where the DNS is asked; nothing in it comes from a worker.
 * What could not be found out is AUTH_TEMPERROR, never AUTH_NONE. */
#ifndef CASEFILE_IDENTITY_H
#define CASEFILE_IDENTITY_H

#include "base/schema.h"

/* Results of all methods, by their names in RFC 8601. */
enum auth_status {
	AUTH_NONE,
	AUTH_PASS,
	AUTH_FAIL,
	AUTH_SOFTFAIL,
	AUTH_NEUTRAL,
	AUTH_POLICY, /* it verifies, and we do not take it */
	AUTH_TEMPERROR,
	AUTH_PERMERROR,
	AUTH_STATUS_COUNT
};
extern const char *const auth_status_names[AUTH_STATUS_COUNT];

enum auth_from { AUTH_FROM_NONE, AUTH_FROM_ONE, AUTH_FROM_AMBIGUOUS, AUTH_FROM_COUNT };
extern const char *const auth_from_names[AUTH_FROM_COUNT];

enum auth_policy { AUTH_POLICY_ACCEPT, AUTH_POLICY_QUARANTINE, AUTH_POLICY_REJECT, AUTH_POLICY_COUNT };
extern const char *const auth_policy_names[AUTH_POLICY_COUNT]; /* as in DMARC's p= */

enum auth_sender { AUTH_SENDER_NULL, AUTH_SENDER_PLAIN, AUTH_SENDER_SRS, AUTH_SENDER_BATV, AUTH_SENDER_COUNT };
extern const char *const auth_sender_names[AUTH_SENDER_COUNT];

enum casefile_identity_limits {
	CASEFILE_SIGNATURES_MAX = 8, /* examined; the rest only counts (identity/dkim.h) */
	CASEFILE_SEALERS_MAX = 50,   /* RFC 8617 s4.2.1 */
	CASEFILE_FROM_DOMAINS_MAX = 16,
	CASEFILE_RESULTS_MAX = 16 << 10, /* 8 signatures of at most 1.5 KB each */
};

struct casefile_signature {
	enum auth_status status;
	struct bytes reason;
	struct bytes domain;    /* d= */
	struct bytes selector;
	struct bytes identity;  /* i= */
	struct bytes algorithm;
	uint32_t key_bits;
	bool is_aligned;        /* its domain and From's belong together */
	bool is_testing;        /* t=y: counts for nothing */
	bool is_partial;        /* l= leaves octets of the body unsigned */
	bool is_expired;
	uint64_t unsigned_octets;
	struct bytes unsigned_fields; /* names of fields that stand there more often than signed */
	int64_t signed_at;
	struct bytes mark;      /* first octets of the signature */
	uint32_t seen;          /* how often this very signature came before */
	bool is_new_selector;   /* never seen, of a domain that we know well */
};

struct casefile_identity {
	bool was_asked;         /* false: nobody looked, and nothing below means anything */
	struct bytes domain;    /* the one that may be trusted: From's, authenticated; "" for none */

	enum auth_from from;
	struct bytes from_domain;
	struct bytes from_reason;
	LIST(struct bytes) from_domains; /* all that some client may show */

	enum auth_sender sender; /* the envelope's: a forwarder or its owner rewrote it */
	struct bytes sender_domain; /* of the address before that: a claim */
	struct bytes client_ip;  /* that SPF was asked about; "" where it was not */
	enum auth_status spf;
	struct bytes spf_domain;
	bool spf_is_helo;        /* HELO was checked, for the null sender */
	struct bytes spf_term;   /* that decided */
	struct bytes spf_reason;
	struct bytes spf_explanation; /* a stranger's text */

	LIST(struct casefile_signature) signatures;
	uint32_t signature_count; /* in the message */

	enum auth_status dmarc;
	struct bytes dmarc_reason;
	struct bytes policy_domain;
	struct bytes organization;
	enum auth_policy policy;  /* published */
	uint32_t percent;
	enum auth_policy applied; /* after pct=, t= and what is configured; AUTH_POLICY_ACCEPT unless DMARC failed */
	struct bytes override;    /* why another than published; "" where it is not */
	bool is_spf_aligned;
	bool is_dkim_aligned;

	enum auth_status arc;
	struct bytes arc_reason;
	LIST(struct bytes) sealers; /* oldest first */
	struct bytes trusted_sealer; /* the newest, where it is one we trust and the chain holds */

	struct bytes results;    /* the value of Authentication-Results (RFC 8601) */

	uint32_t questions;      /* of the DNS */
	uint32_t unanswered;     /* temporary: not found out */
};

extern const struct schema casefile_identity_schema;

#endif
