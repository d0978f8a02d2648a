/* Raw 8-bit octets in the header, without SMTPUTF8 on the way: mail programs have encoded them
 * since 1996. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (!c->has_8bit_header)
		return;
	for (size_t i = 0; i < c->hops.count; i++)
		if (bytes_starts_nocase(c->hops.at[i].with, BYTES("UTF8")))
			return;
	finding_add(out, is_list(c) || is_reply(c) ? 0.4 : 1, BYTES_NONE, c->subject);
}

const struct detector detect_header_8bit = {
	.name = "header_8bit",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Are there raw 8-bit characters in the header?",
	.source = "RFC 2047, RFC 6532",
	.en = "Its header holds raw 8-bit characters, as home-made mailers write them.",
	.zh = "邮件头含未编码的 8 位字符，常见于自制群发程序。",
	.look = look,
};
