/* Everything that a large mail provider sends is signed and comes from its own servers.  A letter in its name
 * that is neither was written elsewhere.  Lists and forwarders change mail; lists are left out. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	const struct casefile_address *from = from_address(c);
	if (!is_foreign_arrival(c) || from == NULL || !is_free_mail(from->base) || id->domain.len != 0 || is_list(c) ||
	    id->override.len != 0)
		return;
	if (id->dmarc == AUTH_FAIL || (id->dmarc == AUTH_NONE && (id->spf == AUTH_FAIL || id->spf == AUTH_SOFTFAIL)))
		finding_add(out, 1, BYTES_NONE, text_address(out, from), from->base);
}

const struct detector detect_free_mail_forged = {
	.name = "free_mail_forged",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 2.5,
	.asks = "Does it claim a free mailbox that did not send it?",
	.source = "requirement G34; providers' own DMARC records",
	.en = "It claims to be from {1}, but {2} did not send it.",
	.zh = "自称来自 {1}，但并非由 {2} 发出。",
	.look = look,
};
