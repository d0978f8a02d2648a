/* The domains that a sender names on lists of phishing and malware. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_SENDERS,
	    LISTED_BIT(LISTING_PHISHING) | LISTED_BIT(LISTING_MALWARE), 4);
}

const struct detector detect_listed_phisher = {
	.name = "listed_phisher",
	.family = FAMILY_REPUTATION,
	.type = TYPE_PHISHING,
	.weight = 4,
	.asks = "Is a domain of the sender known for phishing?",
	.source = "Spamhaus DBL 127.0.1.4 to .6; SURBL PH and MW",
	.en = "The sender's domain {1} is listed by {2}: {3}.",
	.zh = "发件方域名 {1} 被 {2} 列入名单：{4}。",
	.look = look,
};
