/* RFC 5322 s3.6 wants exactly one From.  Direct-to-MX senders forget it or break it; every mail
 * program writes it. Reports of mail servers may come from a name without a domain. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (is_report(c))
		return;
	if (from == NULL)
		finding_add(out, 1, BYTES_NONE, BYTES("-"));
	else if (bytes_find_octet(from->domain, '.') == BYTES_NOT_FOUND)
		finding_add(
		    out, from->domain.len == 0 ? 0.7 : 0.4, BYTES_NONE, text_address(out, from));
}

const struct detector detect_from_missing = {
	.name = "from_missing",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 1.5,
	.asks = "Is there a sender address that could be answered?",
	.source = "RFC 5322 s3.6.2",
	.en = "No usable sender address: {1}.",
	.zh = "没有可用的发件人地址：{1}。",
	.look = look,
};
