/* The reader's own address inside the link fills in the login page and tells the thief who came.  Leaving a list needs
 * the address too: such links are left out. */
#include "detect/common.h"

static bool
is_leaving(const struct casefile_url *u)
{
	static const struct bytes leaving[] = { BYTES_INIT("unsub"), BYTES_INIT("optout"), BYTES_INIT("opt-out"),
		BYTES_INIT("remove"), BYTES_INIT("preference"), BYTES_INIT("subscri"), BYTES_INIT("tuiding"), BYTES_INIT("manage") };
	for (size_t i = 0; i < sizeof leaving / sizeof leaving[0]; i++)
		if (bytes_has_nocase(u->url, leaving[i]))
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->recipient == URL_RECIPIENT_NONE || u->role != URL_LINK || u->where == URL_HEADER || is_leaving(u) ||
		    (from != NULL && domains_related(u->host, from->base)))
			continue;
		bool is_fragment = bytes_find_octet(u->path, '#') != BYTES_NOT_FOUND;
		double strength = is_fragment ? 1 : u->recipient == URL_RECIPIENT_ENCODED ? 0.7 : 0.6;
		finding_add(out, is_list(c) ? strength * 0.4 : strength, part_id(c, u->part), u->url);
	}
}

const struct detector detect_link_recipient = {
	.name = "link_recipient",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.6,
	.says = SAYS_CREDENTIALS,
	.asks = "Does a link carry the reader's own address?",
	.source = "requirement G33; MailSec Lab 2023-07-12",
	.en = "The link {1} carries the reader's own address.",
	.zh = "链接 {1} 带有收件人自己的邮箱地址。",
	.look = look,
};
