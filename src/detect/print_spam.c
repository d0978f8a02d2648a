/* Copies of this were reported as spam.  What carries a campaign is its text, its pictures or its file; a link or the
 * build of a page alone stands in good mail, too, and only adds to it.  Who was called good by somebody of weight is
 * not held against anybody. */
#include "detect/reported.h"

static void
look(const struct casefile *c, struct findings *out)
{
	reported_find(c, TYPE_SPAM, out);
}

const struct detector detect_print_spam = {
	.name = "print_spam",
	.family = FAMILY_FINGERPRINT,
	.type = TYPE_SPAM,
	.weight = 6.4,
	.asks = "Was something of this reported as spam?",
	.source = "requirement: fingerprints; detection s6; Razor, Pyzor and DCC count what people report",
	.en = "Its {1} is to {2} % what {3} reporter(s) called spam.",
	.zh = "其{4}与 {3} 人举报的垃圾邮件有 {2}% 相同。",
	.look = look,
};
