/* "Your electronic invoice", with a link that downloads a program.  Real invoices come the same way
 * every day, so only a strange link or file makes it strong. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "einvoice" },
		FITS_TRICKY_LINK | FITS_RISKY_FILE | FITS_STRANGER };
	if (lure_fits(c, out->body, lure.fits) != 0)
		lure_look(c, out, &lure);
}

const struct detector detect_lure_einvoice = {
	.name = "lure_einvoice",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2,
	.asks = "Is it an electronic invoice that nobody issues like this?",
	.source = "requirement G29; MailSec Lab 2023-07-18",
	.en = "It poses as an electronic invoice (\"{1}\") with a strange link, file or sender.",
	.zh = "冒充电子发票（“{1}”），而链接、文件或发件人可疑。",
	.look = look,
};
