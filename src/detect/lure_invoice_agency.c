/* Invoices for sale (代开发票): forbidden in China and, for twenty years, its most stubborn spam.
 */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "invoice_agency" },
		FITS_CONTACT | FITS_STRANGER | FITS_QR };
	static const struct bytes trade[] = { BYTES_INIT("代开"), BYTES_INIT("代办"),
		BYTES_INIT("代理开"), BYTES_INIT("票代"), BYTES_INIT("真票"), BYTES_INIT("后付款"),
		BYTES_INIT("对外开"), BYTES_INIT("税点"), BYTES_INIT("点数"),
		BYTES_INIT("余额发票"), BYTES_INIT("多余发票"), BYTES_INIT("剩余发票"),
		BYTES_INIT("進項"), BYTES_INIT("优惠开"), BYTES_INIT("開發票"), BYTES_INIT("票点"),
		BYTES_INIT("个点专票"), BYTES_INIT("缺进项"), BYTES_INIT("差进项"),
		BYTES_INIT("月底冲账"), BYTES_INIT("公转私") };
	/* Any shop says that it gives invoices; only the trade says how. */
	if (BODY_SAYS(c, out->body, trade).len != 0)
		lure_look(c, out, &lure);
}

const struct detector detect_lure_invoice_agency = {
	.name = "lure_invoice_agency",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 7,
	.asks = "Does it sell invoices?",
	.source = "Chinese spam corpora (TREC 2006, CCERT)",
	.en = "It sells invoices (\"{1}\").",
	.zh = "兜售代开发票（“{1}”）。",
	.look = look,
};
