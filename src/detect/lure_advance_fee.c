/* An inheritance, a fund, a next of kin: money for nothing, and a mailbox to answer to. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "inheritance" },
		FITS_STRANGER | FITS_PRESSURE | FITS_CONTACT };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_advance_fee = {
	.name = "lure_advance_fee",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 4,
	.says = SAYS_ADVANCE_FEE,
	.asks = "Does a stranger offer a fortune?",
	.source = "advance-fee fraud (419)",
	.en = "A stranger offers a fortune (\"{1}\").",
	.zh = "陌生人以遗产、巨款为诱饵（“{1}”）。",
	.look = look,
};
