/* Pages that anybody puts up in a minute: site builders, tunnels, buckets, form services.  People
 * share them honestly too; beside words about passwords and accounts they are the usual home of a
 * stolen login page. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const char *const themes[] = { "login", "verify_account", "mailbox_expiry",
		"mailbox_quota", "password_expiry", "account_suspended", "subsidy", "tax_refund",
		"oa_notice" };
	uint32_t lures = 0;
	for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++)
		lures += casefile_lure_any(c, themes[i]) != 0;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (lures != 0 && (is_web_link(u) || u->role == URL_FORM) &&
		    url_has(u, URL_TRICK_FREE_HOST)) {
			finding_add(out, (lures >= 2 ? 1 : 0.6) * link_damping(c),
			    casefile_part_id(c, u->part), u->host);
			return;
		}
	}
}

const struct detector detect_link_free_host = {
	.name = "link_free_host",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.asks = "Do words about accounts lead to a page that anybody can put up?",
	.source = "free hosting and tunnels (Interisle phishing landscape 2023)",
	.en = "A link leads to {1}, where anybody puts up pages.",
	.zh = "链接指向任何人都可建站的 {1}。",
	.look = look,
};
