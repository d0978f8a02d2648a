/* The words of this message are those of what people of this organisation called good; see taught_bad. */
#include "detect/common.h"
#include "detect/reported.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_matches *m = &c->asked.prints;
	if (m->taught <= -0.2)
		finding_add(out, -m->taught / TAUGHT_FULL, BYTES_NONE, text_number(out, m->lessons));
}

const struct detector detect_taught_good = {
	.name = "taught_good",
	.family = FAMILY_LEARNED,
	.type = TYPE_NORMAL,
	.weight = -1.0,
	.asks = "Does it read like what this organisation's people called good?",
	.source = "issue: online learning per tenant, bounded",
	.en = "It reads like mail that people of this organisation called good ({1} lessons).",
	.zh = "其用语与本单位用户确认为正常的邮件相近（共 {1} 次反馈）。",
	.look = look,
};
