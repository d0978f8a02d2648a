/* Our own domain as the sender, arriving from outside without a login.  Lists that our people write
 * to bring such mail back: they carry List-* lines and are left to DMARC.  What our domain proves to
 * be its own (a service that sends for us) is no forgery. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || !is_foreign_arrival(c) || !domain_is_own(c, from->domain) ||
	    c->asked.identity.domain.len != 0)
		return;
	finding_add(out,
	    is_list(c)         ? 0.2
	        : is_report(c) ? 0.4
	                       : 1,
	    BYTES_NONE, text_address(out, from));
}

const struct detector detect_own_domain_forged = {
	.name = "own_domain_forged",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 3,
	.says = SAYS_INTERNAL | SAYS_IMPERSONATES,
	.asks = "Does a stranger write from our own domain?",
	.source = "requirement G21; RFC 7489",
	.en = "It claims to be from {1}, inside, but came from outside without a login.",
	.zh = "自称来自内部地址 {1}，实际由外部未经登录发来。",
	.look = look,
};
