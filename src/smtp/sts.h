/* sts: MTA-STS as texts (RFC 8461): the TXT record that names a policy, and the policy.
 *
 * Both are a stranger's.  Unknown keys are left out; what breaks the grammar is no policy at all, and a policy
 * that is none makes nobody worse off than before it. */
#ifndef SMTP_STS_H
#define SMTP_STS_H

#include "base/arena.h"
#include "dns/question.h"

enum sts_limits {
	STS_POLICY_MAX = 65536,  /* octets; RFC 8461 s3.3 suggests this ceiling */
	STS_ID_MAX = 32,         /* s3.1 */
	STS_MX_MAX = 100,
	STS_AGE_MAX = 31557600,  /* seconds: a year (s3.2) */
};

enum sts_mode { STS_NONE, STS_TESTING, STS_ENFORCE, STS_MODE_COUNT };
extern const char *const sts_mode_names[STS_MODE_COUNT];

struct sts_policy {
	enum sts_mode mode;
	uint32_t max_age; /* seconds */
	LIST(struct bytes) mx;
};

/**
 * sts_record_read(answer, out_id): The id of the policy that the TXT records of _mta-sts.DOMAIN announce.
 *
 * Fails:   FAULT_ABSENT: none of them is an MTA-STS record, or there are two (s3.1); FAULT_INPUT: malformed
 */
int sts_record_read(const struct dns_answer *answer, char out_id[STS_ID_MAX + 1]);

/**
 * sts_policy_read(text, arena, out): The policy; of a key that stands twice the first counts, except mx.
 *
 * Gives:   0; *out, its names in ARENA in lower case
 * Fails:   FAULT_INPUT, FAULT_LIMIT
 */
int sts_policy_read(struct bytes text, struct arena *arena, struct sts_policy *out);

/* Does HOST stand in the policy?  "*.example.com" takes exactly one label (s4.1). */
bool sts_has_mx(const struct sts_policy *p, struct bytes host);

#endif
