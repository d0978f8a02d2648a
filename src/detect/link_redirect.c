/* A good name in front, another site behind: open redirectors and parameters that hold a URL.
 * Counters of mass mailings work the same way, so the two must belong to different houses, and
 * mailings are weak. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *inner = &c->urls.at[i];
		if (inner->inside_of == 0 || inner->inside_of > c->urls.count)
			continue;
		const struct casefile_url *outer = &c->urls.at[inner->inside_of - 1];
		if (!is_web_link(outer) || !url_has(outer, URL_TRICK_REDIRECT) ||
		    bytes_equal(outer->domain, inner->domain) ||
		    (from != NULL &&
		        (bytes_equal(inner->domain, from->base) ||
		            bytes_equal(outer->domain, from->base))))
			continue;
		finding_add(
		    out, 0.8 * link_damping(c), casefile_part_id(c, outer->part), outer->host, inner->host);
		return;
	}
}

const struct detector detect_link_redirect = {
	.name = "link_redirect",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 1.5,
	.asks = "Does a link go through one site to another?",
	.source = "open redirects (Sublime, 126 rules)",
	.en = "A link to {1} leads on to {2}.",
	.zh = "链接经 {1} 跳转到 {2}。",
	.look = look,
};
