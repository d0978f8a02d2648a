/* Neither SPF nor DKIM proves the domain in From, though its owner has said that one would.  Forwarders
 * and lists break it too: a policy of none weighs little, and lists that sign what they send less. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	if (!is_foreign_arrival(c) || id->dmarc != AUTH_FAIL)
		return;
	double strength = id->applied == AUTH_POLICY_ACCEPT ? 0.3 : 1;
	if (is_signed_list(c))
		strength *= 0.4;
	else if (id->applied == AUTH_POLICY_REJECT)
		return; /* dmarc_reject says it */
	/* a trusted sealer or forwarder explains it; configuration only forgives */
	if (id->override.len != 0)
		strength = bytes_equal(id->override, BYTES("by configuration")) ? 0.1 : 0;
	if (strength > 0)
		finding_add(out, strength, BYTES_NONE, id->from_domain, bytes_of_cstr(auth_status_names[id->spf]));
}

const struct detector detect_dmarc_fail = {
	.name = "dmarc_fail",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 4.2,
	.says = SAYS_IMPERSONATES,
	.asks = "Is the sender another than the domain in From allows?",
	.source = "RFC 7489",
	.en = "Nothing proves that it comes from {1}: SPF says {2}, and no signature of that domain holds.",
	.zh = "没有任何证据表明它来自 {1}：SPF 结果为 {2}，也没有该域名的有效签名。",
	.look = look,
};
