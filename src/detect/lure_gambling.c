/* Betting and casinos: illegal content in China, a class of its own in the statistics. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "gambling" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_QR | FITS_STRANGER | FITS_CONTACT };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_gambling = {
	.name = "lure_gambling",
	.family = FAMILY_CONTENT,
	.type = TYPE_ILLEGAL,
	.weight = 4.6,
	.asks = "Does it advertise gambling?",
	.source = "requirement G35",
	.en = "It advertises gambling (\"{1}\").",
	.zh = "宣传赌博（“{1}”）。",
	.look = look,
};
