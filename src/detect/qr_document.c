/* A code on a page of a document that came by mail: whoever reads it sits before a screen and could click; the code
 * moves him to a telephone.  Invoices and tickets do that too, so alone it says little. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->where != URL_QR || u->host.len == 0)
			continue;
		for (size_t k = 0; k < c->pdfs.count; k++) {
			const struct casefile_pdf *p = &c->pdfs.at[k];
			if (p->part != u->part)
				continue;
			/* A page of few words that asks to scan is the lure itself. */
			finding_add(out, p->text_chars < 400 ? 1 : 0.5, casefile_part_id(c, u->part), u->host);
			return;
		}
	}
}

const struct detector detect_qr_document = {
	.name = "qr_document",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_PHISHING,
	.weight = 1.8,
	.asks = "Does a document show a code to scan?",
	.source = "Barracuda 2026: 70 % of malicious PDFs carry a code",
	.en = "The document shows a code to scan that leads to {1}.",
	.zh = "附件文档中有指向 {1} 的二维码。",
	.look = look,
};
