#include "identity/spf_macro.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/must.h"

struct transform {
	uint64_t keep; /* right-hand parts; 0: all */
	bool reverse;
	struct bytes delimiters;
};

/* %{i}: an IPv6 address is 32 nibbles with dots, in upper case. */
static size_t
ip_dotted(const struct spf_macros *m, char out[64])
{
	if (!m->v6)
		return (size_t)snprintf(out, 64, "%u.%u.%u.%u", m->ip[0], m->ip[1], m->ip[2], m->ip[3]);
	for (size_t i = 0; i < 32; i++) {
		out[2 * i] = "0123456789ABCDEF"[(m->ip[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 15];
		out[2 * i + 1] = '.';
	}
	return 63;
}

static struct bytes
letter_value(const struct spf_macros *m, uint8_t letter, char scratch[64])
{
	switch (letter) {
	case 's':
		return m->sender;
	case 'l':
		return m->local;
	case 'o':
		return m->sender_domain;
	case 'd':
		return m->domain;
	case 'p':
		return m->validated;
	case 'h':
		return m->helo;
	case 'r':
		return m->receiver.len > 0 ? m->receiver : BYTES("unknown");
	case 'v':
		return m->v6 ? BYTES("ip6") : BYTES("in-addr");
	case 'i':
		return bytes_of(scratch, ip_dotted(m, scratch));
	case 'c':
		must(inet_ntop(m->v6 ? AF_INET6 : AF_INET, m->ip, scratch, 64) != NULL);
		return bytes_of_cstr(scratch);
	default:
		return bytes_of(scratch, (size_t)snprintf(scratch, 64, "%" PRId64, m->now));
	}
}

static void
add_escaped(struct bytes part, bool escape, struct buf *out)
{
	if (!escape) {
		buf_add(out, part);
		return;
	}
	for (size_t i = 0; i < part.len; i++) {
		uint8_t c = part.at[i];
		if (ascii_is_alnum(c) || (c != 0 && strchr("-._~", c) != NULL))
			buf_add_octet(out, c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

/* Where the part that holds position FROM ends. */
static size_t
part_end(struct bytes value, size_t from, struct bytes delimiters)
{
	while (from < value.len && bytes_find_octet(delimiters, value.at[from]) == BYTES_NOT_FOUND)
		from++;
	return from;
}

static void
add_parts(struct bytes value, const struct transform *t, bool escape, struct buf *out)
{
	size_t parts = 1, skip, index = 0;
	for (size_t i = 0; i < value.len; i++)
		parts += bytes_find_octet(t->delimiters, value.at[i]) != BYTES_NOT_FOUND;
	skip = t->keep > 0 && t->keep < parts ? parts - (size_t)t->keep : 0;
	if (!t->reverse) {
		for (size_t at = 0; index < parts; index++) {
			size_t end = part_end(value, at, t->delimiters);
			if (index > skip)
				add_escaped(BYTES("."), escape, out);
			if (index >= skip)
				add_escaped(bytes_slice(value, at, end), escape, out);
			at = end + 1;
		}
		return;
	}
	for (size_t end = value.len; index < parts; index++) {
		size_t at = end;
		while (at > 0 && bytes_find_octet(t->delimiters, value.at[at - 1]) == BYTES_NOT_FOUND)
			at--;
		if (index > skip)
			add_escaped(BYTES("."), escape, out);
		if (index >= skip)
			add_escaped(bytes_slice(value, at, end), escape, out);
		end = at > 0 ? at - 1 : 0;
	}
}

/* The macro whose letter stands at POS; gives the place behind its brace. */
static size_t
expand_one(const struct spf_macros *m, struct bytes text, size_t pos, struct buf *out)
{
	char scratch[64];
	uint8_t letter = text.at[pos];
	struct transform t = { .delimiters = BYTES(".") };
	size_t i = pos + 1;
	for (; i < text.len && ascii_is_digit(text.at[i]); i++)
		t.keep = t.keep < 1000 ? t.keep * 10 + (uint64_t)(text.at[i] - '0') : t.keep;
	if (i < text.len && ascii_lower(text.at[i]) == 'r') {
		t.reverse = true;
		i++;
	}
	size_t end = i;
	while (end < text.len && text.at[end] != '}')
		end++;
	if (end > i)
		t.delimiters = bytes_slice(text, i, end);
	struct bytes value = letter_value(m, ascii_lower(letter), scratch);
	bool escape = letter != ascii_lower(letter);
	if (t.keep == 0 && !t.reverse && end == i)
		add_escaped(value, escape, out);
	else
		add_parts(value, &t, escape, out);
	return end + 1;
}

bool
spf_macro_wants_validated(struct bytes text)
{
	for (size_t i = 0; i + 2 < text.len; i++)
		if (text.at[i] == '%') {
			if (text.at[i + 1] == '{' && ascii_lower(text.at[i + 2]) == 'p')
				return true;
			i++;
		}
	return false;
}

void
spf_macro_expand(const struct spf_macros *m, struct bytes text, struct buf *out)
{
	for (size_t i = 0; i < text.len && buf_ok(out);) {
		uint8_t c = text.at[i];
		uint8_t next = c == '%' && i + 1 < text.len ? text.at[i + 1] : 0;
		if (next == '{' && i + 2 < text.len) {
			i = expand_one(m, text, i + 2, out);
			continue;
		}
		if (next == 0)
			buf_add_octet(out, c);
		else if (next == '-')
			buf_add_cstr(out, "%20");
		else
			buf_add_octet(out, next == '_' ? ' ' : '%');
		i += next == 0 ? 1 : 2;
	}
}
