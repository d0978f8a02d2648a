/* Mail servers have a reverse name; stolen computers have none, or one made of their address. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_path *p = &c->asked.path;
	if (p->ip.len == 0 || !has_strange_client(c))
		return;
	/* What the DNS did not tell counts for nothing. */
	if (p->reverse == NAME_NONE)
		finding_add(out, 0.7, BYTES_NONE, p->ip, BYTES("-"));
	else if (path_is_odd(c, PATH_NAME_DYNAMIC))
		finding_add(out, p->reverse == NAME_UNASKED ? 0.8 : 1, BYTES_NONE, p->ip, p->name);
	else if (p->reverse == NAME_UNCONFIRMED)
		finding_add(out, 0.5, BYTES_NONE, p->ip, p->name);
}

const struct detector detect_client_unnamed = {
	.name = "client_unnamed",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Has the client the name of a mail server?",
	.source = "RFC 1912 s2.1; botnet hosts",
	.en = "The client {1} has no name of a mail server ({2}).",
	.zh = "发信主机 {1} 没有邮件服务器应有的反向域名（{2}）。",
	.look = look,
};
