/* Nobody sees where a short link leads.  Newsletters shorten too; in a short mail with little else
 * it is the payload. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (is_web_link(u) && url_has(u, URL_TRICK_SHORTENER)) {
			bool is_payload = body_chars(c) < 600 && !is_reply(c) && !is_list(c);
			finding_add(out, is_payload ? 1 : 0.2, casefile_part_id(c, u->part), u->url);
			return;
		}
	}
}

const struct detector detect_link_shortener = {
	.name = "link_shortener",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 1.4,
	.asks = "Does a short link hide where it leads?",
	.source = "requirement G29",
	.en = "The short link {1} hides where it leads.",
	.zh = "短链接 {1} 隐藏了真实去向。",
	.look = look,
};
