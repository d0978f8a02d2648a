/* The owner of the domain in From says: mail that is not proven to be ours is to be refused.  Left to
 * dmarc_fail: a list that changed a mail and signed it, and what the operator has configured otherwise. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	if (is_foreign_arrival(c) && id->dmarc == AUTH_FAIL && id->applied == AUTH_POLICY_REJECT && !is_signed_list(c))
		finding_add(out, 1, BYTES_NONE, id->from_domain);
}

const struct detector detect_dmarc_reject = {
	.name = "dmarc_reject",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 4.5,
	.is_hard = true,
	.says = SAYS_IMPERSONATES,
	.asks = "Does the sender's domain want mail like this refused?",
	.source = "RFC 7489 s6.3 (p=reject)",
	.en = "It is not proven to come from {1}, which wants such mail refused.",
	.zh = "无法证实它来自 {1}，而该域名要求拒收此类邮件。",
	.look = look,
};
