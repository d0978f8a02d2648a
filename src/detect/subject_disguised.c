/* Invisible characters inside the subject: soft hyphens and joiners that break words for filters
 * only. */
#include "detect/common.h"

#include "base/utf8.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_header *h = casefile_header(c, "Subject");
	size_t invisible = 0;
	for (size_t pos = 0; h != NULL && pos < h->value.len;) {
		uint32_t cp = utf8_next(h->value, &pos);
		/* U+200D joins emoji, U+FE0F chooses their colour, U+200E/F serve Hebrew and
		 * Arabic: those are left out. */
		invisible += cp == 0xad || cp == 0x200b || cp == 0x200c ||
		    (cp >= 0x2060 && cp <= 0x2064) || cp == 0xfeff || cp == 0x34f || cp == 0x180e ||
		    (cp >= 0x202a && cp <= 0x202e);
	}
	if (invisible != 0)
		finding_add(out, invisible >= 2 ? 1 : 0.6, BYTES_NONE, c->subject,
		    text_number(out, invisible));
}

const struct detector detect_subject_disguised = {
	.name = "subject_disguised",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.asks = "Does the subject hold invisible characters?",
	.source = "soft hyphens in subjects (SANS ISC 2025)",
	.en = "The subject \"{1}\" holds {2} invisible characters.",
	.zh = "主题“{1}”中夹有 {2} 个不可见字符。",
	.look = look,
};
