/* A shortcut that hides what it starts: arguments beyond what its dialog shows, a window that does
 * not open, a document's icon, a payload behind its end. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct {
		enum program_sign sign;
		struct bytes how;
	} ways[] = {
		{ PROGRAM_BLANK_ARGUMENTS, BYTES_INIT("blanks before its arguments") },
		{ PROGRAM_LONG_ARGUMENTS, BYTES_INIT("arguments longer than its dialog shows") },
		{ PROGRAM_OVERLAY, BYTES_INIT("a payload behind its end") },
		{ PROGRAM_FOREIGN_ICON, BYTES_INIT("the icon of a document") },
		{ PROGRAM_MINIMIZED, BYTES_INIT("a window that does not show") },
	};
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct casefile_program *p = &c->programs.at[i];
		for (size_t w = 0; w < sizeof ways / sizeof ways[0] && p->kind == PROGRAM_SHORTCUT; w++) {
			if (!program_has(p, ways[w].sign))
				continue;
			finding_add(out, ways[w].sign == PROGRAM_MINIMIZED ? 0.5 : 1,
			    casefile_part_id(c, p->part), c->parts.at[p->part].name, ways[w].how);
			break;
		}
	}
}

const struct detector detect_shortcut_hides = {
	.name = "shortcut_hides",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3,
	.asks = "Does a shortcut hide what it starts?",
	.source = "ZDI-CAN-25373 (blanks in shortcuts, 2025); MITRE ATT&CK T1027.012",
	.en = "The shortcut {1} hides what it starts: {2}.",
	.zh = "快捷方式 {1} 隐藏其启动内容：{2}。",
	.look = look,
};
