/* A line of its story is dated more than a day after the line that our own server wrote later.
 * Clocks are wrong by hours; made-up lines by anything. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_path *p = &c->asked.path;
	if (path_is_odd(c, PATH_TIME_AHEAD))
		finding_add(out, is_list(c) ? 0.4 : 1, BYTES_NONE, text_number(out, p->odd_hop));
}

const struct detector detect_path_time = {
	.name = "path_time",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1,
	.asks = "Was it on its way before it arrived?",
	.source = "RFC 5321 s4.4; forged Received lines",
	.en = "Received line {1} is dated after the mail arrived here.",
	.zh = "第 {1} 条 Received 记录的时间晚于邮件到达时间。",
	.look = look,
};
