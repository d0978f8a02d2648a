/* A thief who has read the correspondence answers in it, from a domain that imitates one of those
 * quoted below. */
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

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->base.len == 0 || is_free_mail(from->base) ||
	    !is_foreign_arrival(c))
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
			struct bytes base = same_depth(domain, from->base);
			double strength =
			    is_free_mail(base) ? 0 : lookalike_strength(from->base, base);
			/* The same name under another suffix is an office abroad as often as a
			 * thief. */
			if (strength > 0.35) {
				finding_add(out, strength, part_id(c, c->texts.at[t].part),
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
	.asks = "Does the sender imitate somebody quoted in the mail?",
	.source = "requirement K5; vendor thread hijack (Sublime)",
	.en = "The sender {1} imitates {2}, which is quoted in the mail.",
	.zh = "发件人 {1} 仿冒邮件引文中的 {2}。",
	.look = look,
};
