/* A mailing list or newsletter that names itself, offers to leave and does both from the sender's
 * own domain. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_header *leave = casefile_header(c, "List-Unsubscribe"),
	                             *id = casefile_header(c, "List-Id");
	const struct casefile_address *from = from_address(c);
	struct bytes sender;
	if (leave == NULL || from == NULL || from->base.len == 0)
		return;
	bool same = bytes_has_nocase(leave->value, from->base);
	bool aligned =
	    envelope_sender(c, &sender) && domains_related(domain_of(sender), from->base);
	bool posted = id != NULL && casefile_header(c, "List-Post") != NULL;
	if (same || posted)
		finding_add(out, posted || aligned ? 1 : 0.5, BYTES_NONE,
		    id != NULL ? id->value : from->base);
}

const struct detector detect_relief_list = {
	.name = "relief_list",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_NORMAL,
	.weight = -0.8,
	.asks = "Is it a list or newsletter that can be left where it comes from?",
	.source = "RFC 2369, RFC 2919, RFC 8058; forgeable, hence small",
	.en = "It is a list or newsletter with a consistent way to leave ({1}).",
	.zh = "属于邮件列表或订阅，退订方式与发件方一致（{1}）。",
	.look = look,
};
