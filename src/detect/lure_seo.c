/* First place in the search engine, links, leads, address lists. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "seo_spam" },
		FITS_STRANGER | FITS_CONTACT | FITS_LINK };
	lure_look(c, out, &lure);
}

const struct detector detect_lure_seo = {
	.name = "lure_seo",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 3,
	.asks = "Does it sell visitors, links or address lists?",
	.source = "unsolicited marketing",
	.en = "It sells web traffic, links or address lists (\"{1}\").",
	.zh = "推销网站排名、外链或名单（“{1}”）。",
	.look = look,
};
