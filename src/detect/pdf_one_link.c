/* One picture, one link over it, no text: a poster that wants to be clicked, not a document that wants to be read. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->pdfs.count; i++) {
		const struct casefile_pdf *p = &c->pdfs.at[i];
		bool is_poster = p->picture_cover >= 40 || p->link_cover >= 30;
		if (p->pages == 0 || p->pages > 2 || p->links == 0 || p->links > 2 || p->text_chars > 300 || !is_poster)
			continue;
		finding_add(out, p->text_chars < 60 && p->link_cover >= 30 ? 1 : 0.6, casefile_part_id(c, p->part),
		    text_number(out, p->text_chars));
		return;
	}
}

const struct detector detect_pdf_one_link = {
	.name = "pdf_one_link",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_PHISHING,
	.weight = 2.6,
	.asks = "Is a document nothing but a picture with a link?",
	.source = "PDF lures (detection literature: one page, image only, one link)",
	.en = "The PDF is a picture with one link and {1} characters of text.",
	.zh = "PDF 只是一张带链接的图片，文字仅 {1} 个。",
	.look = look,
};
