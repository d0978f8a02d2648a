/* Nobody is named as recipient: the list of victims stands in the envelope only. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (c->to_count + c->cc_count != 0 || is_list(c) || is_report(c))
		return;
	const struct casefile_header *to = casefile_header(c, "To");
	finding_add(out, to == NULL ? 1 : 0.8, BYTES_NONE, to == NULL ? BYTES("-") : to->value);
}

const struct detector detect_to_missing = {
	.name = "to_missing",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Does it name a recipient?",
	.source = "mass mailers; RFC 5322 s3.6.3",
	.en = "It names no recipient: {1}.",
	.zh = "没有写明收件人：{1}。",
	.look = look,
};
