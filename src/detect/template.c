/* template: a living example to copy (tools/new-detector NAME does).  Say first what the trick is
 * and who uses it, then why ordinary mail does not do this, or what is left out so that it is not
 * blamed.
 *
 * Here: a message that carries a link which nobody can see.  Text salting hides links to harmless
 * sites, so that a filter that counts domains finds mostly good ones. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->is_hidden && u->role == URL_LINK)
			finding_add(out, is_list(c) ? 0.5 : 1, casefile_part_id(c, u->part), u->host);
	}
}

const struct detector detect_template = {
	.name = "template",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 1,
	.asks = "Does it carry a link that nobody can see?",
	.source = "text salting (Talos 2025)",
	.en = "A link to {1} is hidden from the reader.",
	.zh = "有一个指向 {1} 的链接对收件人不可见。",
	.look = look,
};
