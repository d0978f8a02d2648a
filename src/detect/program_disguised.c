/* A program that is drawn as a sheet of paper or a folder, or was built under a document's name:
 * "Notice on Wage Subsidies" with Word's icon.  Readers of documents have icons of their own, not
 * those of documents. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		bool drawn = program_has(p, PROGRAM_ICON_DOCUMENT);
		if (drawn && !program_has(p, PROGRAM_LIBRARY))
			finding_add(out, program_has(p, PROGRAM_SIGNED) ? 0.4 : 1,
			    casefile_part_id(c, p->part), c->parts.at[p->part].name, p->icon);
	}
}

const struct detector detect_program_disguised = {
	.name = "program_disguised",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.5,
	.asks = "Does a program pose as a document by its icon?",
	.source = "requirement G30; MITRE ATT&CK T1036.008, T1204.002",
	.en = "The program {1} wears the icon of a document ({2}).",
	.zh = "程序 {1} 使用文档图标（{2}）伪装。",
	.look = look,
};
