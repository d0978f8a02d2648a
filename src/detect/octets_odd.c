/* NUL octets and lonely carriage returns: no mail program writes them; they are there to end or
 * split lines for one reader and not for the next (SMTP smuggling kin). */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (c->nul_octets != 0)
		finding_add(out, 1, BYTES_NONE, text_number(out, c->nul_octets), BYTES("NUL"));
	if (c->bare_cr != 0)
		finding_add(out, 0.7, BYTES_NONE, text_number(out, c->bare_cr), BYTES("CR"));
}

const struct detector detect_octets_odd = {
	.name = "octets_odd",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Does it hold octets that mail must not hold?",
	.source = "RFC 5322 s2.3; SEC Consult 2023 (SMTP smuggling)",
	.en = "It holds {1} forbidden octets ({2}).",
	.zh = "含有 {1} 个邮件中不允许的字节（{2}）。",
	.look = look,
};
