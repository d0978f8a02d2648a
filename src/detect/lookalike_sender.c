/* A sender, answer address or copied "colleague" whose domain imitates ours or that of the
 * addressee: supplierAA for supplierA.  It passes SPF, for it is a real domain of the thief. */
#include "detect/common.h"
#include "detect/lookalike.h"

/* The domain that SUSPECT imitates, with the strength; empty for none. */
static struct bytes
imitated(const struct casefile *c, const struct casefile_address *suspect, double *strength)
{
	struct bytes model = BYTES_NONE;
	if (suspect->base.len == 0 || is_free_mail(suspect->base) ||
	    domain_is_own(c, suspect->domain))
		return model;
	for (size_t i = 0; i < c->envelope.own_domains.count; i++) {
		double s = lookalike_strength(suspect->base, c->envelope.own_domains.at[i]);
		if (s > *strength) {
			*strength = s;
			model = c->envelope.own_domains.at[i];
		}
	}
	/* Somebody who writes to both names knows both: two houses, or two names of one. */
	for (size_t i = 0; i < c->to.count; i++)
		if (bytes_equal(c->to.at[i].base, suspect->base))
			return BYTES_NONE;
	for (size_t i = 0; i < c->to.count && i < 20; i++) {
		struct bytes base = c->to.at[i].base;
		double s = base.len == 0 || is_free_mail(base)
		    ? 0
		    : lookalike_strength(suspect->base, base);
		/* Another suffix of the addressee's name is mostly the same house. */
		if (s > *strength && s > 0.35) {
			*strength = s;
			model = base;
		}
	}
	return model;
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *suspects[4 + 10];
	size_t count = 0;
	if (!is_foreign_arrival(c))
		return;
	if (c->from.count != 0)
		suspects[count++] = &c->from.at[0];
	if (c->reply_to.count != 0)
		suspects[count++] = &c->reply_to.at[0];
	if (c->sender.count != 0)
		suspects[count++] = &c->sender.at[0];
	for (size_t i = 0; i < c->cc.count && i < 10; i++)
		suspects[count++] = &c->cc.at[i];
	for (size_t i = 0; i < count; i++) {
		double strength = 0;
		struct bytes model = imitated(c, suspects[i], &strength);
		if (model.len != 0) {
			finding_add(
			    out, strength, BYTES_NONE, text_address(out, suspects[i]), model);
			return;
		}
	}
}

const struct detector detect_lookalike_sender = {
	.name = "lookalike_sender",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 3.5,
	.says = SAYS_IMPERSONATES | SAYS_SUPPLIER,
	.asks = "Does a sender's domain imitate ours or the addressee's?",
	.source = "requirements G16, G18, K5",
	.en = "The address {1} imitates {2}.",
	.zh = "地址 {1} 仿冒 {2}。",
	.look = look,
};
