/* Top-level domains that are nearly free and mostly abused. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if ((is_web_link(u) || u->role == URL_FORM) && is_written_out(u) &&
		    url_has(u, URL_TRICK_RISKY_TLD)) {
			bool is_senders = from != NULL && bytes_equal(from->base, u->domain);
			finding_add(out, (is_senders ? 0.9 : 1) * link_damping(c),
			    casefile_part_id(c, u->part), u->host);
			return;
		}
	}
}

const struct detector detect_link_risky_tld = {
	.name = "link_risky_tld",
	.family = FAMILY_LINK,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Does it lead to a kind of domain that is mostly abused?",
	.source = "Interisle phishing landscape 2023",
	.en = "A link leads to {1}, a kind of domain that is mostly abused.",
	.zh = "链接指向滥用率很高的后缀域名 {1}。",
	.look = look,
};
