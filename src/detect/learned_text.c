/* learned_text: the text reads like advertising and other bad mail that was learned from. */
#include "detect/learned.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (learned_type(c) == TYPE_SPAM)
		learned_add(c, out);
}

const struct detector detect_learned_text = {
	.name = "learned_text",
	.family = FAMILY_LEARNED,
	.type = TYPE_SPAM,
	.weight = 3.5,
	.asks = "Does the text read like bad mail that was learned from?",
	.source = "logistic regression on 4-grams (TREC 2007), then trees (Chen and Guestrin, KDD 2016); docs/learner.md",
	.en = "It reads like bad mail seen before (\"{1}\").",
	.zh = "文字与以往的不良邮件相似（“{1}”）。",
	.look = look,
};
