/* "Forward this to everybody you know": rumours are a class of their own in the statistics.  News
 * that reports on a rumour uses some of the words, so passing on must be asked for, or several
 * phrases stand together. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "rumor" }, FITS_PRESSURE | FITS_STRANGER | FITS_FILE };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_rumor = {
	.name = "lure_rumor",
	.family = FAMILY_CONTENT,
	.type = TYPE_RUMOR,
	.weight = 4.8,
	.asks = "Does it spread a rumour?",
	.source = "requirement G35",
	.en = "It spreads a rumour (\"{1}\").",
	.zh = "散布谣言（“{1}”）。",
	.look = look,
};
