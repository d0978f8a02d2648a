/* Somebody who logged in, or a network that the operator trusts: the transport knows, so it cannot
 * be forged. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (c->envelope.user.len != 0)
		finding_add(out, 1, BYTES_NONE, c->envelope.user);
	else if (c->envelope.is_listed_peer && c->envelope.direction != DIRECTION_INBOUND)
		finding_add(out, 0.8, BYTES_NONE, c->envelope.client_ip);
}

const struct detector detect_relief_known_sender = {
	.name = "relief_known_sender",
	.family = FAMILY_RELATION,
	.type = TYPE_NORMAL,
	.weight = -1.2,
	.asks = "Does the transport know the sender?",
	.source = "RFC 4954 (SMTP AUTH)",
	.en = "It was sent by {1}, known to the transport.",
	.zh = "由可信登录用户或网络 {1} 发出。",
	.look = look,
};
