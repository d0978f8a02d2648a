/* A module that the project's own list leaves out runs and is not shown. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_VBA_UNLISTED))
			finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_vba_unlisted = {
	.name = "vba_unlisted",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2,
	.asks = "Is a macro module hidden from the editor?",
	.source = "EvilClippy's hidden modules",
	.en = "The macro editor does not show all modules of {1}.",
	.zh = "{1} 中有宏模块在编辑器中不可见。",
	.look = look,
};
