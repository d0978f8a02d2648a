/* account_in_reply: in a running conversation a bank account is given, and said to be new: what a thief writes who reads along,
 * or who copied the thread.  That a bill names an account is its purpose, so the words for a change must be there, and the
 * account must stand in what was written now, not in what is quoted. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes sample;
	if (!is_reply(c) || !is_foreign_arrival(c) || is_list(c) || lure_spoken(c, "payment_change", &sample) < 0.2)
		return;
	for (size_t i = 0; i < c->numbers.count; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		if (n->kind == NUMBER_PHONE || (n->marks >> NUMBER_QUOTED & 1) != 0)
			continue;
		finding_add(out, lure_fits(c, out->body, FITS_STRANGER) != 0 ? 1 : 0.7, casefile_part_id(c, n->part), n->value, sample);
		return;
	}
}

const struct detector detect_account_in_reply = {
	.name = "account_in_reply",
	.family = FAMILY_RELATION,
	.type = TYPE_PHISHING,
	.weight = 2.4,
	.says = SAYS_SUPPLIER | SAYS_PAYMENT,
	.asks = "Does an answer give a bank account and call it new?",
	.source = "requirement K5; vendor email compromise (FBI IC3)",
	.en = "The answer gives another bank account ({1}: \"{2}\").",
	.zh = "回信中给出新的收款账户（{1}，“{2}”）。",
	.look = look,
};
