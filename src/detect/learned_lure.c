/* learned_lure: the text reads like phishing that was learned from, more than like anything else. */
#include "detect/learned.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (learned_type(c) == TYPE_PHISHING)
		learned_add(c, out);
}

const struct detector detect_learned_lure = {
	.name = "learned_lure",
	.family = FAMILY_LEARNED,
	.type = TYPE_PHISHING,
	.weight = 3.5,
	.asks = "Does the text read like phishing that was learned from?",
	.source = "logistic regression on 4-grams (TREC 2007), then trees (Chen and Guestrin, KDD 2016); docs/learner.md",
	.en = "It reads like phishing seen before (\"{1}\").",
	.zh = "文字与以往的钓鱼邮件相似（“{1}”）。",
	.look = look,
};
