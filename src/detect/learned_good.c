/* learned_good: the text reads like ordinary mail.  Anybody can copy ordinary words, so it takes off little. */
#include "detect/learned.h"

#include <math.h>

/* Phrases of the lexicon beyond which what it reads like is no excuse: what the text says is plain. */
#define LURES_MAX 2

/* Phrases of the lexicon that its text and subject hold. */
static uint32_t
lures(const struct casefile *c)
{
	uint32_t count = 0;
	for (size_t i = 0; i < c->lures.count; i++)
		if (c->lures.at[i].where == LURE_BODY || c->lures.at[i].where == LURE_SUBJECT)
			count += c->lures.at[i].count;
	return count;
}

static void
look(const struct casefile *c, struct findings *out)
{
	/* Half of what it says, and at most the weight. */
	double sum = learned_sum(c);
	if (sum <= -2 * LEARNED_LEAST && lures(c) <= LURES_MAX)
		finding_add(out, fmin(sum / 2 / out->asked->weight, 1), BYTES_NONE, BYTES_NONE);
}

const struct detector detect_learned_good = {
	.name = "learned_good",
	.family = FAMILY_LEARNED,
	.type = TYPE_NORMAL,
	.weight = -1.2,
	.asks = "Does the text read like ordinary mail that was learned from?",
	.source = "Jorgensen et al., JMLR 9 (2008): good words are cheap, hence capped",
	.en = "It reads like ordinary mail.",
	.zh = "文字与正常邮件相似。",
	.look = look,
};
