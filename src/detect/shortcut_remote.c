/* A shortcut or Internet shortcut whose target or icon lies on somebody's file share: opening the
 * folder already sends the reader's password hash there. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		if (program_has(p, PROGRAM_REMOTE))
			finding_add(out, is_foreign_arrival(c) ? 1 : 0.5, casefile_part_id(c, p->part),
			    c->parts.at[p->part].name, p->target);
	}
}

const struct detector detect_shortcut_remote = {
	.name = "shortcut_remote",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.5,
	.asks = "Does a shortcut lead to a foreign file share?",
	.source = "CVE-2024-21412, CVE-2024-43451 (.url files); MITRE ATT&CK T1187",
	.en = "The shortcut {1} leads to a file share elsewhere: {2}.",
	.zh = "快捷方式 {1} 指向外部文件共享：{2}。",
	.look = look,
};
