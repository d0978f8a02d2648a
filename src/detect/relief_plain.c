/* Plain text with nothing to click, open, scan or fill in has little to harm with.  Frauds by words alone are asked about
 * by their lures, which weigh more. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	bool has_text = false;
	for (size_t i = 0; i < c->texts.count; i++) {
		if (c->texts.at[i].is_html)
			return;
		has_text = true;
	}
	if (!has_text || has_web_link(c) || has_attachment(c) || has_qr(c) || c->gaps.count != 0 || c->reply_to.count != 0)
		return;
	finding_add(out, 1, BYTES_NONE, text_number(out, body_chars(c)));
}

const struct detector detect_relief_plain = {
	.name = "relief_plain",
	.family = FAMILY_CONTENT,
	.type = TYPE_NORMAL,
	.weight = -0.5,
	.asks = "Is it plain text with nothing to click or open?",
	.source = "HTML and links are the carriers of most attacks",
	.en = "It is plain text with nothing to click or open ({1} characters).",
	.zh = "纯文本邮件，没有可点击或打开的内容（{1} 个字符）。",
	.look = look,
};
