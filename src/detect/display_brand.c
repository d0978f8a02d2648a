/* A well-known name over an address that has nothing to do with it. */
#include "detect/brand.h"
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = brand_claimant(c);
	if (from == NULL)
		return;
	const struct sender_brand *brand = brand_of_sender(from->display, out->arena);
	if (brand != NULL && !brand_writes_from(brand, from->domain))
		finding_add(out, has_web_link(c) || has_attachment(c) ? 1 : 0.5, BYTES_NONE, from->display, brand->name,
		    text_address(out, from));
}

const struct detector detect_display_brand = {
	.name = "display_brand",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 3,
	.says = SAYS_BRAND | SAYS_IMPERSONATES,
	.asks =
	    "Does the sender's name claim a well-known company or office that does not write from there?",
	.source = "requirement G23; brand impersonation (BEC-Guard 2019)",
	.en = "The sender calls itself \"{1}\" ({2}), but {3} is not theirs.",
	.zh = "发件人自称“{1}”（{2}），但 {3} 并不属于它。",
	.look = look,
};
