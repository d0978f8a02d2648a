/* A well-known domain signs under a selector that we have never seen.  Keys are rotated, so this weighs
 * little; but who has broken into a domain's DNS or a forgotten service of it signs under a name of his own. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (s->status == AUTH_PASS && s->is_new_selector)
			finding_add(out, 1, BYTES_NONE, s->domain, s->selector);
	}
}

const struct detector detect_dkim_new_selector = {
	.name = "dkim_new_selector",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 0.6,
	.asks = "Is its signature under a new selector of a well-known domain?",
	.source = "SubdoMailing 2024 (abandoned names taken over)",
	.en = "{1} signs under the selector {2}, which it has not used before.",
	.zh = "{1} 使用了此前从未出现过的签名选择器 {2}。",
	.look = look,
};
