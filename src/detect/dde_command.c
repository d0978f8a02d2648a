/* DDE whose program is a shell.  There is no honest use. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes shells[] = { BYTES_INIT("cmd"), BYTES_INIT("powershell"),
		BYTES_INIT("mshta"), BYTES_INIT("rundll32"), BYTES_INIT("regsvr32"),
		BYTES_INIT("wscript"), BYTES_INIT("cscript"), BYTES_INIT("certutil"),
		BYTES_INIT("bitsadmin"), BYTES_INIT("msiexec"), BYTES_INIT("pwsh") };
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		for (size_t k = 0; k < d->relations.count; k++) {
			const struct casefile_relation *r = &d->relations.at[k];
			if (!bytes_equal(r->kind, BYTES("dde")) ||
			    WORD_IN(r->target, shells).len == 0)
				continue;
			finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name,
			    r->target);
			break;
		}
	}
}

const struct detector detect_dde_command = {
	.name = "dde_command",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.5,
	.is_hard = true,
	.asks = "Does a document run a command by DDE?",
	.source = "MITRE ATT&CK T1559.002; CVE-2014-3524 (CSV)",
	.en = "The document {1} runs a command when it is opened: {2}",
	.zh = "文档 {1} 打开时会执行命令：{2}",
	.look = look,
};
