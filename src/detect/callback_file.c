/* callback_file: hardly a letter, and the attached bill frightens with a charge and gives a number to call: the trap is the
 * telephone, and nothing in the mail can be clicked.  Real bills name their shop's site, or come with a letter. */
#include "detect/common.h"

/* A letter that says what the bill is for. */
#define LETTER 600

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes words[] = { BYTES_INIT("to cancel"), BYTES_INIT("cancel this"), BYTES_INIT("cancel your"),
		BYTES_INIT("cancel the"), BYTES_INIT("refund"), BYTES_INIT("auto-renew"), BYTES_INIT("auto renew"),
		BYTES_INIT("renewed"), BYTES_INIT("will be charged"), BYTES_INIT("has been charged"),
		BYTES_INIT("be debited"), BYTES_INIT("been debited"), BYTES_INIT("not authorize"),
		BYTES_INIT("subscription"), BYTES_INIT("within 24 hours"), BYTES_INIT("toll free"),
		BYTES_INIT("toll-free"), BYTES_INIT("helpline"), BYTES_INIT("自动续费"), BYTES_INIT("扣款"),
		BYTES_INIT("如非本人"), BYTES_INIT("取消订阅"), BYTES_INIT("退款"), BYTES_INIT("客服热线") };
	if (has_web_link(c) || is_list(c) || is_reply(c) || body_chars(c) > LETTER)
		return;
	for (size_t i = 0; i < c->numbers.count; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		if (n->kind != NUMBER_PHONE || n->where != LURE_ATTACHED || (n->marks & (1u << NUMBER_CALLED | 1u << NUMBER_FREE)) == 0)
			continue;
		size_t count = 0;
		for (size_t t = 0; t < c->texts.count; t++)
			for (size_t w = 0; c->texts.at[t].part == n->part && w < sizeof words / sizeof *words; w++)
				count += word_in(bytes_to(c->texts.at[t].visible, 8192), &words[w], 1).len != 0;
		if (count < 3)
			continue;
		finding_add(out, count >= 5 ? 1 : 0.8, casefile_part_id(c, n->part), c->parts.at[n->part].name, n->value);
		return;
	}
}

const struct detector detect_callback_file = {
	.name = "callback_file",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.6,
	.says = SAYS_BRAND | SAYS_PAYMENT,
	.asks = "Does an attached bill frighten with a charge and offer a telephone number?",
	.source = "telephone-oriented attack delivery with PDF bills (Proofpoint 2022, Talos 2025)",
	.en = "The attached bill {1} frightens with a charge and gives only a telephone number ({2}).",
	.zh = "附件账单 {1} 以扣款恐吓，只留电话（{2}）诱导回拨。",
	.look = look,
};
