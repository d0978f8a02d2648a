/* Words of letters from two alphabets: "pаypal" with a Cyrillic a.  People cannot type that by
 * accident. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		if (!is_body_text(c, t) || t->mixed_words == 0)
			continue;
		finding_add(out, t->mixed_words >= 3 ? 1 : 0.4, casefile_part_id(c, t->part),
		    text_number(out, t->mixed_words));
		return;
	}
}

const struct detector detect_mixed_words = {
	.name = "mixed_words",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Are there words of letters from two alphabets?",
	.source = "UTS #39; homoglyph obfuscation",
	.en = "{1} words mix letters of different alphabets.",
	.zh = "有 {1} 个单词混用了不同文字的字母。",
	.look = look,
};
