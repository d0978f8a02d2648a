/* The null sender is for reports.  A letter that uses it cannot be answered with a bounce and
 * passes checks of the reverse path. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes robots[] = { BYTES_INIT("mailer-daemon"),
		BYTES_INIT("postmaster"), BYTES_INIT("noreply"), BYTES_INIT("no-reply"),
		BYTES_INIT("autoreply"), BYTES_INIT("mailer_daemon") };
	const struct casefile_address *from = from_address(c);
	struct bytes sender;
	if (!envelope_sender(c, &sender) || sender.len != 0 || is_report(c) || from == NULL ||
	    is_one_of(from->local, robots, 6))
		return;
	finding_add(out, has_web_link(c) || has_attachment(c) ? 1 : 0.5, BYTES_NONE,
	    text_address(out, from));
}

const struct detector detect_null_sender = {
	.name = "null_sender",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Does a letter travel as if it were an error report?",
	.source = "RFC 5321 s4.5.5",
	.en = "A letter from {1} travels with the empty sender of error reports.",
	.zh = "来自 {1} 的普通邮件使用了退信专用的空发件人。",
	.look = look,
};
