/* An attached page that starts programs: opened from the disk, as HTA or in an old browser, it may.
 * Pages about scripting name such calls too, hence less for a page without a script of its own. */
#include "detect/script.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->scripts.count; i++) {
		const struct casefile_script *s = &c->scripts.at[i];
		bool has_scripts = false;
		for (size_t k = 0; k < c->pages.count; k++)
			has_scripts |= c->pages.at[k].part == s->part && c->pages.at[k].scripts != 0;
		if (has_scripts && script_has(s, SCRIPT_RUNS) && !is_list(c))
			finding_add(out, is_reply(c) ? 0.4 : 1, casefile_part_id(c, s->part),
			    c->parts.at[s->part].name, s->sample);
	}
}

const struct detector detect_page_runs = {
	.name = "page_runs",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3,
	.asks = "Does an attached page start programs?",
	.source = "MITRE ATT&CK T1218.005 (mshta), T1059.007",
	.en = "The attached page {1} starts programs: {2}",
	.zh = "所附网页 {1} 会启动程序：{2}",
	.look = look,
};
