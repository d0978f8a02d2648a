/* A script file for Windows that fetches something and runs it.  Administrators have such scripts
 * and send them in conversations; a stranger's invoice is none. */
#include "detect/script.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->scripts.count; i++) {
		const struct casefile_script *s = &c->scripts.at[i];
		bool runs = script_has(s, SCRIPT_RUNS) || script_has(s, SCRIPT_TOOL) ||
		    script_has(s, SCRIPT_EVALUATES);
		if (is_script_file(c, s) && runs && script_has(s, SCRIPT_FETCHES))
			finding_add(out, is_reply(c) || is_list(c) ? 0.4 : 1, casefile_part_id(c, s->part),
			    c->parts.at[s->part].name, s->sample);
	}
}

const struct detector detect_script_dropper = {
	.name = "script_dropper",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.5,
	.asks = "Does a script fetch something and run it?",
	.source = "requirements G24, G28; MITRE ATT&CK T1059, T1105",
	.en = "The script {1} fetches something and runs it: {2}",
	.zh = "脚本 {1} 会下载并执行：{2}",
	.look = look,
};
