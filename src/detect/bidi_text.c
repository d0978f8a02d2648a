/* Characters that turn the direction of text, where nothing is written from right to left. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		if (!is_body_text(c, t) || t->bidi_controls < 3 ||
		    t->letters_other > t->visible_chars / 20)
			continue;
		finding_add(out, is_list(c) || is_reply(c) ? 0.3 : 1, casefile_part_id(c, t->part),
		    text_number(out, t->bidi_controls));
		return;
	}
}

const struct detector detect_bidi_text = {
	.name = "bidi_text",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Does it turn the direction of text that has only one?",
	.source = "UAX #9; CVE-2021-42574 kin",
	.en = "{1} characters turn the direction of its text.",
	.zh = "含有 {1} 个改变文字方向的控制字符。",
	.look = look,
};
