/* A YARA rule of the operator matched; its meta weight (1 to 5) says how much that tells. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->rules.count; i++) {
		const struct casefile_rule *r = &c->rules.at[i];
		if (!r->is_hard)
			finding_add(out, r->weight / (double)RULE_WEIGHT_MAX, casefile_part_id(c, r->part), r->name, r->description);
	}
}

const struct detector detect_rule_match = {
	.name = "rule_match",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 5,
	.asks = "Does a YARA rule of the operator match?",
	.source = "requirement: YARA rules of the operator",
	.en = "Your rule {1} matches. {2}",
	.zh = "命中本单位规则 {1}。{2}",
	.look = look,
};
