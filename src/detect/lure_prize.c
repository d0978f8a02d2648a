/* You have won. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "prize" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_QR | FITS_STRANGER | FITS_PRESSURE |
		    FITS_CONTACT };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_prize = {
	.name = "lure_prize",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.says = SAYS_ADVANCE_FEE,
	.asks = "Has the reader won something?",
	.source = "lottery fraud",
	.en = "It says the reader has won (\"{1}\").",
	.zh = "声称收件人中奖（“{1}”）。",
	.look = look,
};
