/* Invisible characters inside words break them for filters and not for people.  Newsletters pad the
 * line behind their preview with hundreds of them, so mailings are left out and few are no sign. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (is_list(c))
		return;
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		if (!is_body_text(c, t) || t->zero_width < 5)
			continue;
		bool is_dense = t->zero_width > t->visible_chars / 50;
		finding_add(
		    out, is_dense ? 1 : 0.3, casefile_part_id(c, t->part), text_number(out, t->zero_width));
		return;
	}
}

const struct detector detect_zero_width = {
	.name = "zero_width",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Are its words broken by invisible characters?",
	.source = "soft hyphens and zero-width characters in lures",
	.en = "{1} invisible characters stand between its letters.",
	.zh = "文字间夹杂 {1} 个不可见字符。",
	.look = look,
};
