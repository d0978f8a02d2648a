/* The answer goes to a mailbox that has nothing to do with the sender: a forged company address
 * above, the thief's free mailbox below.  Lists and newsletters set Reply-To too, to a list or to
 * their own domain. */
#include "detect/common.h"

static bool
is_among(const struct casefile_address *a, const struct casefile_address *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal_nocase(a->local, list[i].local) &&
		    bytes_equal_nocase(a->domain, list[i].domain))
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->domain.len == 0 || c->reply_to.count == 0 ||
	    casefile_header(c, "List-Post") != NULL)
		return;
	const struct casefile_address *reply = &c->reply_to.at[0];
	if (reply->domain.len == 0 || addresses_related(from, reply) ||
	    is_among(reply, c->to.at, c->to.count) || is_among(reply, c->cc.at, c->cc.count))
		return;
	bool free_reply = is_free_mail(reply->base), free_from = is_free_mail(from->base);
	double strength = free_reply ? free_from ? 0.8 : 1 : 0.3;
	if (is_list(c) || is_reply(c))
		strength *= 0.4;
	finding_add(out, strength, BYTES_NONE, text_address(out, from), text_address(out, reply));
}

const struct detector detect_reply_to_elsewhere = {
	.name = "reply_to_elsewhere",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 2,
	.says = SAYS_IMPERSONATES,
	.asks = "Does the answer go to a stranger's mailbox?",
	.source = "BEC and advance-fee fraud; Sublime reply-to rules",
	.en = "It is from {1}, but the answer goes to {2}.",
	.zh = "发件人是 {1}，回复却会发给 {2}。",
	.look = look,
};
