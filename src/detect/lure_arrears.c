/* A toll, a fine or an electricity bill is said to be unpaid: small sums, short deadlines, a page that takes the
 * card.  Road operators and utilities send reminders too, with links to their own pages. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct lure lure = { { "arrears" },
		FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER | FITS_PRESSURE };
	if (lure_leads_elsewhere(c))
		lure.fits |= FITS_LINK;
	if (lure_fits(c, out->body, lure.fits) != 0)
		lure_look(c, out, &lure);
}

const struct detector detect_lure_arrears = {
	.name = "lure_arrears",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.8,
	.says = SAYS_AUTHORITY | SAYS_PAYMENT,
	.asks = "Is a toll, a fine or a bill said to be unpaid?",
	.source = "toll and fine phishing (FBI IC3 2024); Council of Anti-Phishing Japan: electricity, tax and ETC notices",
	.en = "It says a toll, a fine or a bill is unpaid (\"{1}\").",
	.zh = "声称通行费、罚款或账单欠缴（“{1}”）。",
	.look = look,
};
