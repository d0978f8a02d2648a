#include "base/utf8.h"

uint32_t
utf8_next_many(struct bytes b, size_t *pos)
{
	uint8_t lead = b.at[(*pos)++];
	/* The first continuation octet has a narrower range after E0, ED, F0 and F4: it keeps out overlong
	 * forms, surrogates and numbers above U+10FFFF. */
	unsigned more;
	uint32_t cp;
	uint8_t low = 0x80, high = 0xBF;
	if (lead >= 0xC2 && lead <= 0xDF) {
		more = 1;
		cp = lead & 0x1Fu;
	} else if (lead >= 0xE0 && lead <= 0xEF) {
		more = 2;
		cp = lead & 0x0Fu;
		if (lead == 0xE0)
			low = 0xA0;
		if (lead == 0xED)
			high = 0x9F;
	} else if (lead >= 0xF0 && lead <= 0xF4) {
		more = 3;
		cp = lead & 0x07u;
		if (lead == 0xF0)
			low = 0x90;
		if (lead == 0xF4)
			high = 0x8F;
	} else {
		return UTF8_REPLACEMENT;
	}
	for (; more != 0; more--) {
		if (*pos >= b.len || b.at[*pos] < low || b.at[*pos] > high)
			return UTF8_REPLACEMENT;
		cp = cp << 6 | (b.at[(*pos)++] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
	}
	return cp;
}

#define EACH_OCTET 0x0101010101010101u

/* Has W an octet of 0x80 or more or, where LEAST is EACH_OCTET instead of 0, a NUL?  Without either no octet borrows. */
static inline bool
is_odd(uint64_t w, uint64_t least)
{
	return (((w - least) | w) & 0x80 * EACH_OCTET) != 0;
}

/* Where the run of ASCII (without NUL) ends that begins at I: 32 octets at a time, then 8, the last 8 perhaps again. */
static inline size_t
ascii_end(struct bytes b, size_t i, uint64_t least)
{
	uint64_t w[4];
	for (; b.len - i >= sizeof w; i += sizeof w) {
		memcpy(w, b.at + i, sizeof w);
		if (is_odd(w[0], least) || is_odd(w[1], least) || is_odd(w[2], least) || is_odd(w[3], least))
			break;
	}
	for (; b.len - i >= sizeof w[0]; i += sizeof w[0]) {
		memcpy(w, b.at + i, sizeof w[0]);
		if (is_odd(w[0], least))
			break;
	}
	if (b.len - i < sizeof w[0] && b.len >= sizeof w[0]) {
		memcpy(w, b.at + b.len - sizeof w[0], sizeof w[0]);
		if (!is_odd(w[0], least))
			return b.len;
	}
	while (i < b.len && b.at[i] < 0x80 && (least == 0 || b.at[i] != 0))
		i++;
	return i;
}

static inline bool
is_valid(struct bytes b, uint64_t least)
{
	for (size_t i = ascii_end(b, 0, least); i < b.len; i = ascii_end(b, i, least)) {
		/* Between two runs of ASCII.  U+FFFD itself is well-formed: EF BF BD. */
		if (b.at[i] < 0x80)
			return false;
		while (i < b.len && b.at[i] >= 0x80) {
			size_t start = i;
			if (utf8_next_many(b, &i) == UTF8_REPLACEMENT &&
			    !bytes_equal(bytes_slice(b, start, i), BYTES("\xEF\xBF\xBD")))
				return false;
		}
	}
	return true;
}

bool
utf8_valid(struct bytes b)
{
	return is_valid(b, 0);
}

bool
utf8_is_text(struct bytes b)
{
	return is_valid(b, EACH_OCTET);
}

size_t
utf8_write(uint32_t cp, uint8_t out[4])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (uint8_t)(0xC0 | cp >> 6);
		out[1] = (uint8_t)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (uint8_t)(0xE0 | cp >> 12);
		out[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (uint8_t)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (uint8_t)(0xF0 | cp >> 18);
	out[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (uint8_t)(0x80 | (cp & 0x3F));
	return 4;
}

void
utf8_add_many(struct buf *out, uint32_t cp)
{
	uint8_t octets[4];
	buf_add(out, bytes_of(octets, utf8_write(cp, octets)));
}

struct bytes
utf8_prefix(struct bytes b, size_t max)
{
	if (b.len <= max)
		return b;
	size_t end = max;
	/* Step back over at most three continuation octets to the start of the character that is cut. */
	while (end > 0 && max - end < 3 && (b.at[end] & 0xC0) == 0x80)
		end--;
	return bytes_to(b, end);
}
