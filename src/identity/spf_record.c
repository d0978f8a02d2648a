#include "identity/spf_record.h"

#include <arpa/inet.h>

#include "base/fault.h"
#include "dns/question.h"

static bool
is_delimiter(uint8_t c)
{
	return c != 0 && strchr(".-+,/_=", c) != NULL;
}

/* Behind the macro that opens with '%' at POS, or 0 where it is broken. */
static size_t
macro_end(struct bytes text, size_t pos, bool explain)
{
	uint8_t c = pos + 1 < text.len ? text.at[pos + 1] : 0;
	if (c == '%' || c == '_' || c == '-')
		return pos + 2;
	if (c != '{' || pos + 2 >= text.len)
		return 0;
	uint8_t letter = ascii_lower(text.at[pos + 2]);
	if (letter == 0 || strchr(explain ? "slodiphvcrt" : "slodiphv", letter) == NULL)
		return 0;
	size_t i = pos + 3, digits = i;
	unsigned nonzero = 0;
	for (; i < text.len && ascii_is_digit(text.at[i]); i++)
		nonzero |= text.at[i] != '0';
	if (i > digits && nonzero == 0) /* s7.3: "MUST be nonzero" */
		return 0;
	if (i < text.len && ascii_lower(text.at[i]) == 'r')
		i++;
	while (i < text.len && is_delimiter(text.at[i]))
		i++;
	return i < text.len && text.at[i] == '}' ? i + 1 : 0;
}

bool
spf_macro_string_is_good(struct bytes text, bool explain)
{
	for (size_t i = 0; i < text.len;) {
		uint8_t c = text.at[i];
		if (c == '%') {
			if ((i = macro_end(text, i, explain)) == 0)
				return false;
		} else if (c < (explain ? 0x20 : 0x21) || c > 0x7e) {
			return false;
		} else {
			i++;
		}
	}
	return true;
}

static bool
top_label_is_good(struct bytes label)
{
	bool named = false;
	if (label.len == 0 || !ascii_is_alnum(label.at[0]) || !ascii_is_alnum(label.at[label.len - 1]))
		return false;
	for (size_t i = 0; i < label.len; i++) {
		if (!ascii_is_alnum(label.at[i]) && label.at[i] != '-')
			return false;
		named |= !ascii_is_digit(label.at[i]);
	}
	return named;
}

/* domain-spec = macro-string ( macro-expand / "." toplabel [ "." ] ) */
static bool
domain_spec_is_good(struct bytes spec)
{
	size_t literal = 0; /* begin of what stands behind the last macro */
	if (spec.len == 0 || !spf_macro_string_is_good(spec, false))
		return false;
	for (size_t i = 0; i < spec.len;)
		if (spec.at[i] == '%')
			literal = i = macro_end(spec, i, false);
		else
			i++;
	struct bytes tail = bytes_from(spec, literal);
	if (tail.len == 0) /* "%%" and the like end a macro-string, but name no domain; the RFC allows them */
		return true;
	if (tail.at[tail.len - 1] == '.')
		tail.len--;
	size_t dot = bytes_find_last_octet(tail, '.');
	return dot != BYTES_NOT_FOUND && top_label_is_good(bytes_from(tail, dot + 1));
}

/* Takes "/digits" (or "//digits") off the end of *TEXT.  Gives 1 when there was one, 0 when not. */
static int
cidr_take(struct bytes *text, struct bytes slash, uint8_t most, uint8_t *out)
{
	size_t i = text->len;
	uint64_t number;
	while (i > 0 && ascii_is_digit(text->at[i - 1]))
		i--;
	if (i == text->len || !bytes_ends(bytes_to(*text, i), slash))
		return 0;
	struct bytes digits = bytes_from(*text, i);
	if ((digits.len > 1 && digits.at[0] == '0') || bytes_number(digits, most, &number) != 0)
		return FAULT_INPUT;
	*out = (uint8_t)number;
	text->len = i - slash.len;
	return 1;
}

static int
dual_cidr_take(struct bytes *text, struct spf_term *t)
{
	int r = cidr_take(text, BYTES("//"), 128, &t->bits6);
	return r < 0 ? r : cidr_take(text, BYTES("/"), 32, &t->bits4);
}

/* [ ":" domain-spec ] in REST, which is all that may be left. */
static int
domain_take(struct bytes rest, bool needed, struct spf_term *t)
{
	if (rest.len == 0)
		return needed ? FAULT_INPUT : 0;
	if (rest.at[0] != ':' || !domain_spec_is_good(bytes_from(rest, 1)))
		return FAULT_INPUT;
	t->domain = bytes_from(rest, 1);
	return 0;
}

