#include "detect/lookalike.h"

/* Decodes the Punycode behind "xn--" (RFC 3492 s6.2).  Gives the number of code points, 0 where it
 * is malformed. */
static size_t
punycode_decode(struct bytes in, uint32_t out[LOOKALIKE_ROOM])
{
	uint32_t n = 128, i = 0, bias = 72;
	size_t count = 0, pos = 0, dash = bytes_find_last_octet(in, '-');
	if (dash != BYTES_NOT_FOUND) {
		for (; pos < dash && count < LOOKALIKE_ROOM; pos++)
			out[count++] = in.at[pos];
		pos = dash + 1;
	}
	while (pos < in.len && count < LOOKALIKE_ROOM) {
		uint32_t before = i, weight = 1;
		for (uint32_t k = 36;; k += 36) {
			if (pos == in.len)
				return 0;
			uint8_t c = in.at[pos++];
			uint32_t digit = ascii_is_digit(c) ? (uint32_t)(c - '0' + 26)
			    : ascii_is_alpha(c)            ? (uint32_t)((c | 0x20) - 'a')
			                                   : 36;
			if (digit >= 36 || digit > (UINT32_MAX - i) / weight)
				return 0;
			i += digit * weight;
			uint32_t threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
			if (digit < threshold)
				break;
			if (weight > UINT32_MAX / (36 - threshold))
				return 0;
			weight *= 36 - threshold;
		}
		uint32_t points = (uint32_t)count + 1,
		         delta = before == 0 ? i / 700 : (i - before) / 2;
		delta += delta / points;
		for (bias = 0; delta > 455; bias += 36)
			delta /= 35;
		bias += 36 * delta / (delta + 38);
		if (i / points > UINT32_MAX - n)
			return 0;
		n += i / points;
		i %= points;
		for (size_t move = count; move > i; move--)
			out[move < LOOKALIKE_ROOM ? move : LOOKALIKE_ROOM - 1] = out[move - 1];
		out[i++] = n;
		count++;
	}
	return count;
}

/* The Latin letter that CP looks like in common typefaces; '?' for none. */
static uint8_t
looks_like(uint32_t cp)
{
	static const struct {
		uint16_t cp;
		char as;
	} table[] = { { 0xe0, 'a' }, { 0xe1, 'a' }, { 0xe2, 'a' }, { 0xe3, 'a' }, { 0xe4, 'a' },
		{ 0xe5, 'a' }, { 0xe7, 'c' }, { 0xe8, 'e' }, { 0xe9, 'e' }, { 0xea, 'e' },
		{ 0xeb, 'e' }, { 0xec, 'l' }, { 0xed, 'l' }, { 0xee, 'l' }, { 0xef, 'l' },
		{ 0xf1, 'n' }, { 0xf2, 'o' }, { 0xf3, 'o' }, { 0xf4, 'o' }, { 0xf5, 'o' },
		{ 0xf6, 'o' }, { 0xf8, 'o' }, { 0xf9, 'u' }, { 0xfa, 'u' }, { 0xfb, 'u' },
		{ 0xfc, 'u' }, { 0xfd, 'y' }, { 0x101, 'a' }, { 0x103, 'a' }, { 0x107, 'c' },
		{ 0x10d, 'c' }, { 0x113, 'e' }, { 0x117, 'e' }, { 0x11b, 'e' }, { 0x131, 'l' },
		{ 0x142, 'l' }, { 0x144, 'n' }, { 0x14d, 'o' }, { 0x15b, 's' }, { 0x161, 's' },
		{ 0x16b, 'u' }, { 0x17e, 'z' }, { 0x1ce, 'a' }, { 0x251, 'a' }, { 0x261, 'g' },
		{ 0x269, 'l' }, { 0x3b1, 'a' }, { 0x3b5, 'e' }, { 0x3b9, 'l' }, { 0x3ba, 'k' },
		{ 0x3bd, 'v' }, { 0x3bf, 'o' }, { 0x3c1, 'p' }, { 0x3c4, 't' }, { 0x3c5, 'u' },
		{ 0x3c7, 'x' }, { 0x430, 'a' }, { 0x432, 'b' }, { 0x433, 'r' }, { 0x435, 'e' },
		{ 0x43a, 'k' }, { 0x43c, 'm' }, { 0x43d, 'h' }, { 0x43e, 'o' }, { 0x440, 'p' },
		{ 0x441, 'c' }, { 0x442, 't' }, { 0x443, 'y' }, { 0x445, 'x' }, { 0x455, 's' },
		{ 0x456, 'l' }, { 0x457, 'l' }, { 0x458, 'j' }, { 0x45b, 'h' }, { 0x4bb, 'h' },
		{ 0x501, 'd' }, { 0x51b, 'q' }, { 0x51d, 'w' }, { 0x561, 'w' }, { 0x570, 'h' },
		{ 0x578, 'n' }, { 0x57d, 'u' }, { 0x585, 'o' } };
	if (cp < 0x80) {
		uint8_t c = ascii_lower((uint8_t)cp);
		return c == '0'                        ? 'o'
		    : c == '1' || c == 'i' || c == '|' ? 'l'
		    : c == '5'                         ? 's'
		    : c == '3'                         ? 'e'
		                                       : c;
	}
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i].cp == cp)
			return (uint8_t)table[i].as;
	return '?';
}

