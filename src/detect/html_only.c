/* Only a page, no text beside it.  Mail programs write both; mass mailers and sloppy robots do not
 * care. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	bool has_html = false;
	for (size_t i = 0; i < c->parts.count; i++) {
		if (c->parts.at[i].kind != PART_LEAF || !is_body_part(c, (uint32_t)i))
			continue;
		if (bytes_equal(c->parts.at[i].type, BYTES("text/plain")))
			return;
		has_html |= bytes_equal(c->parts.at[i].type, BYTES("text/html"));
	}
	if (has_html && !is_reply(c) && !is_list(c))
		finding_add(out, 1, BYTES_NONE, BYTES("text/html"));
}

const struct detector detect_html_only = {
	.name = "html_only",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 0.7,
	.asks = "Is it a page without a text beside it?",
	.source = "RFC 2046 s5.1.4; mass mailers",
	.en = "It is a page ({1}) without a plain text beside it.",
	.zh = "只有网页（{1}），没有纯文本版本。",
	.look = look,
};
