/* An unsigned program with an archive or another program behind its end: it unpacks itself where no
 * scanner looks.  Honest installers do so too, and are signed. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		if (program_has(p, PROGRAM_OVERLAY_ARCHIVE) && !program_has(p, PROGRAM_SIGNED))
			finding_add(out, 1, casefile_part_id(c, p->part), c->parts.at[p->part].name);
	}
}

const struct detector detect_program_carries = {
	.name = "program_carries",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 1.5,
	.asks = "Does a program carry another file behind its end?",
	.source = "MITRE ATT&CK T1027.009 (embedded payloads); requirement G30",
	.en = "The program {1} carries an archive or another program behind its end.",
	.zh = "程序 {1} 尾部附带压缩包或另一程序。",
	.look = look,
};
