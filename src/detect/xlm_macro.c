/* Excel 4.0 macro sheets: thirty years out of use, and the way of Emotet, Qakbot and Zloader, since their
 * code is nothing but cells.  Hardly any honest mail carries one. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_XLM))
			finding_add(out, is_reply(c) ? 0.7 : 1, casefile_part_id(c, d->part),
			    c->parts.at[d->part].name);
	}
}

const struct detector detect_xlm_macro = {
	.name = "xlm_macro",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.6,
	.asks = "Does a workbook hold an Excel 4.0 macro sheet?",
	.source = "requirement G24 (Emotet, Excel 4.0)",
	.en = "The workbook {1} holds an Excel 4.0 macro sheet.",
	.zh = "工作簿 {1} 含有 Excel 4.0 宏表。",
	.look = look,
};
