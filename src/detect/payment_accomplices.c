/* New bank details, and the copies go to "colleagues" at the sender's own house: the thief fills the
 * copy line with mailboxes of his own domain, so that everybody who answers to all answers to him,
 * and none of the people who could object is there any more. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	struct bytes sample;
	if (from == NULL || from->base.len == 0 || is_free_mail(from->base) ||
	    !is_foreign_arrival(c) || domain_is_own(c, from->domain) || is_list(c) ||
	    lure_spoken(c, "payment_change", &sample) < 0.2)
		return;
	size_t accomplices = 0;
	for (size_t i = 0; i < c->cc.count; i++) {
		if (!bytes_equal(c->cc.at[i].base, from->base))
			return;
		accomplices++;
	}
	for (size_t i = 0; i < c->to.count; i++)
		if (bytes_equal(c->to.at[i].base, from->base))
			return;
	if (accomplices >= 2)
		finding_add(out, accomplices >= 3 ? 1 : 0.6, BYTES_NONE,
		    text_number(out, accomplices), from->domain, sample);
}

const struct detector detect_payment_accomplices = {
	.name = "payment_accomplices",
	.family = FAMILY_RELATION,
	.type = TYPE_PHISHING,
	.weight = 2,
	.says = SAYS_SUPPLIER | SAYS_PAYMENT,
	.asks = "Do all who are copied on new bank details belong to the sender?",
	.source = "requirement K5",
	.en = "It gives new bank details (\"{3}\"), and all {1} people copied are at {2}, the sender's own domain.",
	.zh = "要求变更收款账户（“{3}”），而抄送的 {1} 人全部属于发件人域名 {2}。",
	.look = look,
};
