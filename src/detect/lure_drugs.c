/* Pills without a prescription. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "drugs" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_STRANGER | FITS_CONTACT };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_drugs = {
	.name = "lure_drugs",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 4.2,
	.asks = "Does it sell medicine?",
	.source = "pharmacy spam",
	.en = "It sells medicine (\"{1}\").",
	.zh = "兜售药品（“{1}”）。",
	.look = look,
};
