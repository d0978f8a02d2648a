/* Digits of an object with words, groups and blanks between them, which Word skips and readers lose.
 * No program writes them so. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_HEX_NOISE))
			finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_object_disguised = {
	.name = "object_disguised",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.8,
	.asks = "Is an object in Rich Text broken up?",
	.source = "rtfobj's observations; CVE-2017-0199 and -11882 campaigns",
	.en = "An object in {1} is broken up so that checks miss it.",
	.zh = "{1} 中的对象被打散以躲避检查。",
	.look = look,
};
