/* A link leads to a domain that bad mail led to before. Bad mail also links to good sites,
 * which good mail links to as well: so again only the lower bound of the odds counts. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_credit *worst = NULL;
	double least = 0;
	for (size_t i = 0; i < c->asked.credits.rows.count; i++) {
		const struct casefile_credit *r = &c->asked.credits.rows.at[i];
		if (credit_is(r->key, "url") && r->odds - r->error > least) {
			least = r->odds - r->error;
			worst = r;
		}
	}
	if (worst != NULL && least >= 0.2)
		finding_add(out, least / 2, BYTES_NONE, credit_name(worst->key),
		    text_number(out, worst->score));
}

const struct detector detect_credit_link = {
	.name = "credit_link",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Did bad mail lead to the same place before?",
	.source = "detection s7; requirement G5",
	.en = "Bad mail led to {1} before: its credit is {2} of 100.",
	.zh = "以往的不良邮件也指向 {1}：信誉分 {2}/100。",
	.look = look,
};
