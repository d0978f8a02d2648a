/* A notice of the office: new rules, wages, leave, a document to sign in the OA system. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "oa_notice", "hr_notice", "salary", "it_support" },
		FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER | FITS_PRESSURE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_oa_notice = {
	.name = "lure_oa_notice",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.6,
	.says = SAYS_INTERNAL | SAYS_CREDENTIALS,
	.asks = "Does it pose as a notice of the reader's own office?",
	.source = "OA phishing, requirements G21, R3",
	.en = "It poses as a notice of the reader's own office (\"{1}\").",
	.zh = "冒充单位内部通知（“{1}”）。",
	.look = look,
};
