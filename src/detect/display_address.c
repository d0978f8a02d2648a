/* "boss@example.com" <x@evil.example>: small screens show only the display name.  Lists that
 * rewrite the sender say so themselves ("x@y via list"), and many programs repeat the sender's own
 * address as the name. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || is_list(c))
		return;
	struct bytes display = from->display;
	size_t at = bytes_find_octet(display, '@');
	if (at == BYTES_NOT_FOUND || at == 0 || bytes_has_nocase(display, BYTES(" via ")))
		return;
	size_t end = at + 1, start = at;
	while (end < display.len &&
	    (ascii_is_alnum(display.at[end]) || display.at[end] == '-' || display.at[end] == '.'))
		end++;
	while (start > 0 && !ascii_is_space(display.at[start - 1]) &&
	    display.at[start - 1] < 0x80 && display.at[start - 1] != '<' &&
	    display.at[start - 1] != '(' && display.at[start - 1] != '"')
		start--;
	struct bytes domain = bytes_slice(display, at + 1, end);
	if (bytes_ends(domain, BYTES(".")))
		domain.len--;
	if (bytes_find_octet(domain, '.') == BYTES_NOT_FOUND ||
	    domains_related(domain, from->domain) || domains_related(domain, from->base))
		return;
	finding_add(out, domain_is_own(c, domain) || !is_free_mail(domain) ? 1 : 0.6, BYTES_NONE,
	    bytes_slice(display, start, end), text_address(out, from));
}

const struct detector detect_display_address = {
	.name = "display_address",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 2.5,
	.says = SAYS_IMPERSONATES,
	.asks = "Does the sender's name show another address than the real one?",
	.source = "name spoofing (Ho et al., USENIX Security 2017)",
	.en = "The sender's name shows {1}, but the mail is from {2}.",
	.zh = "发件人名称显示为 {1}，实际地址却是 {2}。",
	.look = look,
};
