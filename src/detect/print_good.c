/* Copies of this were called good by people, and nobody called them bad.  Small: a mail that is copied from a good one
 * is the oldest trick, so relief never outweighs evidence. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_match *best = NULL;
	for (size_t i = 0; i < c->asked.prints.rows.count; i++) {
		const struct casefile_match *m = &c->asked.prints.rows.at[i];
		if (m->spam + m->phishing + m->virus > 0 && !m->is_vetoed)
			return;
		if (m->kind == PRINT_TEXT && m->likeness >= 60 && (best == NULL || m->ham > best->ham))
			best = m->ham > 0 ? m : best;
	}
	if (best != NULL)
		finding_add(out, best->ham < 1 ? best->ham : 1, BYTES_NONE, text_number(out, best->likeness),
		    text_number(out, best->good_reporters));
}

const struct detector detect_print_good = {
	.name = "print_good",
	.family = FAMILY_FINGERPRINT,
	.type = TYPE_NORMAL,
	.weight = -1.2,
	.asks = "Did people call copies of this good?",
	.source = "DESIGN s5: good signs are capped",
	.en = "Its text is to {1} % what {2} reporter(s) called good.",
	.zh = "其正文与 {2} 人确认为正常的邮件有 {1}% 相同。",
	.look = look,
};
