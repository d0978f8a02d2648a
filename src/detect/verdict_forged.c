/* A verdict of ours, or a clean bill of another filter together with ours, that arrives with the
 * mail: written by the sender.  Only what we add on delivery counts. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_header *ours = casefile_header(c, "X-Postern-Verdict");
	/* A trusted peer may be another Postern in front of us. */
	if (ours != NULL && is_foreign_arrival(c))
		finding_add(out, 1, BYTES_NONE, ours->value);
}

const struct detector detect_verdict_forged = {
	.name = "verdict_forged",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.5,
	.asks = "Does it bring a verdict of ours along?",
	.source = "RFC 8601 s7.1 (forged results)",
	.en = "It brings a forged verdict along: {1}.",
	.zh = "邮件自带伪造的检测结论：{1}。",
	.look = look,
};
