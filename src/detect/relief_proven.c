/* The domain in From is proven.  Spam has domains of its own and proves them, so this is small: it only says
 * that nobody else is made to look bad. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	if (id->domain.len != 0 && is_foreign_arrival(c))
		finding_add(out, id->policy != AUTH_POLICY_ACCEPT ? 1 : 0.7, BYTES_NONE, id->domain);
}

const struct detector detect_relief_proven = {
	.name = "relief_proven",
	.family = FAMILY_IDENTITY,
	.type = TYPE_NORMAL,
	.weight = -0.6,
	.asks = "Is it proven who sent it?",
	.source = "RFC 7489; most spam is authenticated since 2014",
	.en = "It is proven to come from {1}.",
	.zh = "已证实来自 {1}。",
	.look = look,
};
