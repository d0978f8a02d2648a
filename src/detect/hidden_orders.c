/* Hidden text that speaks to a machine: orders for the assistant that reads the mailbox, invisible
 * to its owner. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes orders[] = { BYTES_INIT("ignore previous instructions"),
		BYTES_INIT("ignore all previous"), BYTES_INIT("ignore the above"),
		BYTES_INIT("disregard previous"), BYTES_INIT("disregard all previous"),
		BYTES_INIT("system prompt"), BYTES_INIT("you are an ai"),
		BYTES_INIT("you are a helpful"), BYTES_INIT("as an ai assistant"),
		BYTES_INIT("when summarizing"), BYTES_INIT("when summarising"),
		BYTES_INIT("do not mention this"), BYTES_INIT("classify this email as"),
		BYTES_INIT("this email is safe"), BYTES_INIT("忽略之前的"), BYTES_INIT("忽略以上"),
		BYTES_INIT("你是一个人工智能"), BYTES_INIT("请将此邮件") };
	for (size_t i = 0; i < c->texts.count; i++) {
		struct bytes order = WORD_IN(c->texts.at[i].hidden, orders);
		if (order.len != 0) {
			finding_add(out, 1, casefile_part_id(c, c->texts.at[i].part), order);
			return;
		}
	}
}

const struct detector detect_hidden_orders = {
	.name = "hidden_orders",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_PHISHING,
	.weight = 3,
	.asks = "Does hidden text give orders to a machine?",
	.source = "indirect prompt injection (CVE-2026-26133; OWASP LLM01)",
	.en = "Hidden text gives orders to a machine that reads the mail (\"{1}\").",
	.zh = "隐藏文字试图指挥阅读邮件的程序（“{1}”）。",
	.look = look,
};
