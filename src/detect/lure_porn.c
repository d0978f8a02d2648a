/* Pornography: illegal content in China, a class of its own in the statistics. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "porn" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_QR | FITS_STRANGER | FITS_CONTACT };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_porn = {
	.name = "lure_porn",
	.family = FAMILY_CONTENT,
	.type = TYPE_ILLEGAL,
	.weight = 4.6,
	.asks = "Does it advertise pornography?",
	.source = "requirement G35",
	.en = "It advertises pornography (\"{1}\").",
	.zh = "传播色情内容（“{1}”）。",
	.look = look,
};
