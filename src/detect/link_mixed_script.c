/* A host of letters that look Latin and are not.  Punycode alone is how half the world writes its
 * names; letters of two scripts in one word are not. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->where == URL_HEADER || u->role != URL_LINK)
			continue;
		if (url_has(u, URL_TRICK_MIXED_SCRIPT))
			finding_add(out, 1, casefile_part_id(c, u->part), u->host);
		else if (url_has(u, URL_TRICK_PUNYCODE))
			finding_add(out, 0.3, casefile_part_id(c, u->part), u->host);
	}
}

const struct detector detect_link_mixed_script = {
	.name = "link_mixed_script",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.5,
	.says = SAYS_IMPERSONATES,
	.asks = "Does a link use letters that only look like others?",
	.source = "UTS #39; homograph attacks",
	.en = "The host {1} uses letters that only look like the usual ones.",
	.zh = "域名 {1} 使用了形近字母。",
	.look = look,
};
