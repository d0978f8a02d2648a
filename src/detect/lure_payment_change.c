/* New bank details: the payload of supplier fraud.  It needs no link and no file; the free mailbox,
 * the diverted answer and the pressure are what can be seen. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "payment_change" },
		FITS_STRANGER | FITS_PRESSURE | FITS_FILE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_payment_change = {
	.name = "lure_payment_change",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.8,
	.says = SAYS_SUPPLIER | SAYS_PAYMENT,
	.asks = "Does it ask to pay to another account from now on?",
	.source = "requirements G20, K5",
	.en = "It asks to pay to another account (\"{1}\").",
	.zh = "要求变更收款账户（“{1}”）。",
	.look = look,
};
