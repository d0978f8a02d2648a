/* A shortcut that starts a command interpreter, or a tool of the system that fetches and runs what
 * it is told.  People mail shortcuts to folders and documents, if any. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		if (program_has(p, PROGRAM_INTERPRETER))
			finding_add(out, 1, casefile_part_id(c, p->part), c->parts.at[p->part].name, p->target,
			    p->arguments);
	}
}

const struct detector detect_shortcut_runs = {
	.name = "shortcut_runs",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.5,
	.asks = "Does a shortcut run commands?",
	.source = "MITRE ATT&CK T1204.002, T1059; Emotet and Qakbot shortcuts of 2022",
	.en = "The shortcut {1} runs {2} {3}.",
	.zh = "快捷方式 {1} 会运行 {2} {3}。",
	.look = look,
};
