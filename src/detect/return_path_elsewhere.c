/* The reverse path is a free mailbox behind a company's name.  Another organisation alone is no
 * sign: lists and mailing services do that all day. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	struct bytes sender;
	/* a forwarder's own form is no mailbox */
	if (from == NULL || from->domain.len == 0 || is_list(c) || c->asked.identity.sender == AUTH_SENDER_SRS || !envelope_sender(c, &sender) ||
	    sender.len == 0)
		return;
	struct bytes domain = domain_of(sender);
	if (domain.len == 0 || domains_related(domain, from->domain) ||
	    domains_related(domain, from->base))
		return;
	if (is_free_mail(domain) && !is_free_mail(from->base))
		finding_add(out, 1, BYTES_NONE, text_address(out, from), sender);
}

const struct detector detect_return_path_elsewhere = {
	.name = "return_path_elsewhere",
	.family = FAMILY_IDENTITY,
	.type = TYPE_SPAM,
	.weight = 1,
	.asks = "Was a company's letter sent by a free mailbox?",
	.source = "RFC 7208 s1.1.4, RFC 7489 s3.1 (alignment)",
	.en = "It is from {1}, but was sent by {2}.",
	.zh = "发件人是 {1}，实际由 {2} 发出。",
	.look = look,
};
