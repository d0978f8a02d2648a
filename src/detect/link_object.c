/* An object whose class is a moniker (OLE2Link, htmlfile, a script), or text of a known exploit.
 * Honest links are to sheets and have their program's class. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (!document_has(d, DOCUMENT_LINK_OBJECT) && !document_has(d, DOCUMENT_EXPLOIT_TEXT))
			continue;
		finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name,
		    d->relations.count != 0 ? d->relations.at[d->relations.count - 1].target
		                            : d->format);
	}
}

const struct detector detect_link_object = {
	.name = "link_object",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.6,
	.asks = "Does a document hold an object that is a link to code?",
	.source = "CVE-2017-0199, CVE-2017-8570, CVE-2022-30190",
	.en = "The document {1} holds an object that loads code from elsewhere ({2}).",
	.zh = "文档 {1} 含有从外部加载代码的对象（{2}）。",
	.look = look,
};
