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

static int
base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
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
	uint32_t bits = 0;
	unsigned count = 0;
	for (size_t i = 0; i < in.len; i++) {
		int value = base64_value(in.at[i]);
		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		count += 6;
		if (count >= 8) {
			count -= 8;
			buf_add_octet(out, (uint8_t)(bits >> count));
		}
	}
	return true;
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
