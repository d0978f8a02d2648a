/* It leads to a site that is on lists of sites in spam.  Evidence of another kind than who sent it, hence another
 * family. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_BIT(LISTING_OF_LINK) | LISTED_BIT(LISTING_OF_PAGE),
	    LISTED_BIT(LISTING_SPAM) | LISTED_BIT(LISTING_POLICY), 3.5);
}

const struct detector detect_listed_link = {
	.name = "listed_link",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 3.5,
	.asks = "Does it lead to a site that lists know?",
	.source = "URIBL, SURBL, DBL",
	.en = "It leads to {1}, listed by {2}: {3}.",
	.zh = "邮件中的链接指向 {1}，该站点被 {2} 列入名单：{4}。",
	.look = look,
};
