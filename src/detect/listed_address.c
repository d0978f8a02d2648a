/* A mailbox that fraud uses (the drop box in Reply-To or a mailto link), on lists of hashed addresses. */
#include "detect/listed.h"

static void
look(const struct casefile *c, struct findings *out)
{
	listed_find(c, out, LISTED_BIT(LISTING_OF_ADDRESS),
	    ~LISTED_BIT(LISTING_WHITE), 3.2);
}

const struct detector detect_listed_address = {
	.name = "listed_address",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 3.2,
	.asks = "Is a mailbox of it known from fraud?",
	.source = "MSBL EBL: addresses in advance-fee fraud",
	.en = "The address {1} is listed by {2}: {3}.",
	.zh = "邮箱 {1} 被 {2} 列入名单：{4}。",
	.look = look,
};
