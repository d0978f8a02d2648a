/* The name that a client greets with leads elsewhere or nowhere, and its address has no name
 * that leads back: nothing about the host fits. Many honest servers have one of the two wrong,
 * hence a small weight; what could not be found out counts for nothing. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_path *p = &c->asked.path;
	if (!has_strange_client(c) || (p->greeting != NAME_NONE && p->greeting != NAME_UNCONFIRMED))
		return;
	if (p->reverse == NAME_NONE || p->reverse == NAME_UNCONFIRMED)
		finding_add(out, p->greeting == NAME_NONE ? 1 : 0.7, BYTES_NONE, p->helo, p->ip);
}

const struct detector detect_helo_astray = {
	.name = "helo_astray",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 0.7,
	.asks = "Does the name it greets with lead to it?",
	.source = "RFC 5321 s4.1.1.1; RFC 1912 s2.1",
	.en = "The client introduced itself as {1}, which does not lead to its address {2}.",
	.zh = "对方自称 {1}，但该名称并不指向其地址 {2}。",
	.look = look,
};
