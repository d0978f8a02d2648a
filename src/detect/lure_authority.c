/* The state speaks, and who does not answer by Friday waives his right: named ministries together
 * with a deadline, a code to scan or a link to click. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes office, demand;
	double state = lure_spoken(c, "authority", &office);
	double forfeit = lure_spoken(c, "deadline_forfeit", &demand);
	const struct casefile_address *from = from_address(c);
	if (state <= 0 || (from != NULL && domains_related(from->domain, BYTES("gov.cn"))))
		return;
	uint32_t fits = lure_fits(c, out->body, FITS_QR | FITS_STRANGER | FITS_RISKY_FILE);
	double strength =
	    state + forfeit + (fits & FITS_QR ? 0.3 : 0) + (fits & FITS_STRANGER ? 0.1 : 0);
	if (forfeit > 0 || (fits & (FITS_QR | FITS_RISKY_FILE)) != 0)
		finding_add(out, strength * lure_damping(c), BYTES_NONE, office,
		    demand.len != 0 ? demand : BYTES("-"));
}

const struct detector detect_lure_authority = {
	.name = "lure_authority",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.says = SAYS_AUTHORITY,
	.asks = "Does a stranger speak as the state and set a deadline?",
	.source = "requirement G23",
	.en = "It speaks in the name of an authority (\"{1}\") and presses: {2}.",
	.zh = "冒用机关名义（“{1}”）并施加压力：{2}。",
	.look = look,
};
