/* A key that a notebook breaks in hours: whoever wants to can sign as that domain. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (s->key_bits != 0 && s->key_bits < 1024 && bytes_starts(s->algorithm, BYTES("rsa")))
			finding_add(out, 1, BYTES_NONE, s->domain, text_number(out, s->key_bits));
	}
}

const struct detector detect_dkim_short_key = {
	.name = "dkim_short_key",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 0.8,
	.asks = "Was it signed with a key that anybody can break?",
	.source = "RFC 8301 s3.2; Zachary Harris 2012 (512 bits)",
	.en = "The signature of {1} was made with a key of only {2} bits.",
	.zh = "{1} 的签名密钥只有 {2} 位，可被破解。",
	.look = look,
};
