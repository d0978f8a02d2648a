/* A code leads away from the sender's own site and hardly a word is said: who reads it takes out a telephone, which no
 * filter protects.  Tickets and invoices carry codes of their sender, or say much. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	uint64_t length = reading_length(c);
	struct bytes own = c->from.count != 0 ? c->from.at[0].base : BYTES_NONE;
	if (is_reply(c) || length > 600)
		return;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->where != URL_QR || u->domain.len == 0 || bytes_equal(u->domain, own))
			continue;
		finding_add(out, length < 200 ? 1 : 0.6, casefile_part_id(c, u->part), u->host, own);
		return;
	}
}

const struct detector detect_qr_elsewhere = {
	.name = "qr_elsewhere",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 1.6,
	.asks = "Does a code to scan lead away from the sender, in a mail with few words?",
	.source = "requirement G15; quishing (Barracuda 2026)",
	.en = "A code to scan leads to {1}, not to the sender ({2}), and the mail says little else.",
	.zh = "邮件文字很少，二维码却指向 {1}，与发件人（{2}）无关。",
	.look = look,
};
