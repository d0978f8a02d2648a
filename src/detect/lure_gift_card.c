/* Buy cards and send me the codes. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "gift_card" },
		FITS_STRANGER | FITS_PRESSURE | FITS_CONTACT };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_gift_card = {
	.name = "lure_gift_card",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.8,
	.says = SAYS_GIFT_CARD,
	.asks = "Does it ask to buy gift cards?",
	.source = "FBI IC3; Proofpoint email fraud taxonomy",
	.en = "It asks for gift cards (\"{1}\").",
	.zh = "要求购买礼品卡（“{1}”）。",
	.look = look,
};
