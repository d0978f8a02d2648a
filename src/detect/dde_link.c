/* A DDE field or link, which starts the program that it names.  Word has not followed them since
 * 2017, Excel asks; honest ones link sheets of Excel to each other and are nearly extinct. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (!document_has(d, DOCUMENT_DDE))
			continue;
		struct bytes target = BYTES("DDE");
		for (size_t k = 0; k < d->relations.count; k++)
			if (bytes_equal(d->relations.at[k].kind, BYTES("dde"))) {
				target = d->relations.at[k].target;
				break;
			}
		/* Sheets that read each other. */
		bool is_excel = bytes_starts_nocase(target, BYTES("excel|")) ||
		    bytes_starts_nocase(target, BYTES("dde excel "));
		finding_add(out, is_excel ? 0.3 : 1, casefile_part_id(c, d->part),
		    c->parts.at[d->part].name, target);
	}
}

const struct detector detect_dde_link = {
	.name = "dde_link",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.4,
	.asks = "Does a document start another program by DDE?",
	.source = "MITRE ATT&CK T1559.002; Sensepost 2017",
	.en = "The document {1} asks another program for data when it is opened (DDE): {2}",
	.zh = "文档 {1} 打开时会通过 DDE 调用其他程序：{2}",
	.look = look,
};
