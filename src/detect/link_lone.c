/* A few words and one link, from somebody who has not written before in this thread: the smallest
 * advertisement. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	const struct casefile_url *first = NULL;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (!is_web_link(u) || u->inside_of != 0)
			continue;
		if (first != NULL && !bytes_equal(u->domain, first->domain))
			return;
		first = first == NULL ? u : first;
	}
	if (first == NULL || is_reply(c) || is_list(c) || has_attachment(c))
		return;
	if (from != NULL && bytes_equal(from->base, first->domain))
		return;
	uint32_t chars = body_chars(c);
	if (chars < 300)
		finding_add(out, chars < 120 ? 1 : 0.6, casefile_part_id(c, first->part), first->host);
}

const struct detector detect_link_lone = {
	.name = "link_lone",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Is it little more than one link?",
	.source = "snowshoe and botnet spam",
	.en = "It is little more than a link to {1}.",
	.zh = "除指向 {1} 的链接外几乎没有内容。",
	.look = look,
};
