#include "url/decode.h"

static int
escape_at(struct bytes in, size_t i)
{
	if (in.at[i] != '%' || in.len - i < 3)
		return -1;
	int high = ascii_hex(in.at[i + 1]), low = ascii_hex(in.at[i + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool
percent_decode(struct bytes in, struct buf *out)
{
	bool any = false;
	for (size_t i = 0; i < in.len;) {
		struct bytes rest = bytes_from(in, i);
		size_t plain = bytes_find_octet(rest, '%');
		if (plain == BYTES_NOT_FOUND)
			plain = rest.len;
		buf_add(out, bytes_to(rest, plain));
		i += plain;
		if (i == in.len)
			break;
		int c = escape_at(in, i);
		buf_add_octet(out, c >= 0 ? (uint8_t)c : '%');
		i += c >= 0 ? 3 : 1;
		any |= c >= 0;
	}
	return any;
}

unsigned
percent_decode_all(struct bytes in, struct buf *out)
{
	if (bytes_find_octet(in, '%') == BYTES_NOT_FOUND) {
		buf_add(out, in);
		return 0;
	}
	size_t start = out->len;
	uint8_t *at = buf_reserve(out, in.len);
	if (at == NULL)
		return 0;
	/* A stack: an octet may complete the escape whose '%' came out of an escape itself.  Every reduction
	 * removes two octets, so all of them together are linear.  Only a '%' that was decoded, or a digit that
	 * was, makes a second layer; MADE is where the last decoded octet stands. */
	unsigned depth = 0;
	size_t len = 0, made = SIZE_MAX;
	for (size_t i = 0; i < in.len; i++) {
		at[len++] = in.at[i];
		while (len >= 3) {
			int c = escape_at(bytes_of(at, len), len - 3);
			if (c < 0)
				break;
			bool nested = made != SIZE_MAX && made + 3 >= len;
			len -= 2;
			at[len - 1] = (uint8_t)c;
			made = len - 1;
			depth = nested ? 2 : depth != 0 ? depth : 1;
		}
	}
	out->len = start + len;
	return depth;
}

/* The value of each digit of base64 and base64url, and 1 more, so that 0 is none. */
#define HALF(from, a) \
	[from] = (a), (a) + 1, (a) + 2, (a) + 3, (a) + 4, (a) + 5, (a) + 6, (a) + 7, (a) + 8, (a) + 9, (a) + 10, \
	(a) + 11, (a) + 12
static const uint8_t base64_digits[256] = {
	HALF('A', 1), HALF('N', 14), HALF('a', 27), HALF('n', 40),
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, ['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64,
};
#undef HALF

static int
base64_value(uint8_t c)
{
	return base64_digits[c] - 1;
}

bool
base64_is_digit(uint8_t c)
{
	return base64_value(c) >= 0;
}

bool
base64_decode(struct bytes in, struct buf *out)
{
	while (in.len != 0 && in.at[in.len - 1] == '=')
		in.len--;
	if (in.len % 4 == 1)
		return false;
	uint8_t *start = buf_reserve(out, in.len / 4 * 3 + 3), *at = start;
	if (start == NULL)
		return false;
	size_t i = 0;
	for (; in.len - i >= 4; i += 4) {
		const uint8_t *four = in.at + i;
		uint32_t a = base64_digits[four[0]], b = base64_digits[four[1]], c = base64_digits[four[2]], d = base64_digits[four[3]];
		if (a == 0 || b == 0 || c == 0 || d == 0)
			break;
		uint32_t bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		*at++ = (uint8_t)(bits >> 16);
		*at++ = (uint8_t)(bits >> 8);
		*at++ = (uint8_t)bits;
	}
	/* The rest, up to what is no digit. */
	uint32_t bits = 0;
	unsigned count = 0;
	bool good = true;
	for (; i < in.len && good; i++) {
		int value = base64_value(in.at[i]);
		good = value >= 0;
		bits = bits << 6 | ((uint32_t)value & 63);
		count += 6;
		if (good && count >= 8) {
			count -= 8;
			*at++ = (uint8_t)(bits >> count);
		}
	}
	out->len += (size_t)(at - start);
	return good;
}

bool
hex_decode(struct bytes in, struct buf *out)
{
	if (in.len % 2 != 0)
		return false;
	for (size_t i = 0; i < in.len; i += 2) {
		int high = ascii_hex(in.at[i]), low = ascii_hex(in.at[i + 1]);
		if (high < 0 || low < 0)
			return false;
		buf_add_octet(out, (uint8_t)(high << 4 | low));
	}
	return true;
}
