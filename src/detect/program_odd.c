/* A program whose headers no compiler writes: it starts outside its code, its code can be
 * overwritten, or its tables contradict themselves.  Loaders that unfold themselves look so. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct {
		enum program_sign sign;
		struct bytes how;
	} ways[] = {
		{ PROGRAM_ENTRY_ODD, BYTES_INIT("it starts outside its code") },
		{ PROGRAM_WRITABLE_CODE, BYTES_INIT("its code can be overwritten") },
		{ PROGRAM_DAMAGED, BYTES_INIT("its tables contradict themselves") },
	};
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		if (program_has(p, PROGRAM_SIGNED))
			continue;
		for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++) {
			if (!program_has(p, ways[w].sign))
				continue;
			finding_add(out, 1, casefile_part_id(c, p->part), c->parts.at[p->part].name,
			    ways[w].how);
			break;
		}
	}
}

const struct detector detect_program_odd = {
	.name = "program_odd",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 1.2,
	.asks = "Has a program headers that no compiler writes?",
	.source = "EMBER (Anderson and Roth 2018), header features; MITRE ATT&CK T1027.002",
	.en = "The program {1} is built oddly: {2}.",
	.zh = "程序 {1} 结构异常（{2}）。",
	.look = look,
};
