/* Nobody is named as recipient and the answer goes to a mailbox that has nothing to do with the sender:
 * a stolen or invented account writes to thousands, the swindler reads elsewhere.  Each alone is seen
 * in honest mail (blind copies; an assistant who answers), both together hardly. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->domain.len == 0 || c->to_count + c->cc_count != 0 ||
	    c->reply_to.count == 0 || is_list(c) || is_reply(c) || is_report(c))
		return;
	const struct casefile_address *reply = &c->reply_to.at[0];
	if (reply->domain.len != 0 && !addresses_related(from, reply))
		finding_add(out, is_free_mail(reply->base) ? 1 : 0.6, BYTES_NONE,
		    text_address(out, reply));
}

const struct detector detect_answer_aside = {
	.name = "answer_aside",
	.family = FAMILY_RELATION,
	.type = TYPE_SPAM,
	.weight = 1.5,
	.asks = "Is nobody named, and does the answer go to a stranger?",
	.source = "advance-fee fraud from stolen accounts",
	.en = "It names no recipient, and the answer goes to a stranger, {1}.",
	.zh = "未写明收件人，回复却会发给无关的 {1}。",
	.look = look,
};
