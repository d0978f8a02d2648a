/* A sentence as a mailbox: share_your_coffee_insights@...  Mass mailers make an address for every
 * campaign. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->local.len < 16 || is_list(c) || is_reply(c))
		return;
	size_t words = 1, letters = 0;
	for (size_t i = 0; i < from->local.len; i++) {
		uint8_t o = from->local.at[i];
		words += o == '_' || o == '-' || o == '.';
		letters += ascii_is_alpha(o);
	}
	/* first.middle.last has two marks; a bounce address has more digits than letters. */
	if (words >= 4 && letters * 4 >= from->local.len * 3)
		finding_add(out, 1, BYTES_NONE, text_address(out, from));
	else if (words == 3 && letters >= 20)
		finding_add(out, 0.5, BYTES_NONE, text_address(out, from));
}

const struct detector detect_from_phrase = {
	.name = "from_phrase",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Is the sender's mailbox a whole phrase?",
	.source = "throw-away senders of snowshoe spam",
	.en = "The sender's mailbox is a whole phrase: {1}.",
	.zh = "发件邮箱名是一整句话：{1}。",
	.look = look,
};
