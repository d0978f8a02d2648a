#include "base/bytes.h"

#include "base/fault.h"

static bool
same_nocase(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

bool
bytes_equal_nocase(struct bytes a, struct bytes b)
{
	return a.len == b.len && same_nocase(a.at, b.at, a.len);
}

bool
bytes_starts(struct bytes b, struct bytes prefix)
{
	return bytes_equal(bytes_to(b, prefix.len), prefix);
}

bool
bytes_starts_nocase(struct bytes b, struct bytes prefix)
{
	return bytes_equal_nocase(bytes_to(b, prefix.len), prefix);
}

bool
bytes_ends(struct bytes b, struct bytes suffix)
{
	return b.len >= suffix.len && bytes_equal(bytes_from(b, b.len - suffix.len), suffix);
}

bool
bytes_ends_nocase(struct bytes b, struct bytes suffix)
{
	return b.len >= suffix.len && bytes_equal_nocase(bytes_from(b, b.len - suffix.len), suffix);
}

int
bytes_compare(struct bytes a, struct bytes b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common != 0 ? memcmp(a.at, b.at, common) : 0;
	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

size_t
bytes_find_octet(struct bytes b, uint8_t c)
{
	const uint8_t *p = b.len != 0 ? memchr(b.at, c, b.len) : NULL;
	return p != NULL ? (size_t)(p - b.at) : BYTES_NOT_FOUND;
}

size_t
bytes_find_last_octet(struct bytes b, uint8_t c)
{
	const uint8_t *p = b.len != 0 ? memrchr(b.at, c, b.len) : NULL;
	return p != NULL ? (size_t)(p - b.at) : BYTES_NOT_FOUND;
}

size_t
bytes_find(struct bytes b, struct bytes needle)
{
	if (needle.len == 0)
		return 0;
	const uint8_t *p = b.len != 0 ? memmem(b.at, b.len, needle.at, needle.len) : NULL;
	return p != NULL ? (size_t)(p - b.at) : BYTES_NOT_FOUND;
}

static size_t
find_from(struct bytes b, size_t from, uint8_t octet)
{
	size_t i = bytes_find_octet(bytes_from(b, from), octet);
	return i == BYTES_NOT_FOUND ? i : from + i;
}

size_t
bytes_find_nocase(struct bytes b, struct bytes needle)
{
	if (needle.len == 0)
		return 0;
	if (needle.len > b.len)
		return BYTES_NOT_FOUND;
	/* memchr for either case of the first octet: words are looked for in whole messages, and this is ten times
	   the speed of a loop over the octets.  Each of the two passes once over B. */
	struct bytes starts = bytes_to(b, b.len - needle.len + 1);
	uint8_t small = ascii_lower(needle.at[0]);
	bool is_letter = small >= 'a' && small <= 'z';
	uint8_t capital = is_letter ? (uint8_t)(small - 'a' + 'A') : small;
	size_t lower = find_from(starts, 0, small);
	size_t upper = is_letter ? find_from(starts, 0, capital) : BYTES_NOT_FOUND;
	for (;;) {
		size_t i = lower < upper ? lower : upper;
		if (i == BYTES_NOT_FOUND || same_nocase(b.at + i, needle.at, needle.len))
			return i;
		if (i == lower)
			lower = find_from(starts, i + 1, small);
		if (i == upper)
			upper = find_from(starts, i + 1, capital);
	}
}

struct bytes
bytes_trim(struct bytes b)
{
	while (b.len != 0 && ascii_is_space(b.at[0]))
		b = bytes_from(b, 1);
	while (b.len != 0 && ascii_is_space(b.at[b.len - 1]))
		b.len--;
	return b;
}

bool
bytes_cut(struct bytes *rest, uint8_t separator, struct bytes *out)
{
	if (rest->len == 0)
		return false;
	size_t i = bytes_find_octet(*rest, separator);
	*out = bytes_to(*rest, i);
	*rest = i == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(*rest, i + 1);
	return true;
}

int
bytes_number(struct bytes b, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;
	if (b.len == 0)
		return FAULT_INPUT;
	for (size_t i = 0; i < b.len; i++) {
		if (!ascii_is_digit(b.at[i]) || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(b.at[i] - '0'), &value))
			return FAULT_INPUT;
	}
	if (value > max)
		return FAULT_INPUT;
	*out = value;
	return 0;
}
