/* Barristers, doctors and widows who write from a free mailbox to people they do not know. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes dignities[] = { BYTES_INIT("barrister"), BYTES_INIT("dr."),
		BYTES_INIT("dr"), BYTES_INIT("mrs."), BYTES_INIT("mrs"), BYTES_INIT("mr."),
		BYTES_INIT("mr"), BYTES_INIT("miss"), BYTES_INIT("prince"), BYTES_INIT("princess"),
		BYTES_INIT("sgt."), BYTES_INIT("sgt"), BYTES_INIT("capt"), BYTES_INIT("general"),
		BYTES_INIT("engr"), BYTES_INIT("esq"), BYTES_INIT("rev"), BYTES_INIT("hon"),
		BYTES_INIT("attorney"), BYTES_INIT("madam"), BYTES_INIT("sir") };
	const struct casefile_address *from = from_address(c);
	if (from == NULL || is_reply(c) || is_list(c) || !is_free_mail(from->base))
		return;
	if (WORD_IN(from->display, dignities).len != 0)
		finding_add(out, c->reply_to.count != 0 ? 1 : 0.7, BYTES_NONE, from->display,
		    text_address(out, from));
}

const struct detector detect_display_dignity = {
	.name = "display_dignity",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 1.6,
	.says = SAYS_ADVANCE_FEE,
	.asks = "Does somebody with a title write from a free mailbox?",
	.source = "advance-fee fraud (419)",
	.en = "\"{1}\" writes from the free mailbox {2}.",
	.zh = "“{1}”以头衔自称，却使用免费邮箱 {2}。",
	.look = look,
};
