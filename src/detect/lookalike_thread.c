/* A thief who has read the correspondence answers in it, from a domain that imitates one of those
 * quoted below, shown over a link, or named in the message that it claims to answer. */
#include "detect/common.h"
#include "detect/lookalike.h"

#define QUOTED_MAX 40

/* The registrable end of DOMAIN as far as the sender's own shows it: as many labels as BASE has. */
static struct bytes
same_depth(struct bytes domain, struct bytes base)
{
	size_t labels = 1;
	for (size_t i = 0; i < base.len; i++)
		labels += base.at[i] == '.';
	for (size_t i = domain.len; i > 0; i--)
		if (domain.at[i - 1] == '.' && --labels == 0)
			return bytes_from(domain, i);
	return domain;
}

/* How strongly BASE imitates DOMAIN.  The same name under another suffix is an office abroad as
 * often as a thief. */
static double
imitates(struct bytes base, struct bytes domain)
{
	struct bytes model = same_depth(domain, base);
	double strength = is_free_mail(model) ? 0 : lookalike_strength(base, model);
	return strength > 0.35 ? strength : 0;
}

/* The Message-ID that is answered, and the names over the links. */
static bool
imitates_referred(const struct casefile *c, const struct casefile_address *from,
    struct findings *out)
{
	struct bytes answered = domain_of(c->in_reply_to);
	double strength = imitates(from->base, answered);
	if (strength > 0) {
		finding_add(out, strength, BYTES_NONE, text_address(out, from), answered);
		return true;
	}
	for (size_t i = 0; i < c->urls.count && i < QUOTED_MAX; i++) {
		struct bytes shown = c->urls.at[i].shown_domain;
		strength = shown.len != 0 ? imitates(from->base, shown) : 0;
		if (strength > 0) {
			finding_add(out, strength, casefile_part_id(c, c->urls.at[i].part),
			    text_address(out, from), shown);
			return true;
		}
	}
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->base.len == 0 || is_free_mail(from->base) ||
	    !is_foreign_arrival(c) || imitates_referred(c, from, out))
		return;
	size_t looked = 0;
	for (size_t t = 0; t < c->texts.count; t++) {
		if (!is_body_text(c, &c->texts.at[t]))
			continue;
		struct bytes rest = c->texts.at[t].visible, before;
		while (looked < QUOTED_MAX && bytes_cut(&rest, '@', &before) && rest.len != 0) {
			size_t end = 0;
			while (end < rest.len &&
			    (ascii_is_alnum(rest.at[end]) || rest.at[end] == '-' ||
			        rest.at[end] == '.'))
				end++;
			struct bytes domain = bytes_to(rest, end);
			while (bytes_ends(domain, BYTES(".")))
				domain.len--;
			looked++;
			double strength = imitates(from->base, domain);
			if (strength > 0) {
				finding_add(out, strength, casefile_part_id(c, c->texts.at[t].part),
				    text_address(out, from), domain);
				return;
			}
		}
	}
}

const struct detector detect_lookalike_thread = {
	.name = "lookalike_thread",
	.family = FAMILY_RELATION,
	.type = TYPE_PHISHING,
	.weight = 3,
	.says = SAYS_IMPERSONATES | SAYS_SUPPLIER,
	.asks = "Does the sender imitate somebody to whom the mail refers?",
	.source = "requirement K5; vendor thread hijack (Sublime)",
	.en = "The sender {1} imitates {2}, to which the mail refers.",
	.zh = "发件人 {1} 仿冒邮件中提到的 {2}。",
	.look = look,
};