static int
network_take(struct bytes rest, struct spf_term *t)
{
	char text[INET6_ADDRSTRLEN];
	bool v6 = t->kind == SPF_IP6;
	int r = cidr_take(&rest, BYTES("/"), v6 ? 128 : 32, v6 ? &t->bits6 : &t->bits4);
	if (r < 0 || rest.len < 2 || rest.at[0] != ':' || rest.len > sizeof text)
		return FAULT_INPUT;
	rest = bytes_from(rest, 1);
	if (bytes_find_octet(rest, 0) != BYTES_NOT_FOUND)
		return FAULT_INPUT;
	memcpy(text, rest.at, rest.len);
	text[rest.len] = '\0';
	return inet_pton(v6 ? AF_INET6 : AF_INET, text, t->ip) == 1 ? 0 : FAULT_INPUT;
}

static const struct {
	struct bytes name;
	enum spf_kind kind;
} mechanisms[] = {
	{ BYTES_INIT("all"), SPF_ALL },
	{ BYTES_INIT("include"), SPF_INCLUDE },
	{ BYTES_INIT("a"), SPF_A },
	{ BYTES_INIT("mx"), SPF_MX },
	{ BYTES_INIT("ptr"), SPF_PTR },
	{ BYTES_INIT("ip4"), SPF_IP4 },
	{ BYTES_INIT("ip6"), SPF_IP6 },
	{ BYTES_INIT("exists"), SPF_EXISTS },
};

static int
mechanism_read(struct bytes text, size_t name_len, struct spf_term *out)
{
	struct bytes name = bytes_to(text, name_len), rest = bytes_from(text, name_len);
	size_t i = 0;
	while (i < sizeof mechanisms / sizeof mechanisms[0] && !bytes_equal_nocase(mechanisms[i].name, name))
		i++;
	if (i == sizeof mechanisms / sizeof mechanisms[0])
		return FAULT_INPUT;
	out->kind = mechanisms[i].kind;
	switch (out->kind) {
	case SPF_ALL:
		return rest.len == 0 ? 0 : FAULT_INPUT;
	case SPF_IP4:
	case SPF_IP6:
		return network_take(rest, out);
	case SPF_A:
	case SPF_MX:
		if (dual_cidr_take(&rest, out) < 0)
			return FAULT_INPUT;
		return domain_take(rest, false, out);
	default:
		return domain_take(rest, out->kind != SPF_PTR, out);
	}
}

static int
modifier_read(struct bytes text, size_t equals, struct spf_term *out)
{
	struct bytes name = bytes_to(text, equals);
	out->domain = bytes_from(text, equals + 1);
	out->kind = bytes_equal_nocase(name, BYTES("redirect")) ? SPF_REDIRECT
	    : bytes_equal_nocase(name, BYTES("exp"))            ? SPF_EXP
								 : SPF_UNKNOWN_MODIFIER;
	if (out->kind != SPF_UNKNOWN_MODIFIER)
		return domain_spec_is_good(out->domain) ? 0 : FAULT_INPUT;
	if (name.len == 0 || !ascii_is_alpha(name.at[0]))
		return FAULT_INPUT;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && !bytes_has(BYTES("-_."), bytes_slice(name, i, i + 1)))
			return FAULT_INPUT;
	return spf_macro_string_is_good(out->domain, true) &&
	               bytes_find_octet(out->domain, ' ') == BYTES_NOT_FOUND
	           ? 0
	           : FAULT_INPUT;
}

bool
spf_record_is(struct bytes text)
{
	return bytes_starts_nocase(text, BYTES("v=spf1")) && (text.len == 6 || text.at[6] == ' ');
}

int
spf_term_next(struct bytes *rest, struct spf_term *out)
{
	struct bytes text;
	do
		if (!bytes_cut(rest, ' ', &text))
			return 0;
	while (text.len == 0);
	*out = (struct spf_term){ .qualifier = '+', .text = text, .bits4 = 32, .bits6 = 128 };
	size_t end = 0;
	while (end < text.len && text.at[end] != ':' && text.at[end] != '/' && text.at[end] != '=')
		end++;
	int r;
	if (end < text.len && text.at[end] == '=') {
		r = modifier_read(text, end, out);
	} else {
		size_t sign = text.at[0] != 0 && strchr("+-?~", text.at[0]) != NULL;
		if (sign != 0)
			out->qualifier = (char)text.at[0];
		r = mechanism_read(bytes_from(text, sign), end - sign, out);
	}
	return r == 0 ? 1 : r;
}
