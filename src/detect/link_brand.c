/* A host that imitates a known name, or wears it in front of another domain
 * (paypal.com.evil.example). */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		/* What another gateway wrapped names that gateway first. */
		if (u->brand.len != 0 && u->where != URL_HEADER &&
		    (u->role == URL_LINK || u->role == URL_FORM) && is_written_out(u) &&
		    !url_has(u, URL_TRICK_WRAPPED))
			finding_add(out, link_damping(c), casefile_part_id(c, u->part), u->host, u->brand);
	}
}

const struct detector detect_link_brand = {
	.name = "link_brand",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2,
	.says = SAYS_BRAND | SAYS_IMPERSONATES,
	.asks = "Does a link's host imitate a known name?",
	.source = "combosquatting (Kintis et al., CCS 2017)",
	.en = "The host {1} imitates {2}.",
	.zh = "域名 {1} 仿冒 {2}。",
	.look = look,
};
