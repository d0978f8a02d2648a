/* A file whose SHA-256 the operator listed: somebody looked at it and decided. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->asked.iocs.count; i++) {
		const struct casefile_ioc *row = &c->asked.iocs.at[i];
		if (row->kind == IOC_HASH)
			finding_add(out, 1, casefile_part_id(c, row->part), row->value, row->note);
	}
}

const struct detector detect_ioc_file = {
	.name = "ioc_file",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 10,
	.is_hard = true,
	.asks = "Is a file of it on the operator's own list?",
	.source = "requirement: indicators of compromise that hit hard",
	.en = "The file {1} is on your list of indicators. {2}",
	.zh = "文件 {1} 在本单位的威胁指标清单中。{2}",
	.look = look,
};
