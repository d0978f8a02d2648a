/* Programs do not agree whose mail it is: what one checks, another does not show.  All published ways to
 * pass for somebody else in spite of DMARC begin so; of 6,400 ordinary mails none was ambiguous. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	bool differ = false;
	for (size_t i = 1; i < id->from_domains.count; i++)
		differ |= !domains_related(id->from_domains.at[0], id->from_domains.at[i]);
	/* one house, or nobody at all, cannot be passed off as another */
	if (id->from == AUTH_FROM_AMBIGUOUS && (differ || (id->from_domains.count == 1 && c->from_headers > 0)))
		finding_add(out, 1, BYTES_NONE, id->from_reason);
}

const struct detector detect_from_ambiguous = {
	.name = "from_ambiguous",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 4,
	.is_hard = true,
	.says = SAYS_IMPERSONATES,
	.asks = "Do programs disagree about who sent it?",
	.source = "espoofer (Chen et al., USENIX Security 2020); RFC 7489 s6.6.1",
	.en = "Different programs read different senders from it: {1}.",
	.zh = "不同软件会读出不同的发件人：{1}。",
	.look = look,
};
