/* A script that has itself started again: Run keys, scheduled tasks. */
#include "detect/script.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->scripts.count; i++) {
		const struct casefile_script *s = &c->scripts.at[i];
		if (is_script_file(c, s) && script_has(s, SCRIPT_STAYS))
			finding_add(out, is_reply(c) || is_list(c) ? 0.4 : 1, casefile_part_id(c, s->part),
			    c->parts.at[s->part].name);
	}
}

const struct detector detect_script_stays = {
	.name = "script_stays",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.5,
	.asks = "Does a script settle in the system?",
	.source = "MITRE ATT&CK T1547.001, T1053.005; requirement G26",
	.en = "The script {1} has itself started again and again.",
	.zh = "脚本 {1} 会设置自启动。",
	.look = look,
};
