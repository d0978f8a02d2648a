/* A refund of tax to be claimed. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "tax_refund" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER |
		    FITS_PRESSURE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_tax = {
	.name = "lure_tax",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.2,
	.says = SAYS_AUTHORITY | SAYS_CREDENTIALS,
	.asks = "Does it promise money back from the tax office?",
	.source = "requirement G23",
	.en = "It promises a tax refund or relief (\"{1}\").",
	.zh = "以退税、税务为由（“{1}”）。",
	.look = look,
};
