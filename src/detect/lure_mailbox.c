/* The mailbox is full, expires, must be upgraded or confirmed: the commonest way to a stolen
 * password. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "mailbox_expiry", "mailbox_quota" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER |
		    FITS_PRESSURE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_mailbox = {
	.name = "lure_mailbox",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 4,
	.says = SAYS_INTERNAL | SAYS_CREDENTIALS,
	.asks = "Does it threaten to close or limit the reader's mailbox?",
	.source = "OA phishing, requirement R3",
	.en = "It says the mailbox is full, expires or must be confirmed (\"{1}\").",
	.zh = "声称邮箱将满、停用或需要升级确认（“{1}”）。",
	.look = look,
};
