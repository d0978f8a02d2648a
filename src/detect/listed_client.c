/* Who connected is on lists of hosts that send spam, of computers in strange hands, or of lines that should not
 * send mail themselves. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_BIT(LISTING_OF_CLIENT),
	    ~LISTED_BIT(LISTING_WHITE), 4);
}

const struct detector detect_listed_client = {
	.name = "listed_client",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 4,
	.asks = "Do DNS lists know the client?",
	.source = "RFC 5782; SpamAssassin's network rules (recall 78 to 97 % from lists alone)",
	.en = "The client {1} is listed by {2}: {3}.",
	.zh = "发信主机 {1} 被 {2} 列入名单：{4}。",
	.look = look,
};
