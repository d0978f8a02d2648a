/* Shares about to rise, coins that double. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "investment", "crypto" },
		FITS_TRICKY_LINK | FITS_QR | FITS_STRANGER | FITS_CONTACT | FITS_PRESSURE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_investment = {
	.name = "lure_investment",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Does it advertise an investment?",
	.source = "stock and coin fraud",
	.en = "It advertises an investment (\"{1}\").",
	.zh = "推销投资、荐股或虚拟币（“{1}”）。",
	.look = look,
};
