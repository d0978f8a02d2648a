/* Copies of this were reported as carrying malware; see print_spam. */
#include "detect/reported.h"

static void
look(const struct casefile *c, struct findings *out)
{
	reported_find(c, TYPE_VIRUS, out);
}

const struct detector detect_print_virus = {
	.name = "print_virus",
	.family = FAMILY_FINGERPRINT,
	.type = TYPE_VIRUS,
	.weight = 6.4,
	.asks = "Was something of this reported as carrying malware?",
	.source = "requirement: fingerprints of attachments",
	.en = "Its {1} is to {2} % what {3} reporter(s) called malware.",
	.zh = "其{4}与 {3} 人举报的病毒邮件有 {2}% 相同。",
	.look = look,
};
