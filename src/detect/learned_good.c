/* learned_good: the text reads like ordinary mail.  Anybody can copy ordinary words, so it takes off little. */
#include "detect/common.h"

#define SAYS_FROM 0.7
#define SAYS_ALL 3.0

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->learned.count; i++) {
		const struct casefile_learned *l = &c->learned.at[i];
		if (bytes_equal(l->head, BYTES("bad")) && l->evidence <= -SAYS_FROM)
			finding_add(out, l->evidence > -SAYS_ALL ? l->evidence / -SAYS_ALL : 1, BYTES_NONE, BYTES_NONE);
	}
}

const struct detector detect_learned_good = {
	.name = "learned_good",
	.family = FAMILY_CONTENT,
	.type = TYPE_NORMAL,
	.weight = -1.2,
	.asks = "Does the text read like ordinary mail that was learned from?",
	.source = "Jorgensen et al., JMLR 9 (2008): good words are cheap, hence small",
	.en = "It reads like ordinary mail.",
	.zh = "文字与正常邮件相似。",
	.look = look,
};
