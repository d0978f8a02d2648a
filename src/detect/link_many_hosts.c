/* Many unrelated sites in a short text: link farms and padding.  Newsletters have many links to few
 * sites. */
#include "detect/common.h"

#define HOSTS_MAX 24

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes seen[HOSTS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < c->urls.count && count < HOSTS_MAX; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (is_web_link(u) && is_body_part(c, u->part) && u->domain.len != 0 &&
		    !is_one_of(u->domain, seen, count))
			seen[count++] = u->domain;
	}
	if (count >= 6 && body_chars(c) < 100 * count && !is_reply(c) && !is_list(c))
		finding_add(out, count >= 10 ? 1 : 0.6, BYTES_NONE, text_number(out, count));
}

const struct detector detect_link_many_hosts = {
	.name = "link_many_hosts",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 1,
	.asks = "Does a short text lead to many unrelated sites?",
	.source = "link farms; padding against domain counters",
	.en = "A short text leads to {1} unrelated sites.",
	.zh = "短文本中链接到 {1} 个互不相关的网站。",
	.look = look,
};
