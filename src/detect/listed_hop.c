/* A host that handed the message on before the client, by Received lines that it may have invented: worth little. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_BIT(LISTING_OF_HOP),
	    LISTED_BIT(LISTING_SPAM) | LISTED_BIT(LISTING_MALWARE) | LISTED_BIT(LISTING_PHISHING), 4);
}

const struct detector detect_listed_hop = {
	.name = "listed_hop",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Did it come from a listed host at first?",
	.source = "RFC 5782; webmail and relays in front of a botnet host",
	.en = "It came through {1}, which is listed by {2}: {3}.",
	.zh = "途经的主机 {1} 被 {2} 列入名单：{4}。",
	.look = look,
};
