/* The envelope's domain says that this client may not send for it.  Forwarders without SRS fail too, so it
 * weighs only where nothing else proves the sender. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	if (!is_foreign_arrival(c) || id->domain.len != 0 || id->override.len != 0)
		return;
	double strength = id->spf == AUTH_FAIL ? 1 : id->spf == AUTH_SOFTFAIL || id->spf == AUTH_PERMERROR ? 0.4 : 0;
	if (strength > 0)
		finding_add(out, id->spf_is_helo ? strength / 2 : strength, BYTES_NONE, id->spf_domain, id->client_ip,
		    bytes_of_cstr(auth_status_names[id->spf]));
}

const struct detector detect_spf_fail = {
	.name = "spf_fail",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 1.5,
	.asks = "Does the envelope's domain disown the client?",
	.source = "RFC 7208 s8.4, s8.5",
	.en = "{1} does not let {2} send its mail ({3}).",
	.zh = "{1} 未授权 {2} 发送其邮件（{3}）。",
	.look = look,
};
