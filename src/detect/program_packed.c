/* A packed program without a signature: packing hides what it does from every scanner.  Vendors who
 * pack sign what they send. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		if (program_has(p, PROGRAM_PACKED) && !program_has(p, PROGRAM_SIGNED))
			finding_add(out, p->packer.len != 0 ? 1 : 0.7, casefile_part_id(c, p->part),
			    c->parts.at[p->part].name,
			    p->packer.len != 0 ? p->packer : BYTES("by its entropy"));
	}
}

const struct detector detect_program_packed = {
	.name = "program_packed",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2,
	.asks = "Does a program hide what it does?",
	.source = "MITRE ATT&CK T1027.002 (software packing); requirement G30",
	.en = "The program {1} is packed ({2}) and not signed.",
	.zh = "程序 {1} 已加壳（{2}）且无签名。",
	.look = look,
};
