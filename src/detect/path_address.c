/* A line of its story names an address that no host can have, such as 300.1.2.3: scripts that
 * make up lines draw numbers. Private addresses are what inner servers have. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_path *p = &c->asked.path;
	if (!path_is_odd(c, PATH_BAD_ADDRESS) || p->odd_hop == 0 || p->odd_hop > c->hops.count)
		return;
	finding_add(out, 1, BYTES_NONE, text_number(out, p->odd_hop), c->hops.at[p->odd_hop - 1].ip);
}

const struct detector detect_path_address = {
	.name = "path_address",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.5,
	.asks = "Does its path name only addresses that can be?",
	.source = "RFC 6890; forged Received lines",
	.en = "Received line {1} names the address {2}, which no host can have.",
	.zh = "第 {1} 条 Received 记录含有不可能存在的地址 {2}。",
	.look = look,
};
