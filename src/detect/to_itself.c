/* Sender and only recipient are the same: what a mass mailer writes when the real recipients stand
 * in the envelope, and what an extortionist shows as "proof" that the mailbox is his.  Lists that
 * put themselves in the sender's place say so
 * ("via"). */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->domain.len == 0 || c->to_count != 1 || c->cc_count != 0 ||
	    c->to.count != 1 || !is_foreign_arrival(c) || is_list(c) ||
	    bytes_has_nocase(from->display, BYTES(" via ")))
		return;
	if (bytes_equal_nocase(from->local, c->to.at[0].local) &&
	    bytes_equal_nocase(from->domain, c->to.at[0].domain))
		finding_add(out, 1, BYTES_NONE, text_address(out, from));
}

const struct detector detect_to_itself = {
	.name = "to_itself",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Is it addressed to its own sender?",
	.source = "sextortion mail; rspamd FROM_EQ_TO kin",
	.en = "Sender and only recipient are the same address, {1}.",
	.zh = "发件人与唯一收件人是同一个地址 {1}。",
	.look = look,
};
