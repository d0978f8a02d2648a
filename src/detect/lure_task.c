/* "Are you at your desk? I need a favour": the empty first request of CEO fraud, harmless by its
 * words.  Short, from a stranger's mailbox, without link or file. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "task_request", "executive_order" },
		FITS_STRANGER | FITS_PRESSURE | FITS_CONTACT };
	if (body_chars(c) < 1500)
		lure_look(c, out, &lure);
}

const struct detector detect_lure_task = {
	.name = "lure_task",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 3.4,
	.says = SAYS_TASK,
	.asks = "Is it a short request for a favour, a number, a quick task?",
	.source = "requirement G19; Proofpoint lures and tasks",
	.en = "It asks for a quick favour or contact (\"{1}\").",
	.zh = "以简短任务或索要联系方式试探（“{1}”）。",
	.look = look,
};
