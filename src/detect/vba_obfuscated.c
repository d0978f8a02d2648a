/* Strings made of character numbers, taken apart or turned round, names that no person gives.
 * Programmers write Chr(13) for a line end; they do not write words with it. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_VBA_OBFUSCATED) || document_has(d, DOCUMENT_XLM_OBFUSCATED))
			finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_vba_obfuscated = {
	.name = "vba_obfuscated",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.4,
	.asks = "Does a macro hide what it says?",
	.source = "requirement G30; olevba's obfuscation measures",
	.en = "A macro in {1} hides its own words.",
	.zh = "{1} 中的宏经过混淆。",
	.look = look,
};
