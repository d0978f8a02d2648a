/* dmarc: what the domain of From wants done with mail that is not from it.
 *
 * RFC 7489, with the tree walk and the tags psd, np and t of its successor (draft-ietf-dmarc-dmarcbis): policies
 * are found by walking up the domain, at most DMARC_WALK_MAX names, and the walk tells the organisational domain.
 * The public suffix list has a veto: two names that it says belong to different registrants are only aligned
 * where a record says so itself (psd=n), since few operators of private suffixes have published psd=y.
 *
 * An ambiguous From is a permanent error: there is no domain whose word could be asked for (s6.6.1).  What the
 * DNS did not tell makes a temporary error, but only where it could have led to a pass. */
#ifndef IDENTITY_DMARC_H
#define IDENTITY_DMARC_H

#include "identity/dkim.h"
#include "identity/from.h"
#include "identity/spf.h"

enum dmarc_limits { DMARC_WALK_MAX = 8, DMARC_REPORTS_MAX = 1000 };

enum dmarc_status { DMARC_NONE, DMARC_PASS, DMARC_FAIL, DMARC_TEMPERROR, DMARC_PERMERROR, DMARC_STATUS_COUNT };
extern const char *const dmarc_status_names[DMARC_STATUS_COUNT];

enum dmarc_policy { DMARC_ACCEPT, DMARC_QUARANTINE, DMARC_REJECT, DMARC_POLICY_COUNT };
extern const char *const dmarc_policy_names[DMARC_POLICY_COUNT]; /* as in p= */

struct dmarc_record {
	enum dmarc_policy policy;
	bool has_subdomain_policy; /* sp= */
	enum dmarc_policy subdomain_policy;
	bool has_absent_policy;    /* np= */
	enum dmarc_policy absent_policy;
	bool strict_dkim;
	bool strict_spf;
	uint32_t percent;          /* pct=, 100 */
	bool is_test;              /* t=y */
	char psd;                  /* 'y', 'n', or 'u' */
	struct bytes reports;      /* rua=; a stranger's text */
};

/**
 * dmarc_record_read(text, out): Read one TXT record.
 *
 * Fails:   FAULT_INPUT where it is no DMARC record, or has no usable p= and no rua= (RFC 7489 s6.6.3, 6)
 */
int dmarc_record_read(struct bytes text, struct dmarc_record *out);

struct dmarc_input {
	const struct from_identity *from;
	const struct spf_result *spf;
	const struct dkim_result *dkim;
	size_t dkim_count;
};

struct dmarc_result {
	enum dmarc_status status;
	struct bytes domain;         /* of From */
	struct bytes policy_domain;  /* whose record it is */
	struct bytes organization;   /* organisational domain */
	enum dmarc_policy policy;    /* that applies to this message's From */
	uint32_t percent;
	bool is_test;
	bool is_spf_aligned;         /* passed and aligned */
	bool is_dkim_aligned;
	struct bytes aligned;        /* the domain that was */
	struct bytes reason;
	struct bytes reports;
};
extern const struct schema dmarc_result_schema;

/**
 * dmarc_check(in, book, arena, out): Evaluate.
 *
 * Gives:   1 and *out; 0 where the book must get answers first (at most three rounds)
 * Fails:   FAULT_LIMIT
 */
int dmarc_check(const struct dmarc_input *in, struct dns_book *book, struct arena *arena, struct dmarc_result *out);

/* Do A and B belong to one registrant, by the public suffix list alone?  For domains without a policy. */
bool dmarc_same_owner(struct bytes a, struct bytes b);

/**
 * dmarc_apply(result, sample): What to do, honouring pct= and t=.
 *
 * Takes:   sample  a random number below 100, drawn once per message
 * Gives:   the policy for a fail, one step milder for messages that pct= leaves out (s6.6.4) or under test
 */
enum dmarc_policy dmarc_apply(const struct dmarc_result *result, uint32_t sample);

#endif
