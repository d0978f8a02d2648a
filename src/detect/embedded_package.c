/* Object Packager wraps any file.  Sheets and drawings are embedded as what they are; a package is
 * for what no program owns. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_PACKAGE))
			finding_add(out, is_reply(c) ? 0.6 : 1, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_embedded_package = {
	.name = "embedded_package",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 1.8,
	.asks = "Does a document hold a file that a double click starts?",
	.source = "MITRE ATT&CK T1027.006; Object Packager",
	.en = "The document {1} holds a file that a double click starts.",
	.zh = "文档 {1} 内嵌双击即可启动的文件。",
	.look = look,
};
