/* A list of the staff, their tax forms, the debtors with their addresses: what the next fraud is made
 * from.  The same words in a long letter or from a known address are a clerk's day. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "data_request" },
		FITS_STRANGER | FITS_PRESSURE | FITS_CONTACT };
	if (body_chars(c) < 2000)
		lure_look(c, out, &lure);
}

const struct detector detect_lure_staff_data = {
	.name = "lure_staff_data",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.6,
	.says = SAYS_DATA,
	.asks = "Does it ask for lists of staff or customers?",
	.source = "FBI IC3: data theft; features 5.3 class 6",
	.en = "It asks for data about staff or customers (\"{1}\").",
	.zh = "索取员工或客户资料（“{1}”）。",
	.look = look,
};
