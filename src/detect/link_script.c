/* A link that is a page or a program itself: data: with HTML inside, javascript:, file and search
 * handlers. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->where == URL_HEADER ||
		    (u->role != URL_LINK && u->role != URL_REFRESH && u->role != URL_FORM))
			continue;
		/* Word processors leave javascript: anchors and links to the writer's own disk
		 * behind; what they make of a file's name looks like a host, but has no path. */
		bool is_unc = url_has(u, URL_TRICK_LOCAL) && u->host.len != 0 && u->path.len > 1;
		double strength = url_has(u, URL_TRICK_DATA) ? 1
		    : is_unc                                 ? 0.8
		    : url_has(u, URL_TRICK_SCRIPT)           ? 0.3
		                                             : 0;
		if (strength > 0)
			finding_add(out, is_reply(c) || is_list(c) ? strength * 0.2 : strength,
			    casefile_part_id(c, u->part), bytes_to(u->url, 80));
	}
}

const struct detector detect_link_script = {
	.name = "link_script",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.4,
	.asks = "Is a link a page or a command in itself?",
	.source = "data: phishing; NTLM theft by UNC paths; CVE-2023-35636",
	.en = "A link is a page or a command in itself: {1}.",
	.zh = "链接本身就是页面或命令：{1}。",
	.look = look,
};
