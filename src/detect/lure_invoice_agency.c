/* Invoices for sale (代开发票): forbidden in China and, for twenty years, its most stubborn spam.
 */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "invoice_agency" },
		FITS_CONTACT | FITS_STRANGER | FITS_QR };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_invoice_agency = {
	.name = "lure_invoice_agency",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 4.5,
	.asks = "Does it sell invoices?",
	.source = "Chinese spam corpora (TREC 2006, CCERT)",
	.en = "It sells invoices (\"{1}\").",
	.zh = "兜售代开发票（“{1}”）。",
	.look = look,
};
