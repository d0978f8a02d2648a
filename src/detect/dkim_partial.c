/* A signature that covers only the beginning (l=): somebody may have taken a real letter and put his own
 * text behind it, and DMARC and the shown logo would still pass.  Such a signature never counts as proof. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		/* lists put their own lines below */
		if (s->is_partial && s->unsigned_octets != 0 && s->status == AUTH_POLICY)
			finding_add(out, is_list(c) ? 0.3 : s->is_aligned ? 1 : 0.5, BYTES_NONE, s->domain,
			    text_number(out, s->unsigned_octets));
	}
}

const struct detector detect_dkim_partial = {
	.name = "dkim_partial",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 2.5,
	.says = SAYS_IMPERSONATES,
	.asks = "Is there text behind what was signed?",
	.source = "RFC 6376 s8.2; l= replays of 2024 (zone.eu)",
	.en = "{2} octets of it stand behind what {1} has signed.",
	.zh = "有 {2} 字节内容位于 {1} 签名范围之外。",
	.look = look,
};
