/* phone_disguised: letters in the place of digits in a telephone number ("8OO-555-Ol42"): people dial it, filters do not find
 * it in their lists.  Nobody writes his own number so. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->numbers.count; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		uint32_t read_so = 1u << NUMBER_PICTURED;
		if (n->kind != NUMBER_PHONE || (n->marks >> NUMBER_DISGUISED & 1) == 0 || (n->marks & read_so) != 0)
			continue;
		finding_add(out, is_reply(c) ? 0.5 : 1, casefile_part_id(c, n->part), n->value);
		return;
	}
}

const struct detector detect_phone_disguised = {
	.name = "phone_disguised",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.says = SAYS_PAYMENT,
	.asks = "Are there letters in the place of digits in a telephone number?",
	.source = "callback phishing (Sublime callback rules)",
	.en = "The telephone number {1} is written with letters in the place of digits.",
	.zh = "电话号码 {1} 用字母冒充数字书写。",
	.look = look,
};
