/* A macro that fetches: URLDownloadToFile, XMLHTTP, a shell's own means.  Reports that query a server
 * do so over a database driver. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_VBA) && document_has(d, DOCUMENT_VBA_DOWNLOADS))
			finding_add(out, is_reply(c) ? 0.6 : 1, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_vba_fetches = {
	.name = "vba_fetches",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.8,
	.asks = "Does a macro fetch something from the network?",
	.source = "requirement G24 (Emotet); MITRE ATT&CK T1105",
	.en = "A macro in {1} fetches something from the network.",
	.zh = "{1} 中的宏会从网络下载内容。",
	.look = look,
};
