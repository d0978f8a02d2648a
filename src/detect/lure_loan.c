/* Credit for everybody, without papers. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "loan" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_QR | FITS_STRANGER | FITS_CONTACT };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_loan = {
	.name = "lure_loan",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 3,
	.asks = "Does it offer credit?",
	.source = "loan spam",
	.en = "It offers credit (\"{1}\").",
	.zh = "推销贷款（“{1}”）。",
	.look = look,
};
