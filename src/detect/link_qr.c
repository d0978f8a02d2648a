/* A code in a picture, a document or drawn with letters holds a link that no hover shows.  Tickets
 * and invoices hold codes too; so what else is said decides the strength. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	bool is_asked = casefile_lure_any(c, "scan_qr") + casefile_lure_any(c, "subsidy") +
	        casefile_lure_any(c, "login") + casefile_lure_any(c, "verify_account") +
	        casefile_lure_any(c, "mailbox_expiry") !=
	    0;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->where != URL_QR || u->host.len == 0)
			continue;
		bool is_bad =
		    u->tricks != 0 || u->recipient != URL_RECIPIENT_NONE || u->brand.len != 0;
		finding_add(out, ((is_asked ? 0.6 : 0.3) + (is_bad ? 0.4 : 0)) * lure_damping(c),
		    casefile_part_id(c, u->part), u->host);
	}
}

const struct detector detect_link_qr = {
	.name = "link_qr",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.4,
	.asks = "Is a link hidden in a code to scan?",
	.source = "requirement G15; quishing 2023-2026",
	.en = "A code to scan leads to {1}.",
	.zh = "二维码指向 {1}。",
	.look = look,
};
