/* Wage and labour subsidies to be claimed by scanning a code: from December 2021 the most widely
 * spread fraud by mail in China, sent from stolen accounts inside the victim's own domain. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "subsidy" },
		FITS_QR | FITS_LINK | FITS_TRICKY_LINK | FITS_FILE | FITS_PRESSURE |
		    FITS_STRANGER };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_subsidy = {
	.name = "lure_subsidy",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 4.2,
	.says = SAYS_INTERNAL | SAYS_CREDENTIALS,
	.asks = "Does it promise a subsidy to those who register?",
	.source = "requirements G22, G23, K4",
	.en = "It promises a subsidy (\"{1}\") and asks the reader to register.",
	.zh = "以发放补贴（“{1}”）为由诱导登记。",
	.look = look,
};
