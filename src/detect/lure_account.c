/* The account is suspended, a payment failed, someone logged in: act now. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "account_suspended" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER |
		    FITS_PRESSURE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_account = {
	.name = "lure_account",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.8,
	.says = SAYS_CREDENTIALS,
	.asks = "Does it say that an account is or will be locked?",
	.source = "credential phishing (APWG trend reports)",
	.en = "It says an account is or will be locked (\"{1}\").",
	.zh = "声称账户已被或将被冻结（“{1}”）。",
	.look = look,
};
