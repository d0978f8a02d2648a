/* A web page at an unusual port: broken-into machines and quick droppers (requirement G29: port
 * 81).  Colleagues send each other test servers, mostly in answers and lists. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (!is_web_link(u) || u->port == 0 || u->port == 80 || u->port == 443)
			continue;
		bool is_usual = u->port == 8080 || u->port == 8443;
		bool is_file = bytes_has_nocase(u->path, BYTES("download")) ||
		    bytes_has_nocase(u->path, BYTES("attach"));
		double strength = is_file ? 1 : is_usual ? 0.2 : 0.6;
		finding_add(out,
		    is_reply(c) || is_list(c) || !is_written_out(u) ? strength * 0.1 : strength,
		    casefile_part_id(c, u->part), u->url, text_number(out, u->port));
	}
}

const struct detector detect_link_port = {
	.name = "link_port",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 1.4,
	.asks = "Does a link lead to an unusual port?",
	.source = "requirement G29",
	.en = "The link {1} leads to port {2}.",
	.zh = "链接 {1} 指向非常用端口 {2}。",
	.look = look,
};
