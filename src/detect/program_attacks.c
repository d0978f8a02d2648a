/* A program that imports what it takes to get into other programs, to record keys or to read
 * passwords.  Debuggers and remote helpers do so too; nobody mails those. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes grave[] = { BYTES_INIT("T1055"), BYTES_INIT("T1056"),
		BYTES_INIT("T1003"), BYTES_INIT("T1555"), BYTES_INIT("T1486"), BYTES_INIT("T1070"),
		BYTES_INIT("T1105"), BYTES_INIT("T1134") };
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		for (size_t t = 0; t < p->techniques.count; t++) {
			if (!IS_ONE_OF(bytes_to(p->techniques.at[t], 5), grave))
				continue;
			finding_add(out, program_has(p, PROGRAM_SIGNED) ? 0.4 : 1,
			    casefile_part_id(c, p->part), c->parts.at[p->part].name, p->techniques.at[t]);
			break;
		}
	}
}

const struct detector detect_program_attacks = {
	.name = "program_attacks",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2,
	.asks = "Does a program import the means of an attack?",
	.source = "MITRE ATT&CK T1055, T1056, T1003, T1555; import sets as in capa",
	.en = "The program {1} imports what this takes: {2}.",
	.zh = "程序 {1} 导入了攻击所需函数：{2}。",
	.look = look,
};
