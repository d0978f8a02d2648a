/* Places where one mail program reads a file and another reads none: broken by accident in old
 * software, on purpose to pass a gateway.  Several kinds in one message are hardly an accident. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	size_t kinds = 0;
	const struct casefile_ambiguity *first = NULL;
	for (size_t i = 0; i < c->ambiguities.count; i++) {
		bool is_new = true;
		for (size_t k = 0; k < i && is_new; k++)
			is_new = !bytes_equal(c->ambiguities.at[k].kind, c->ambiguities.at[i].kind);
		kinds += is_new;
		first = first == NULL ? &c->ambiguities.at[i] : first;
	}
	if (first != NULL)
		finding_add(out,
		    kinds == 1       ? 0.4
		        : kinds == 2 ? 0.7
		                     : 1,
		    first->part, first->kind, text_number(out, kinds));
}

const struct detector detect_ambiguity = {
	.name = "ambiguity",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Would two mail programs read different things in it?",
	.source = "draft-chen-email-mime-ambiguity-defense; Inbox Invasion (CCS 2024)",
	.en = "Mail programs read it differently: {1} ({2} kinds).",
	.zh = "不同邮件软件对其解析不一致：{1}（共 {2} 类）。",
	.look = look,
};
