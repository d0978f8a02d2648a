/* http://bank.example@evil.example/: what stands before the @ is a login, not the site.  Browsers
 * stopped showing it; people still read it. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (url_has(u, URL_TRICK_USERINFO) && u->role != URL_MAIL && u->where != URL_HEADER)
			finding_add(out, 1, casefile_part_id(c, u->part), u->url, u->host);
	}
}

const struct detector detect_link_userinfo = {
	.name = "link_userinfo",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.5,
	.asks = "Does a link put another site's name before an @?",
	.source = "RFC 3986 s7.6",
	.en = "The link {1} looks like another site, but leads to {2}.",
	.zh = "链接 {1} 貌似其他网站，实际指向 {2}。",
	.look = look,
};
