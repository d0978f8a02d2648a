/* A call that comes to light only when a script's texts are put together or decoded: nobody writes
 * "WScr" & "ipt.Shell" but to hide it. */
#include "detect/script.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->scripts.count; i++) {
		const struct casefile_script *s = &c->scripts.at[i];
		if (!script_has(s, SCRIPT_VEILED))
			continue;
		double strength = is_script_file(c, s) ? 1 : 0.6;
		finding_add(out, is_list(c) ? strength * 0.5 : strength, casefile_part_id(c, s->part),
		    c->parts.at[s->part].name, s->sample);
	}
}

const struct detector detect_script_veiled = {
	.name = "script_veiled",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4,
	.asks = "Does a script hide what it calls?",
	.source = "requirement G30 (obfuscation in layers); MITRE ATT&CK T1027, T1140",
	.en = "The script {1} hides what it calls: {2}",
	.zh = "脚本 {1} 隐藏了其调用：{2}",
	.look = look,
};
