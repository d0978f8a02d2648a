/* Lonely hearts who write first: the door to romance fraud. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "dating" },
		FITS_LINK | FITS_TRICKY_LINK | FITS_STRANGER | FITS_CONTACT | FITS_FILE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_dating = {
	.name = "lure_dating",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 2.4,
	.asks = "Does a stranger look for love?",
	.source = "romance fraud (FBI IC3)",
	.en = "A stranger looks for acquaintance (\"{1}\").",
	.zh = "以交友、婚恋为名搭讪（“{1}”）。",
	.look = look,
};
