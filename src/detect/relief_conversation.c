/* An answer in a running conversation: it refers to an earlier message, quotes it and says
 * something of its own.  Anybody can forge that, so it takes off little. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes quotes[] = { BYTES_INIT("\n>"), BYTES_INIT(" wrote:"),
		BYTES_INIT("写道"), BYTES_INIT("发件人:"), BYTES_INIT("发件人："),
		BYTES_INIT("from:"), BYTES_INIT("original message"), BYTES_INIT("原始邮件") };
	if (c->in_reply_to.len == 0 || c->references == 0 || has_tricky_link(c) ||
	    c->ambiguities.count != 0)
		return;
	if (BODY_SAYS(c, out->body, quotes).len != 0)
		finding_add(out, 1, BYTES_NONE, c->in_reply_to);
}

const struct detector detect_relief_conversation = {
	.name = "relief_conversation",
	.family = FAMILY_RELATION,
	.type = TYPE_NORMAL,
	.weight = -0.8,
	.asks = "Is it an answer that quotes what it answers?",
	.source = "RFC 5322 s3.6.4; forgeable, hence small",
	.en = "It answers and quotes an earlier message ({1}).",
	.zh = "属于往来邮件，引用了之前的来信（{1}）。",
	.look = look,
};
