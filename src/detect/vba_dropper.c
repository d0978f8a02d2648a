/* Starts by itself, runs programs, and its strings, put together, call a shell or a loader: the whole
 * chain.  No honest document does all three for a stranger. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (!document_has(d, DOCUMENT_VBA_AUTO) || !document_has(d, DOCUMENT_VBA_EXECUTES) ||
		    !document_has(d, DOCUMENT_SHELL_TEXT))
			continue;
		finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name,
		    d->samples.count != 0 ? d->samples.at[d->samples.count - 1] : BYTES("shell"));
	}
}

const struct detector detect_vba_dropper = {
	.name = "vba_dropper",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.5,
	.is_hard = true,
	.asks = "Does a macro start a shell by itself?",
	.source = "requirement G24 (PowerShell fetches Emotet); MITRE ATT&CK T1059",
	.en = "A macro in {1} starts a shell by itself: {2}",
	.zh = "{1} 中的宏会自动启动命令解释器：{2}",
	.look = look,
};
