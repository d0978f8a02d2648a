/* The equation editor of 2000 runs what its objects tell it.  Old papers in .doc have honest ones;
 * Rich Text that is mailed has not. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_EQUATION))
			finding_add(out, document_has(d, DOCUMENT_AUTO_OBJECT) || document_has(d, DOCUMENT_HEX_NOISE) ||
			        bytes_equal(d->format, BYTES("rtf"))
			    ? 1
			    : 0.4, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_equation_object = {
	.name = "equation_object",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.2,
	.asks = "Does a document carry an Equation 3.0 object?",
	.source = "CVE-2017-11882, CVE-2018-0802",
	.en = "The document {1} carries an Equation 3.0 object, the way in of a known exploit.",
	.zh = "文档 {1} 含公式 3.0 对象，这是已知漏洞的利用途径。",
	.look = look,
};
