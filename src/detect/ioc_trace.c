/* A link, host or address that the operator listed.  Text about an attack names such hosts, too: whoever lists one wants the
 * mail stopped all the same, and says in the note why. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->asked.iocs.count; i++) {
		const struct casefile_ioc *row = &c->asked.iocs.at[i];
		if (row->kind != IOC_HASH)
			finding_add(out, 1, row->part != 0 ? casefile_part_id(c, row->part) : BYTES_NONE, row->value, row->note);
	}
}

const struct detector detect_ioc_trace = {
	.name = "ioc_trace",
	.family = FAMILY_REPUTATION,
	.type = TYPE_PHISHING,
	.weight = 10,
	.is_hard = true,
	.asks = "Is a link, host or address of it on the operator's own list?",
	.source = "requirement: indicators of compromise that hit hard",
	.en = "{1} is on your list of indicators. {2}",
	.zh = "{1} 在本单位的威胁指标清单中。{2}",
	.look = look,
};
