/* The domains that a sender names (From, envelope, Reply-To, signature, HELO) on lists of spammers' domains. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_SENDERS,
	    LISTED_BIT(LISTING_SPAM) | LISTED_BIT(LISTING_POLICY), 3.5);
}

const struct detector detect_listed_sender = {
	.name = "listed_sender",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 3.5,
	.asks = "Do DNS lists know a domain of the sender?",
	.source = "RFC 5782; DBL, SURBL, URIBL are asked about senders, too",
	.en = "The sender's domain {1} is listed by {2}: {3}.",
	.zh = "发件方域名 {1} 被 {2} 列入名单：{4}。",
	.look = look,
};
