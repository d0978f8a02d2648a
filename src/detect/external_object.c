/* An object, frame or included file on the network is fetched and handled by opening alone.  Pictures
 * on the network are left out: letters have them. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		bool is_object = document_has(d, DOCUMENT_EXTERNAL_OBJECT);
		if (!is_object && !document_has(d, DOCUMENT_EXTERNAL_FRAME))
			continue;
		struct bytes target = BYTES_NONE;
		for (size_t k = 0; k < d->relations.count && target.len == 0; k++)
			if (bytes_find_octet(d->relations.at[k].target, ':') != BYTES_NOT_FOUND ||
			    bytes_starts(d->relations.at[k].target, BYTES("\\\\")))
				target = d->relations.at[k].target;
		finding_add(out, is_object ? 1 : 0.7, casefile_part_id(c, d->part),
		    c->parts.at[d->part].name, target);
	}
}

const struct detector detect_external_object = {
	.name = "external_object",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.4,
	.asks = "Does a document fetch an object from the network when it is opened?",
	.source = "CVE-2017-0199, CVE-2021-40444, CVE-2022-30190 (Follina)",
	.en = "The document {1} fetches an object from {2} when it is opened.",
	.zh = "文档 {1} 打开时会从 {2} 加载对象。",
	.look = look,
};
