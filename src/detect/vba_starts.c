/* A procedure that Office calls itself (AutoOpen, Document_Open), in a project that also starts
 * programs or writes files: mraptor's rule.  Offices have such macros too, so it weighs less inside a
 * conversation. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		bool acts = document_has(d, DOCUMENT_VBA_EXECUTES) ||
		    document_has(d, DOCUMENT_VBA_WRITES) || document_has(d, DOCUMENT_VBA_DOWNLOADS);
		if (document_has(d, DOCUMENT_VBA_AUTO) && acts)
			finding_add(out, is_reply(c) ? 0.6 : 1, casefile_part_id(c, d->part),
			    c->parts.at[d->part].name,
			    d->samples.count != 0 ? d->samples.at[0] : BYTES("AutoOpen"));
	}
}

const struct detector detect_vba_starts = {
	.name = "vba_starts",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.2,
	.asks = "Does a macro that starts by itself run or write something?",
	.source = "requirement G24; mraptor (AutoExec and Write or Execute)",
	.en = "A macro in {1} starts by itself and runs or writes something ({2}).",
	.zh = "{1} 中的宏会自动运行并执行或写入内容（{2}）。",
	.look = look,
};
