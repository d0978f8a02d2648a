/* Several From lines, or several authors at unrelated domains: one is checked by DMARC, another is
 * shown. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (c->from_headers > 1) {
		finding_add(out, 1, BYTES_NONE, text_number(out, c->from_headers));
		return;
	}
	for (size_t i = 1; i < c->from.count; i++) {
		if (!addresses_related(&c->from.at[0], &c->from.at[i])) {
			finding_add(out, 0.6, BYTES_NONE, text_number(out, c->from.count));
			return;
		}
	}
}

const struct detector detect_from_many = {
	.name = "from_many",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 2.5,
	.says = SAYS_IMPERSONATES,
	.asks = "Does it name several senders?",
	.source = "RFC 7489 s6.6.1; Chen et al., USENIX Security 2020, composition attacks",
	.en = "It names {1} senders; programs disagree about which one to show.",
	.zh = "邮件写了 {1} 个发件人，不同软件显示的可能不同。",
	.look = look,
};
