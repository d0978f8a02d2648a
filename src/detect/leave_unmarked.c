/* It offers to leave a list in its text, but not in its header, where honest mailings have had it
 * since 1998 and the large providers demand it since 2024. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes sample;
	if (is_list(c) || is_reply(c) || !has_web_link(c) ||
	    lure_spoken(c, "unsubscribe", &sample) <= 0)
		return;
	finding_add(out, 1, BYTES_NONE, sample);
}

const struct detector detect_leave_unmarked = {
	.name = "leave_unmarked",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 0.8,
	.asks = "Can it be left by its text, but not by its header?",
	.source = "RFC 2369, RFC 8058",
	.en = "Its text offers to leave (\"{1}\"), its header does not.",
	.zh = "正文可退订（“{1}”），邮件头却没有退订字段。",
	.look = look,
};
