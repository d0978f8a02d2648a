/* Its Message-ID has the form that only one great provider writes, but no line says that the
 * mail passed it. Lists and archives drop lines, so those are left out. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (path_is_odd(c, PATH_ID_PROVIDER) && !is_list(c) && is_foreign_arrival(c))
		finding_add(out, 1, BYTES_NONE, c->message_id, c->asked.path.claim);
}

const struct detector detect_id_provider = {
	.name = "id_provider",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.2,
	.asks = "Did it pass the provider whose Message-ID it has?",
	.source = "forged Message-IDs (SpamAssassin FORGED_GMAIL_RCVD kin)",
	.en = "Its Message-ID {1} is of the kind that {2} writes, but it never passed there.",
	.zh = "其 Message-ID {1} 属于 {2} 的格式，但邮件并未经过该服务商。",
	.look = look,
};
