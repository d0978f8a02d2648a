/* One message to a long open list: a stolen account that works through its address book, or a list
 * out of a bag. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	uint32_t count =
	    c->to_count > UINT32_MAX - c->cc_count ? UINT32_MAX : c->to_count + c->cc_count;
	if (count < 20 || is_list(c) || is_reply(c))
		return;
	finding_add(out, count >= 50 ? 1 : 0.5, BYTES_NONE, text_number(out, count));
}

const struct detector detect_many_recipients = {
	.name = "many_recipients",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1,
	.asks = "Is it addressed to a crowd?",
	.source = "requirements G21, G26; address-book sweeps (Ho et al., USENIX Security 2019)",
	.en = "It is addressed to {1} people at once.",
	.zh = "一次写给 {1} 个收件人。",
	.look = look,
};
