/* The words of this message are those of what people of this organisation called bad.  Their own lessons on top of the
 * shipped model, bounded: nobody who teaches can block a mail with it, or keep one out. */
#include "detect/common.h"
#include "detect/reported.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_matches *m = &c->asked.prints;
	if (m->taught >= 0.2)
		finding_add(out, m->taught / TAUGHT_FULL, BYTES_NONE, text_number(out, m->lessons));
}

const struct detector detect_taught_bad = {
	.name = "taught_bad",
	.family = FAMILY_LEARNED,
	.type = TYPE_SPAM,
	.weight = 1.5,
	.asks = "Does it read like what this organisation's people called bad?",
	.source = "issue: online learning per tenant, bounded",
	.en = "It reads like mail that people of this organisation reported ({1} lessons).",
	.zh = "其用语与本单位用户举报的邮件相近（共 {1} 次反馈）。",
	.look = look,
};
