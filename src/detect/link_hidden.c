/* Links that nobody sees: to good sites, to look harmless, or a blank page-wide one under a
 * picture. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	size_t hidden = 0;
	const struct casefile_url *first = NULL;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->is_hidden && u->role == URL_LINK && u->where == URL_HTML &&
		    is_body_part(c, u->part)) {
			hidden++;
			first = first == NULL ? u : first;
		}
	}
	if (first != NULL && !is_reply(c))
		finding_add(out, (hidden >= 3 ? 1 : 0.6) * (is_list(c) ? 0.4 : 1),
		    casefile_part_id(c, first->part), first->host, text_number(out, hidden));
}

const struct detector detect_link_hidden = {
	.name = "link_hidden",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Does it hold links that nobody sees?",
	.source = "text salting (Talos 2025)",
	.en = "{2} links are hidden from the reader, such as {1}.",
	.zh = "有 {2} 个链接对收件人不可见，如 {1}。",
	.look = look,
};
