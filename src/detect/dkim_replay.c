/* One letter, signed once, sent again and again: spammers have a great provider sign it and then send it
 * from hosts of their own, where its signature goes on holding.  Lists hand out one signature many times: they are left
 * out, and so is what the signer's own servers bring. */
#include "detect/common.h"

/* A circular to all of a house may come one by one. */
#define MANY 20

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	if (!is_foreign_arrival(c) || is_list(c))
		return;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (s->status != AUTH_PASS || s->seen < MANY ||
		    (id->spf == AUTH_PASS && domains_related(id->spf_domain, s->domain)))
			continue;
		finding_add(out, s->seen < 5 * MANY ? 0.6 : 1, BYTES_NONE, s->domain, text_number(out, s->seen));
		return;
	}
}

const struct detector detect_dkim_replay = {
	.name = "dkim_replay",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 2.5,
	.asks = "Is the same signature sent again and again by others?",
	.source = "DKIM replay (M3AAWG 2022; Gmail replay waves)",
	.en = "The very same signature of {1} has come {2} times before, and not from its own servers.",
	.zh = "{1} 的同一个签名此前已出现 {2} 次，且并非由其自己的服务器发来。",
	.look = look,
};
