/* A client that greets with the name of a great provider, from a host whose own name is
 * another: the mail posed as is trusted by people and filters. Providers name their hosts; a host
 * without a name, or one that the DNS does not tell now, is left alone. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_path *p = &c->asked.path;
	if (path_is_odd(c, PATH_HELO_PROVIDER) && has_strange_client(c))
		finding_add(out, p->reverse == NAME_CONFIRMED ? 1 : 0.8, BYTES_NONE, p->helo, p->name);
}

const struct detector detect_helo_provider = {
	.name = "helo_provider",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 2.5,
	.asks = "Does its client pose as a host of a great mail provider?",
	.source = "RFC 5321 s4.1.4; botnets",
	.en = "The client introduced itself as {1}, but its name is {2}.",
	.zh = "对方自称 {1}，但其反向域名是 {2}。",
	.look = look,
};
