/* It carries, octet for octet, a file that an operator of this gateway reported as malware: hard evidence, like the
 * answer of a virus scanner.  An operator's good word on it takes that back. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->asked.prints.rows.count; i++) {
		const struct casefile_match *m = &c->asked.prints.rows.at[i];
		if (m->kind == PRINT_FILE && m->likeness == 100 && m->by_operator && !m->is_vetoed && m->virus > m->spam + m->phishing)
			finding_add(out, 1, casefile_part_id(c, m->part), c->parts.at[m->part].name);
	}
}

const struct detector detect_print_file = {
	.name = "print_file",
	.family = FAMILY_FINGERPRINT,
	.type = TYPE_VIRUS,
	.weight = 6,
	.is_hard = true,
	.asks = "Does it carry a file that the operator reported as malware?",
	.source = "DESIGN s5: a known-bad hash is hard evidence",
	.en = "The file {1} is, octet for octet, one that the operator reported as malware.",
	.zh = "文件 {1} 与管理员举报的病毒文件逐字节相同。",
	.look = look,
};
