/* personal_card: a firm's money is to go to the card of a person: the number of a Chinese bank card has its own form and check
 * digit, firms have accounts of another form.  Only where the mail speaks of paying. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes words[] = { BYTES_INIT("付款"), BYTES_INIT("打款"), BYTES_INIT("货款"),
		BYTES_INIT("汇款"), BYTES_INIT("转账"), BYTES_INIT("收款"), BYTES_INIT("尾款"), BYTES_INIT("定金"),
		BYTES_INIT("打到"), BYTES_INIT("转到"), BYTES_INIT("wire"), BYTES_INIT("payment"), BYTES_INIT("remit") };
	const struct casefile_address *from = from_address(c);
	if (from == NULL || !is_foreign_arrival(c) || is_list(c))
		return;
	for (size_t i = 0; i < c->numbers.count; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		if (n->kind != NUMBER_CARD || !bytes_starts(n->value, BYTES("62")) || n->where != LURE_BODY ||
		    (n->marks >> NUMBER_QUOTED & 1) != 0)
			continue;
		struct bytes word = BODY_SAYS(c, out->body, words);
		if (word.len != 0)
			finding_add(out, casefile_lure_any(c, "payment_change") != 0 || is_free_mail(from->base) ? 1 : 0.6,
			    casefile_part_id(c, n->part), n->value, word);
		return;
	}
}

const struct detector detect_personal_card = {
	.name = "personal_card",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 1.6,
	.says = SAYS_PAYMENT,
	.asks = "Is a payment to go to the bank card of a person?",
	.source = "requirement G20; payments to private cards (Chinese police warnings on mail fraud)",
	.en = "A payment (\"{2}\") is to go to the bank card of a person, {1}.",
	.zh = "要求把款项（“{2}”）付到个人银行卡 {1}。",
	.look = look,
};
