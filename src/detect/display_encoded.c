/* A sender's name of plain letters, encoded as if it were not: it hides a known name from filters
 * that read the raw header.  Many services encode every name, so this is weak. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_header *h = casefile_header(c, "From");
	if (h == NULL || h->octets < h->value.len + 40 || is_list(c) || is_reply(c))
		return;
	for (size_t i = 0; i < h->value.len; i++)
		if (h->value.at[i] >= 0x80)
			return;
	finding_add(out, 1, BYTES_NONE, h->value);
}

const struct detector detect_display_encoded = {
	.name = "display_encoded",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 0.5,
	.asks = "Is a plain sender's name encoded?",
	.source = "RFC 2047 s5; needless encoding (SpamAssassin FROM_EXCESS_BASE64 kin)",
	.en = "The plain sender name {1} is needlessly encoded.",
	.zh = "发件人名称 {1} 无需编码却被编码。",
	.look = look,
};
