/* Mail of a sender that is proven to be this one was bad before, more often than chance
 * would have it: the lower bound of the odds counts, not the odds. What links name, and
 * whole networks, are asked about elsewhere or too coarse to blame. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_credit *worst = NULL;
	double least = 0;
	for (size_t i = 0; i < c->asked.credits.rows.count; i++) {
		const struct casefile_credit *r = &c->asked.credits.rows.at[i];
		double bound = r->odds - r->error;
		if (credit_is(r->key, "url") || credit_is(r->key, "net") || credit_is(r->key, "asn") ||
		    bound <= least)
			continue;
		least = bound;
		worst = r;
	}
	if (worst != NULL && least >= 0.2)
		finding_add(out, least / 2, BYTES_NONE, credit_name(worst->key),
		    text_number(out, worst->score), text_number(out, worst->seen));
}

const struct detector detect_credit_bad = {
	.name = "credit_bad",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 2.5,
	.asks = "Was mail of this sender bad before?",
	.source = "detection s7; requirement G5 (IP credit)",
	.en = "Mail of {1} was bad before: its credit is {2} of 100, after {3} messages.",
	.zh = "{1} 以往的邮件多为不良邮件：信誉分 {2}/100，共见过 {3} 封。",
	.look = look,
};
