/* "Re:" on a message that answers nothing.  Real programs add In-Reply-To or References; a few old
 * ones do not, so the weight is small unless the page below also lacks what is being answered. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes answers[] = { BYTES_INIT("re:"), BYTES_INIT("re："),
		BYTES_INIT("回复:"), BYTES_INIT("回复："), BYTES_INIT("答复:"),
		BYTES_INIT("答复："), BYTES_INIT("回覆:"), BYTES_INIT("aw:") };
	static const struct bytes quotes[] = { BYTES_INIT("\n>"), BYTES_INIT("wrote:"),
		BYTES_INIT("写道"), BYTES_INIT("发件人:"), BYTES_INIT("发件人："),
		BYTES_INIT("from:"), BYTES_INIT("original message"), BYTES_INIT("原始邮件") };
	struct bytes subject = bytes_trim(c->subject);
	bool is_answer = false;
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
		is_answer |= bytes_starts_nocase(subject, answers[i]);
	if (!is_answer || is_reply(c) || is_list(c))
		return;
	finding_add(out, BODY_SAYS(c, out->body, quotes).len != 0 ? 0.3 : 1, BYTES_NONE, subject);
}

const struct detector detect_fake_reply = {
	.name = "fake_reply",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.4,
	.asks = "Does it pretend to answer something?",
	.source = "fabricated threads (Sublime fake_thread rules)",
	.en = "\"{1}\" pretends to be an answer, but refers to no earlier message.",
	.zh = "主题“{1}”伪装成回复，却没有引用任何往来邮件。",
	.look = look,
};
