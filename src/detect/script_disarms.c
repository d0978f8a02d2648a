/* A script that turns protection off, or its own window away. */
#include "detect/script.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->scripts.count; i++) {
		const struct casefile_script *s = &c->scripts.at[i];
		if (is_script_file(c, s) && script_has(s, SCRIPT_DISARMS))
			finding_add(out, is_reply(c) || is_list(c) ? 0.4 : 1, casefile_part_id(c, s->part),
			    c->parts.at[s->part].name);
	}
}

const struct detector detect_script_disarms = {
	.name = "script_disarms",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3,
	.asks = "Does a script turn protection off?",
	.source = "MITRE ATT&CK T1562.001, T1564.003",
	.en = "The script {1} turns protection off or hides its window.",
	.zh = "脚本 {1} 会关闭防护或隐藏窗口。",
	.look = look,
};
