/* A domain that was registered or first seen a few days ago: most of what is sent from such is spam, but every honest
 * domain was new once. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_SENDERS | LISTED_BIT(LISTING_OF_LINK),
	    LISTED_BIT(LISTING_NEW), 1.6);
}

const struct detector detect_listed_new = {
	.name = "listed_new",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Is a domain in it only days old?",
	.source = "SEM FRESH, Spamhaus ZRD",
	.en = "The domain {1} is {3}, says {2}.",
	.zh = "{2} 显示域名 {1} 是{4}。",
	.look = look,
};
