/* A laid-out page from a domain under a nearly free top level, whose links all stay in that domain, and
 * no way to leave in the header: one domain for one mailing, thrown away tomorrow.  SPF and DKIM of
 * such a domain pass, so identity says nothing; a shop that lives there says how to leave (RFC 8058). */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	bool has_page = false;
	for (size_t i = 0; i < c->pages.count; i++)
		has_page |= is_body_part(c, c->pages.at[i].part);
	if (from == NULL || !has_page || !is_foreign_arrival(c) || is_reply(c) ||
	    casefile_header(c, "List-Unsubscribe") != NULL)
		return;
	size_t own = 0;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (!is_web_link(u) || !is_written_out(u))
			continue;
		if (!bytes_equal(u->domain, from->base) || !url_has(u, URL_TRICK_RISKY_TLD))
			return;
		own++;
	}
	if (own != 0)
		finding_add(out, 1, BYTES_NONE, from->base);
}

const struct detector detect_cheap_domain_page = {
	.name = "cheap_domain_page",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.3,
	.asks = "Is it a page of a nearly free domain that leads only into itself?",
	.source = "snowshoe mailings; RFC 8058",
	.en = "A page from {1}, a nearly free domain, leads only into itself and cannot be left by its header.",
	.zh = "来自廉价域名 {1} 的网页邮件，链接只指向自身，且没有退订邮件头。",
	.look = look,
};
