/* learned_illegal: the text reads like illegal offers that were learned from, more than like anything else. */
#include "detect/learned.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (learned_type(c) == TYPE_ILLEGAL)
		learned_add(c, out);
}

const struct detector detect_learned_illegal = {
	.name = "learned_illegal",
	.family = FAMILY_LEARNED,
	.type = TYPE_ILLEGAL,
	.weight = 3.5,
	.asks = "Does the text read like illegal offers that were learned from?",
	.source = "logistic regression on 4-grams (TREC 2007), then trees (Chen and Guestrin, KDD 2016); docs/learner.md",
	.en = "It reads like illegal offers seen before (\"{1}\").",
	.zh = "文字与以往的违法内容相似（“{1}”）。",
	.look = look,
};
