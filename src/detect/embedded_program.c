/* A program or script inside a document, where a picture of a button covers it.  In OneNote a page
 * (HTML) counts too: it runs as an application there. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		for (size_t k = d->part + 1; k < c->parts.count; k++) {
			const struct casefile_part *p = &c->parts.at[k];
			bool is_page = bytes_equal(d->format, BYTES("one")) &&
			    bytes_equal(p->detected, BYTES("text/html"));
			if (p->parent != d->part || !p->is_unpacked)
				continue;
			if (!is_page && !is_program_type(p->detected) &&
			    !is_program_extension(extension_of(p->name)) &&
			    !is_launcher_extension(extension_of(p->name)))
				continue;
			finding_add(out, 1, p->id, c->parts.at[d->part].name, p->name);
			break;
		}
	}
}

const struct detector detect_embedded_program = {
	.name = "embedded_program",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.4,
	.asks = "Does a document hold a program or a script?",
	.source = "OneNote wave of 2023; MITRE ATT&CK T1204.002",
	.en = "The document {1} holds {2}, which is a program or a script.",
	.zh = "文档 {1} 内嵌程序或脚本 {2}。",
	.look = look,
};
