/* A macro sheet that no tab shows; "very hidden" ones no menu shows either.  Hidden sheets of data
 * are everyday, hidden macro sheets are not. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		bool is_very = document_has(d, DOCUMENT_XLM_VERY_HIDDEN);
		if (is_very || document_has(d, DOCUMENT_XLM_HIDDEN))
			finding_add(out, is_very ? 1 : 0.6, casefile_part_id(c, d->part),
			    c->parts.at[d->part].name);
	}
}

const struct detector detect_xlm_hidden = {
	.name = "xlm_hidden",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.4,
	.asks = "Is a macro sheet hidden?",
	.source = "requirement G24; detection rules on hsState 2",
	.en = "The macro sheet of {1} is hidden.",
	.zh = "{1} 的宏表被隐藏。",
	.look = look,
};
