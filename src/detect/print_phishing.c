/* Copies of this were reported as phishing; see print_spam. */
#include "detect/reported.h"

static void
look(const struct casefile *c, struct findings *out)
{
	reported_find(c, TYPE_PHISHING, out);
}

const struct detector detect_print_phishing = {
	.name = "print_phishing",
	.family = FAMILY_FINGERPRINT,
	.type = TYPE_PHISHING,
	.weight = 6.4,
	.asks = "Was something of this reported as phishing?",
	.source = "requirement: a campaign that was reported once is known on its next copy",
	.en = "Its {1} is to {2} % what {3} reporter(s) called phishing.",
	.zh = "其{4}与 {3} 人举报的钓鱼邮件有 {2}% 相同。",
	.look = look,
};
