/* A YARA rule of the operator matched, whose meta says hard = true: he has decided. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->rules.count; i++) {
		const struct casefile_rule *r = &c->rules.at[i];
		if (r->is_hard)
			finding_add(out, 1, casefile_part_id(c, r->part), r->name, r->description);
	}
}

const struct detector detect_rule_hard = {
	.name = "rule_hard",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 10,
	.is_hard = true,
	.asks = "Does a YARA rule of the operator match that decides by itself?",
	.source = "requirement: YARA rules of the operator",
	.en = "Your rule {1} matches. {2}",
	.zh = "命中本单位规则 {1}。{2}",
	.look = look,
};
