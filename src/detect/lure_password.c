/* The password expires, the account must be verified.  Real services say so too, mostly without
 * pressure and from their own domain. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "password_expiry", "verify_account" },
		FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER | FITS_PRESSURE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_password = {
	.name = "lure_password",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.8,
	.says = SAYS_INTERNAL | SAYS_CREDENTIALS,
	.asks = "Does it ask to keep or confirm a password or an account?",
	.source = "credential phishing; requirement R3",
	.en = "It asks to confirm a password or an account (\"{1}\").",
	.zh = "要求确认密码或账号（“{1}”）。",
	.look = look,
};
