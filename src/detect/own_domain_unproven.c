/* Our own name on a letter from outside, and our own SPF or DMARC says that it is none of ours.  What they
 * do not say (no record, no answer of the DNS) is left to own_domain_forged, and so are lists that our people write to. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	const struct casefile_address *from = from_address(c);
	if (from == NULL || !is_foreign_arrival(c) || !domain_is_own(c, from->domain) || id->domain.len != 0 ||
	    id->override.len != 0 || is_list(c) || is_report(c))
		return;
	if (id->dmarc == AUTH_FAIL ||
	    (id->dmarc == AUTH_NONE && id->spf == AUTH_FAIL && domain_is_own(c, id->spf_domain)))
		finding_add(out, 1, BYTES_NONE, text_address(out, from));
}

const struct detector detect_own_domain_unproven = {
	.name = "own_domain_unproven",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 4.5,
	.is_hard = true,
	.says = SAYS_INTERNAL | SAYS_IMPERSONATES,
	.asks = "Does our own domain disown it?",
	.source = "requirement G21; RFC 7489",
	.en = "It claims to be from {1}, inside, and our own domain says that it is not.",
	.zh = "自称来自内部地址 {1}，但本域名自己的策略表明它是伪造的。",
	.look = look,
};
