/* A signature of the sender's domain that holds while the sender or the subject stands there once more than
 * it covers: a real letter was sent again under another title. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes seen[] = { BYTES_INIT("from"), BYTES_INIT("subject") };
	const struct casefile_identity *id = &c->asked.identity;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (s->status == AUTH_PASS && s->is_aligned && WORD_IN(s->unsigned_fields, seen).len != 0)
			finding_add(out, 1, BYTES_NONE, s->domain, s->unsigned_fields);
	}
}

const struct detector detect_dkim_uncovered = {
	.name = "dkim_uncovered",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 2,
	.says = SAYS_IMPERSONATES,
	.asks = "Does its signature leave the sender or the subject open?",
	.source = "RFC 6376 s5.4, s8.15 (double fields)",
	.en = "The signature of {1} holds, but does not cover: {2}.",
	.zh = "{1} 的签名有效，但未覆盖：{2}。",
	.look = look,
};
