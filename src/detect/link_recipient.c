/* The reader's own address inside the link fills in the login page and tells the thief who came.
 * Leaving a list needs the address too: such links are left out. */
#include "detect/common.h"

static bool
is_leaving(const struct casefile_url *u)
{
	static const struct bytes leaving[] = { BYTES_INIT("unsub"), BYTES_INIT("optout"),
		BYTES_INIT("opt-out"), BYTES_INIT("remove"), BYTES_INIT("preference"),
		BYTES_INIT("subscri"), BYTES_INIT("tuiding"), BYTES_INIT("manage") };
	for (size_t i = 0; i < sizeof leaving / sizeof leaving[0]; i++)
		if (bytes_has_nocase(u->url, leaving[i]))
			return true;
	return false;
}

/* Their own list or webmail. */
static bool
is_recipients_own(const struct casefile *c, struct bytes host)
{
	for (size_t i = 0; i < c->to.count && i < 20; i++)
		if (domains_related(host, c->to.at[i].base) && !is_free_mail(c->to.at[i].base))
			return true;
	return domain_is_own(c, host);
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->recipient == URL_RECIPIENT_NONE || u->role != URL_LINK ||
		    u->where == URL_HEADER || is_leaving(u) ||
		    (from != NULL && domains_related(u->host, from->base)))
			continue;
		if (url_has(u, URL_TRICK_WRAPPED) || is_recipients_own(c, u->host))
			continue;
		size_t query = bytes_find_octet(u->path, '?'),
		       fragment = bytes_find_octet(u->path, '#');
		bool is_encoded = u->recipient != URL_RECIPIENT_PLAIN;
		/* Archives of lists keep Message-IDs with addresses in the path. */
		double strength = fragment != BYTES_NOT_FOUND ? 1
		    : is_encoded                              ? 0.6
		    : query != BYTES_NOT_FOUND                ? 0.5
		                                              : 0;
		if (strength > 0)
			finding_add(out, is_list(c) || is_reply(c) ? strength * 0.3 : strength,
			    casefile_part_id(c, u->part), u->url);
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
