/* It leads to a site that is on lists of phishing and malware. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_BIT(LISTING_OF_LINK) | LISTED_BIT(LISTING_OF_PAGE),
	    LISTED_BIT(LISTING_PHISHING) | LISTED_BIT(LISTING_MALWARE), 4);
}

const struct detector detect_listed_phishing = {
	.name = "listed_phishing",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 4.5,
	.asks = "Does it lead to a known phishing or malware site?",
	.source = "Spamhaus DBL 127.0.1.4 to .6; SURBL PH and MW, HashBL",
	.en = "It leads to {1}, listed by {2}: {3}.",
	.zh = "邮件中的链接指向 {1}，该站点被 {2} 列入名单：{4}。",
	.look = look,
};
