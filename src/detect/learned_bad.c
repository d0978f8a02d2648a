/* learned_bad: the text reads like bad mail that was learned from.  What a learner says is worth what it was worth on
 * mail from sources it had not seen (model.h), and no more than three ordinary findings. */
#include "detect/common.h"

/* Evidence, in log-odds, below which nothing is said, and at which the finding has its full weight. */
#define SAYS_FROM 0.7
#define SAYS_ALL 4.0

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->learned.count; i++) {
		const struct casefile_learned *l = &c->learned.at[i];
		if (bytes_equal(l->head, BYTES("bad")) && l->evidence >= SAYS_FROM)
			finding_add(out, l->evidence < SAYS_ALL ? l->evidence / SAYS_ALL : 1, BYTES_NONE, l->sample);
	}
}

const struct detector detect_learned_bad = {
	.name = "learned_bad",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 4,
	.asks = "Does the text read like bad mail that was learned from?",
	.source = "TREC 2007 spam track: logistic regression on 4-grams; docs/learner.md",
	.en = "It reads like bad mail seen before (\"{1}\").",
	.zh = "文字与以往的不良邮件相似（“{1}”）。",
	.look = look,
};