size_t
lookalike_skeleton(struct bytes label, uint8_t out[LOOKALIKE_ROOM])
{
	uint32_t points[LOOKALIKE_ROOM];
	size_t count = 0, len = 0;
	if (bytes_starts_nocase(label, BYTES("xn--")))
		count = punycode_decode(bytes_from(label, 4), points);
	if (count == 0)
		for (; count < label.len && count < LOOKALIKE_ROOM; count++)
			points[count] = label.at[count];
	for (size_t i = 0; i < count; i++) {
		uint8_t c = looks_like(points[i]), last = len != 0 ? out[len - 1] : 0;
		/* Pairs that run together: rn as m, vv as w, cl as d. */
		uint8_t pair = last == 'r' && c == 'n' ? 'm'
		    : last == 'v' && c == 'v'          ? 'w'
		    : last == 'c' && c == 'l'          ? 'd'
		                                       : 0;
		if (pair != 0)
			out[len - 1] = pair;
		else
			out[len++] = c;
	}
	return len;
}

/* Damerau-Levenshtein distance (adjacent swaps count one), of names no longer than a label. */
static size_t
distance(struct bytes a, struct bytes b)
{
	uint8_t rows[3][LOOKALIKE_ROOM + 1];
	a = bytes_to(a, LOOKALIKE_ROOM);
	b = bytes_to(b, LOOKALIKE_ROOM);
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = (uint8_t)j;
	for (size_t i = 1; i <= a.len; i++) {
		uint8_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		now[0] = (uint8_t)i;
		for (size_t j = 1; j <= b.len; j++) {
			int cost = a.at[i - 1] != b.at[j - 1];
			int best = last[j - 1] + cost;
			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = (uint8_t)best;
		}
	}
	return rows[a.len % 3][b.len];
}

static struct bytes
first_label(struct bytes domain)
{
	size_t dot = bytes_find_octet(domain, '.');
	return bytes_to(
	    dot == BYTES_NOT_FOUND ? domain : bytes_to(domain, dot), LOOKALIKE_ROOM - 1);
}

double
lookalike_strength(struct bytes suspect, struct bytes model)
{
	struct bytes a = first_label(suspect), b = first_label(model);
	/* In short names one letter is a large part: abc.com and abd.com are two companies. */
	if (b.len < 4 || a.len < 4 || bytes_equal_nocase(suspect, model))
		return 0;
	if (bytes_equal_nocase(a, b))
		return b.len >= 6 ? 0.3 : 0;
	uint8_t one[LOOKALIKE_ROOM], two[LOOKALIKE_ROOM];
	struct bytes left = bytes_of(one, lookalike_skeleton(a, one)),
	             right = bytes_of(two, lookalike_skeleton(b, two));
	if (bytes_equal(left, right))
		return 1;
	size_t steps = distance(left, right);
	/* A hyphen more or less is how houses write their own second domain. */
	if (steps == 1 &&
	    (bytes_find_octet(left, '-') == BYTES_NOT_FOUND) !=
	        (bytes_find_octet(right, '-') == BYTES_NOT_FOUND))
		return b.len >= 8 ? 0.5 : 0.3;
	if (b.len >= 5 && steps == 1)
		return b.len >= 8 ? 0.9 : b.len >= 6 ? 0.6 : 0.4;
	if (b.len >= 10 && steps == 2)
		return 0.6;
	/* example-finance.com, mailexample.com */
	if (b.len >= 7 && bytes_has(left, right) && (bytes_find_octet(a, '-') != BYTES_NOT_FOUND))
		return 0.5;
	return 0;
}
