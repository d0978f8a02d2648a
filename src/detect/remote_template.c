/* A template on the network brings its macros past every look at the document.  Templates of offices
 * lie on a drive (file:///), which is no sign. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (!document_has(d, DOCUMENT_REMOTE_TEMPLATE))
			continue;
		struct bytes target = BYTES_NONE;
		for (size_t k = 0; k < d->relations.count; k++)
			if (bytes_equal(d->relations.at[k].kind, BYTES("attachedTemplate")))
				target = d->relations.at[k].target;
		finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name, target);
	}
}

const struct detector detect_remote_template = {
	.name = "remote_template",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.8,
	.asks = "Does a document fetch its template from the network?",
	.source = "MITRE ATT&CK T1221; CVE-2017-0199 kin",
	.en = "The document {1} fetches its template from {2} when it is opened.",
	.zh = "文档 {1} 打开时会从 {2} 加载模板。",
	.look = look,
};
