/* "I changed my bank, can my pay go there": a colleague's wages are to go to another account.  People
 * do ask this, of their own office and by its form; a stranger's mailbox asks it by a short letter. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "payroll_change" },
		FITS_STRANGER | FITS_PRESSURE | FITS_CONTACT };
	if (body_chars(c) < 2500)
		lure_look(c, out, &lure);
}

const struct detector detect_lure_payroll = {
	.name = "lure_payroll",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.8,
	.says = SAYS_PAYROLL,
	.asks = "Are somebody's wages to go to another account?",
	.source = "FBI IC3: payroll diversion; features 5.3 class 3",
	.en = "It wants wages paid to another account (\"{1}\").",
	.zh = "要求变更工资账户（“{1}”）。",
	.look = look,
};
