/* The client is on lists of good senders, and on none of bad ones.  Relief is small: an honest server sends the mail of
 * its stolen accounts, too. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (!listed_any(c, LISTED_BIT(LISTING_OF_CLIENT), ~LISTED_BIT(LISTING_WHITE)))
		listed_find(c, out, LISTED_BIT(LISTING_OF_CLIENT), LISTED_BIT(LISTING_WHITE), 1.6);
}

const struct detector detect_relief_listed = {
	.name = "relief_listed",
	.family = FAMILY_REPUTATION,
	.type = TYPE_NORMAL,
	.weight = -1.2,
	.asks = "Is the client known as a good sender, and not as a bad one?",
	.source = "DNSWL, Mailspike reputation, IADB",
	.en = "The client {1} is {3}, says {2}.",
	.zh = "{2} 显示发信主机 {1} {4}。",
	.look = look,
};
