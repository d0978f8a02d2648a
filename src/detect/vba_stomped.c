/* Office runs the compiled form; tools read the source.  Removing one of the two is done for a
 * reader's eyes only. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_VBA_STOMPED))
			finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_vba_stomped = {
	.name = "vba_stomped",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4,
	.asks = "Does a macro's compiled form do what its source does not show?",
	.source = "VBA stomping (Walmart 2018, EvilClippy); MITRE ATT&CK T1564.007",
	.en = "The macro in {1} does something else than its source shows.",
	.zh = "{1} 中宏的编译代码与其源代码不符。",
	.look = look,
};
