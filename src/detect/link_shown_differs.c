/* The text of a link names one site, the click goes to another.  Mass mailers send every link
 * through their counter: where the target is the sender's own domain, or one counter stands behind
 * many different names, that is a habit and no trap.  What another gateway wrapped is judged by
 * what is inside. */
#include "detect/common.h"
#include "detect/lookalike.h"

/* Is SHOWN what a wrapper around link number OUTER finally leads to? */
static bool
leads_there(const struct casefile *c, size_t outer, struct bytes shown)
{
	for (size_t i = 0; i < c->urls.count; i++)
		if (c->urls.at[i].inside_of == outer + 1 &&
		    bytes_equal(c->urls.at[i].domain, shown))
			return true;
	return false;
}

/* Different names that are shown over links to DOMAIN; counted to 3. */
static size_t
names_over(const struct casefile *c, struct bytes domain)
{
	struct bytes seen[3];
	size_t count = 0;
	for (size_t i = 0; i < c->urls.count && count < 3; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		bool is_new = u->shown_domain.len != 0 && bytes_equal(u->domain, domain);
		for (size_t k = 0; k < count; k++)
			is_new = is_new && !bytes_equal(seen[k], u->shown_domain);
		if (is_new)
			seen[count++] = u->shown_domain;
	}
	return count;
}

/* Is SHOWN a house that the reader trusts: its own, or that of the addressee? */
static bool
is_readers(const struct casefile *c, struct bytes shown)
{
	if (is_free_mail(shown) || is_list(c))
		return false;
	for (size_t i = 0; i < c->to.count && i < 20; i++)
		if (bytes_equal(c->to.at[i].base, shown))
			return true;
	return domain_is_own(c, shown);
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	uint32_t looked = 0;
	/* names_over walks all links again: look at so many only. */
	for (size_t i = 0; i < c->urls.count && looked < 50; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (!is_web_link(u) || u->shown_domain.len == 0 || u->inside_of != 0 ||
		    url_has(u, URL_TRICK_WRAPPED) || bytes_equal(u->shown_domain, u->domain) ||
		    domains_related(u->host, u->shown_domain))
			continue;
		looked++;
		if (leads_there(c, i, u->shown_domain))
			continue;
		bool is_senders = from != NULL && bytes_equal(u->domain, from->base);
		bool is_counter = is_list(c) || names_over(c, u->domain) >= 3;
		/* The sender's own counter may stand behind any name but these. */
		bool is_trap = is_readers(c, u->shown_domain) ||
		    lookalike_strength(u->domain, u->shown_domain) > 0.35;
		finding_add(out,
		    is_trap          ? link_damping(c)
		        : is_senders ? 0.15
		        : is_counter ? 0.25
		                     : link_damping(c),
		    casefile_part_id(c, u->part), u->shown_domain, u->host);
	}
}

const struct detector detect_link_shown_differs = {
	.name = "link_shown_differs",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.asks = "Does a link show another site than it leads to?",
	.source = "phishing since 2003",
	.en = "A link shows {1}, but leads to {2}.",
	.zh = "链接文字显示 {1}，实际指向 {2}。",
	.look = look,
};
