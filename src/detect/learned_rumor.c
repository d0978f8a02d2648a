/* learned_rumor: the text reads like rumours that were learned from, more than like anything else. */
#include "detect/learned.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (learned_type(c) == TYPE_RUMOR)
		learned_add(c, out);
}

const struct detector detect_learned_rumor = {
	.name = "learned_rumor",
	.family = FAMILY_LEARNED,
	.type = TYPE_RUMOR,
	.weight = 3.5,
	.asks = "Does the text read like rumours that were learned from?",
	.source = "logistic regression on 4-grams (TREC 2007), then trees (Chen and Guestrin, KDD 2016); docs/learner.md",
	.en = "It reads like rumours seen before (\"{1}\").",
	.zh = "文字与以往的谣言相似（“{1}”）。",
	.look = look,
};
