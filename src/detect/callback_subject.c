/* callback_subject: the number to call stands in the subject or in the sender's name, beside a charge: seen before the mail is
 * opened, and carried through services that let a stranger fill in a name or a note.  Voice mail and fax services put a
 * caller's number into the subject too, and say nothing of money. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes words[] = { BYTES_INIT("invoice"), BYTES_INIT("charged"), BYTES_INIT("payment"),
		BYTES_INIT("refund"), BYTES_INIT("renew"), BYTES_INIT("renewal"), BYTES_INIT("renewed"),
		BYTES_INIT("subscription"), BYTES_INIT("order"), BYTES_INIT("cancel"), BYTES_INIT("debited"),
		BYTES_INIT("transaction"), BYTES_INIT("purchase"), BYTES_INIT("账单"), BYTES_INIT("扣款"),
		BYTES_INIT("续费"), BYTES_INIT("退款"), BYTES_INIT("订单") };
	const struct casefile_address *from = from_address(c);
	if (from == NULL || is_reply(c) || is_list(c) || domain_is_own(c, from->domain))
		return;
	for (size_t i = 0; i < c->numbers.count; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		if (n->kind != NUMBER_PHONE || (n->where != LURE_SUBJECT && n->where != LURE_SENDER))
			continue;
		struct bytes word = WORD_IN(n->where == LURE_SUBJECT ? c->subject : from->display, words);
		if (word.len == 0)
			word = WORD_IN(c->subject, words);
		if (word.len != 0)
			finding_add(out, (n->marks >> NUMBER_FREE & 1) != 0 ? 1 : 0.7, BYTES_NONE, n->value, word);
		return;
	}
}

const struct detector detect_callback_subject = {
	.name = "callback_subject",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2,
	.says = SAYS_BRAND | SAYS_PAYMENT,
	.asks = "Does a number to call stand in the subject or the sender's name, beside a charge?",
	.source = "callback phishing through the notes of payment services (Talos 2025)",
	.en = "The number to call ({1}) stands in the subject or in the sender's name, beside \"{2}\".",
	.zh = "主题或发件人名称里写着要回拨的电话（{1}）和“{2}”。",
	.look = look,
};
