/* Many copies came within days, and nobody reported them: a mark for those who read the verdict, no reproach, and worth
 * next to nothing.  A mailing to the whole house looks like this. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_matches *m = &c->asked.prints;
	if (m->copies < PRINT_COPIES_BULK)
		return;
	for (size_t i = 0; i < m->rows.count; i++)
		if (m->rows.at[i].kind == PRINT_TEXT && !m->rows.at[i].is_vetoed && m->rows.at[i].reporters != 0)
			return;
	finding_add(out, 1, BYTES_NONE, text_number(out, (uint32_t)m->copies));
}

const struct detector detect_print_bulk = {
	.name = "print_bulk",
	.family = FAMILY_FINGERPRINT,
	.type = TYPE_SPAM,
	.weight = 0.05,
	.asks = "Did many copies of it come?",
	.source = "DESIGN s2: bulk is a mark, never a reason to block",
	.en = "{1} copies of it came within days; bulk is not bad by itself.",
	.zh = "数日内共收到 {1} 份副本；群发本身并非不良。",
	.look = look,
};
