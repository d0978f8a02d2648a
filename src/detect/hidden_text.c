/* Text that is there for filters and not for people: invisible colour, no size, outside the window.
 * A hidden first line ("preheader") is a habit of newsletters: short, and by display:none. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		if (!t->is_html || !is_body_text(c, t) || t->hidden_chars < 100)
			continue;
		/* Templates hide a preheader in every way there is, since some programs ignore display:none. */
		bool is_odd = (t->hidden_ways & 1u << HIDDEN_DISPLAY) == 0 &&
		    (t->hidden_ways & (1u << HIDDEN_COLOUR | 1u << HIDDEN_SIZE | 1u << HIDDEN_POSITION)) != 0;
		double share =
		    (double)t->hidden_chars / ((double)t->visible_chars + (double)t->hidden_chars);
		double strength = (share > 0.5          ? 0.8
		                          : share > 0.2 ? 0.5
		                                        : 0.15) +
		    (is_odd ? 0.2 : 0);
		if (t->hidden_chars < 300 && !is_odd)
			strength = 0.1;
		finding_add(out, is_list(c) || is_reply(c) ? strength * 0.4 : strength,
		    casefile_part_id(c, t->part), text_number(out, t->hidden_chars));
	}
}

const struct detector detect_hidden_text = {
	.name = "hidden_text",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Does it hold text that people cannot see?",
	.source = "text salting (Talos 2025); rspamd ZERO_FONT, R_WHITE_ON_WHITE",
	.en = "{1} characters of its text are invisible.",
	.zh = "有 {1} 个字符的文字对收件人不可见。",
	.look = look,
};
