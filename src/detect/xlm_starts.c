/* A defined name that begins with Auto_Open makes Excel run the sheet.  Without one a person must
 * start the macro, as in the workbooks of the nineties. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_XLM_AUTO))
			finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name,
			    d->samples.count != 0 ? d->samples.at[0] : BYTES("Auto_Open"));
	}
}

const struct detector detect_xlm_starts = {
	.name = "xlm_starts",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.8,
	.asks = "Does an Excel 4.0 macro start by itself?",
	.source = "requirement G24; oletools 389",
	.en = "An Excel 4.0 macro in {1} starts when the workbook is opened ({2}).",
	.zh = "{1} 中的 Excel 4.0 宏会在打开时自动运行（{2}）。",
	.look = look,
};
