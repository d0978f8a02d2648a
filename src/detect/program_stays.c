/* A program that names the places from which it is started again, event logs it clears, or shadow
 * copies it deletes.  Installers write such places too, and are signed. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		for (size_t s = 0; s < p->strings.count; s++) {
			enum program_word kind = p->strings.at[s].kind;
			if (kind != PROGRAM_WORD_AUTORUN && kind != PROGRAM_WORD_LOG)
				continue;
			finding_add(out, program_has(p, PROGRAM_SIGNED) ? 0.3 : 1,
			    casefile_part_id(c, p->part), c->parts.at[p->part].name, p->strings.at[s].text);
			break;
		}
	}
}

const struct detector detect_program_stays = {
	.name = "program_stays",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 1.8,
	.asks = "Does a program settle in the system or wipe its traces?",
	.source = "MITRE ATT&CK T1547.001, T1053, T1070.001, T1490; the Run keys of the 2021 Emotet case",
	.en = "The program {1} names where it settles or what it wipes: {2}.",
	.zh = "程序 {1} 含有自启动或清除痕迹的字符串：{2}。",
	.look = look,
};
