/* A Received line below our own says that a server of ours wrote it, in mail that is not from
 * our people: a false line meant to look like inside mail. Lists and forwarders bring our own mail
 * back, with its true lines; those are left out. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_path *p = &c->asked.path;
	const struct casefile_address *from = from_address(c);
	if (!path_is_odd(c, PATH_FORGED_OURS) || is_list(c) || is_report(c) || is_reply(c) ||
	    from == NULL || domain_is_own(c, from->domain))
		return;
	finding_add(out, 1, BYTES_NONE, text_number(out, p->odd_hop));
}

const struct detector detect_path_forged = {
	.name = "path_forged",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Does it claim to have passed our own servers before?",
	.source = "RFC 5321 s4.4; forged Received lines",
	.en = "Received line {1} claims to be from our own server, and is not.",
	.zh = "第 {1} 条 Received 记录冒充我方服务器。",
	.look = look,
};
