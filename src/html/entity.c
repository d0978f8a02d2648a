#include "html/entity.h"

#include "base/utf8.h"

/* What browsers read for &#128; to &#159;: the author meant windows-1252 (s13.2.5.80). */
static const uint16_t windows_1252[32] = {
	0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
	0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
	0x0153, 0x9D, 0x017E, 0x0178,
};

/* "#60;" at the front of IN (behind the '&'): its length, 0 where there are no digits. */
static size_t
numeric(struct bytes in, uint32_t *out_cp)
{
	bool hex = in.len > 1 && (in.at[1] | 0x20) == 'x';
	size_t pos = hex ? 2 : 1, first = pos;
	uint32_t cp = 0;
	for (; pos < in.len; pos++) {
		int digit = hex ? ascii_hex(in.at[pos]) : ascii_is_digit(in.at[pos]) ? in.at[pos] - '0' : -1;
		if (digit < 0)
			break;
		if (cp <= 0x10FFFF)
			cp = cp * (hex ? 16 : 10) + (uint32_t)digit;
	}
	if (pos == first)
		return 0;
	if (pos < in.len && in.at[pos] == ';')
		pos++;
	if (cp >= 0x80 && cp < 0xA0)
		cp = windows_1252[cp - 0x80];
	*out_cp = cp == 0 ? UTF8_REPLACEMENT : cp;
	return pos;
}

/* The longest name at the front of IN.  The range of names that share the octets read so far narrows with each
 * octet; where a name is exactly that long, it is the first of the range. */
static const struct html_entity *
named(struct bytes in)
{
	const struct html_entity *found = NULL;
	size_t low = 0, high = html_entities_count;
	for (size_t i = 0; i < in.len && low < high; i++) {
		uint8_t c = in.at[i];
		if (!ascii_is_alnum(c) && c != ';')
			break;
		size_t a = low, b = high;
		while (a < b) {
			size_t middle = a + (b - a) / 2;
			if ((uint8_t)html_entities[middle].name[i] < c)
				a = middle + 1;
			else
				b = middle;
		}
		low = a;
		b = high;
		while (a < b) {
			size_t middle = a + (b - a) / 2;
			if ((uint8_t)html_entities[middle].name[i] <= c)
				a = middle + 1;
			else
				b = middle;
		}
		high = a;
		if (low < high && html_entities[low].name_len == i + 1)
			found = &html_entities[low];
	}
	return found;
}

/* The reference whose '&' stands before IN: its length, 0 where it is none. */
static size_t
decode_one(struct bytes in, bool in_attribute, struct buf *out)
{
	if (in.len == 0)
		return 0;
	if (in.at[0] == '#') {
		uint32_t cp = 0;
		size_t len = numeric(in, &cp);
		if (len != 0)
			utf8_add(out, cp);
		return len;
	}
	if (!ascii_is_alpha(in.at[0]))
		return 0;
	const struct html_entity *e = named(in);
	if (e == NULL)
		return 0;
	if (in_attribute && e->name[e->name_len - 1] != ';' && e->name_len < in.len &&
	    (in.at[e->name_len] == '=' || ascii_is_alnum(in.at[e->name_len])))
		return 0;
	buf_add(out, bytes_of(e->text, e->text_len));
	return e->name_len;
}

size_t
entity_decode(struct bytes in, bool in_attribute, struct buf *out)
{
	size_t replaced = 0;
	while (in.len != 0 && buf_ok(out)) {
		size_t amp = bytes_find_octet(in, '&');
		if (amp == BYTES_NOT_FOUND) {
			buf_add(out, in);
			break;
		}
		buf_add(out, bytes_to(in, amp));
		in = bytes_from(in, amp + 1);
		size_t len = decode_one(in, in_attribute, out);
		if (len == 0)
			buf_add_octet(out, '&');
		else
			replaced++;
		in = bytes_from(in, len);
	}
	return replaced;
}
