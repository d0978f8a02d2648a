/* A summons, a complaint, a claim of copyright: who is accused opens the file.  Lawyers and courts write so too,
 * seldom from a free mailbox, with an archive, or with a link to somebody else's page. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct lure lure = { { "summons" }, FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER };
	if (lure_leads_elsewhere(c))
		lure.fits |= FITS_LINK;
	if (lure_fits(c, out->body, lure.fits) == 0 || body_chars(c) >= 4000)
		return;
	lure.fits |= FITS_PRESSURE;
	lure_look(c, out, &lure);
}

const struct detector detect_lure_summons = {
	.name = "lure_summons",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.6,
	.says = SAYS_AUTHORITY,
	.asks = "Is the reader accused, by a strange file, link or sender?",
	.source = "copyright and subpoena lures that carry stealers (Check Point 2024, Cofense 2024)",
	.en = "It threatens with a court or a complaint (\"{1}\") and brings a strange file, link or sender.",
	.zh = "以传票、诉讼或侵权投诉相威胁（“{1}”），而文件、链接或发件人可疑。",
	.look = look,
};
