/* A signature whose time is over: letters are sent again long after they were signed. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (s->is_expired)
			finding_add(out, 1, BYTES_NONE, s->domain);
	}
}

const struct detector detect_dkim_expired = {
	.name = "dkim_expired",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Is it older than its signature allows?",
	.source = "RFC 6376 s3.5 (x=); DKIM replay",
	.en = "The signature of {1} had expired when it came.",
	.zh = "{1} 的签名在送达时已过期。",
	.look = look,
};
