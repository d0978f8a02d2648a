/* A signature in the sender's own name that does not hold: the mail was changed, or the signature was taken
 * from another mail.  Lists change mail; they are left out. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	if (!is_foreign_arrival(c) || id->domain.len != 0 || is_list(c))
		return;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (s->is_aligned && !s->is_testing && (s->status == AUTH_FAIL || s->status == AUTH_PERMERROR)) {
			finding_add(out, s->status == AUTH_FAIL ? 1 : 0.5, BYTES_NONE, s->domain, s->reason);
			return;
		}
	}
}

const struct detector detect_dkim_broken = {
	.name = "dkim_broken",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 1,
	.asks = "Does a signature of the sender's own domain not hold?",
	.source = "RFC 6376 s6.1",
	.en = "Its signature of {1} does not hold: {2}.",
	.zh = "{1} 的签名无效：{2}。",
	.look = look,
};
