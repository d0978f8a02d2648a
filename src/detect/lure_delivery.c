/* A parcel waits, customs want a fee.  Real carriers say the same, from their own domain: the link
 * or the file tells. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "delivery", "customs" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_RISKY_FILE | FITS_STRANGER |
		    FITS_PRESSURE };
	/* A fee with a deadline, to be paid behind a link, is the whole trick; a notice that only
	 * leads to the tracking page is a notice. */
	struct lure fitting = lure;
	if (casefile_lure_any(c, "customs") == 0 || lure_fits(c, out->body, FITS_PRESSURE) == 0)
		fitting.fits &= ~(uint32_t)FITS_LINK;
	lure_look(c, out, &fitting);
}

const struct detector detect_lure_delivery = {
	.name = "lure_delivery",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.6,
	.says = SAYS_BRAND,
	.asks = "Is a parcel said to wait?",
	.source = "parcel phishing (APWG); Emotet themes",
	.en = "It says a parcel waits or is held (\"{1}\").",
	.zh = "声称包裹待领或被扣（“{1}”）。",
	.look = look,
};
