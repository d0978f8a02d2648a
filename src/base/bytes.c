#include "base/bytes.h"

#include "base/fault.h"
#include "base/lanes.h"

bool
bytes_same_nocase(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

int
bytes_compare_many(struct bytes a, struct bytes b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common != 0 ? memcmp(a.at, b.at, common) : 0;
	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

size_t
bytes_find_last_octet(struct bytes b, uint8_t c)
{
	const uint8_t *p = b.len != 0 ? memrchr(b.at, c, b.len) : NULL;
	return p != NULL ? (size_t)(p - b.at) : BYTES_NOT_FOUND;
}

size_t
bytes_find_break(struct bytes b)
{
	size_t i = 0;
	for (; b.len - i >= LANES; i += LANES) {
		lanes v = lanes_at(b.at + i);
		if (lanes_any((lanes)(v == '\n') | (lanes)(v == '\r')))
			break;
	}
	for (; i < b.len; i++)
		if (b.at[i] == '\n' || b.at[i] == '\r')
			return i;
	return BYTES_NOT_FOUND;
}

/* The next lane of HITS that is set, from FROM on; 16 when there is none. */
static inline unsigned
next_lane(lanes hits, unsigned from)
{
	uint8_t each[16];
	memcpy(each, &hits, sizeof each);
	while (from < 16 && each[from] == 0)
		from++;
	return from;
}

/* Places where a needle seems to begin and does not.  memmem prepares tables, which costs more than to look through most
 * texts; beyond so many its promise to be linear counts for more. */
enum { SEEMING_MAX = 64 };

static size_t
find_in_few(struct bytes b, struct bytes needle)
{
	size_t last = b.len - needle.len;
	for (size_t i = 0; i <= last; i++) {
		const uint8_t *p = memchr(b.at + i, needle.at[0], last - i + 1);
		if (p == NULL)
			break;
		i = (size_t)(p - b.at);
		if (memcmp(p, needle.at, needle.len) == 0)
			return i;
	}
	return BYTES_NOT_FOUND;
}

size_t
bytes_find(struct bytes b, struct bytes needle)
{
	if (needle.len == 0)
		return 0;
	if (needle.len > b.len)
		return BYTES_NOT_FOUND;
	size_t i = 0, places = b.len - needle.len + 1, seeming = 0;
	if (needle.len <= 2)
		return find_in_few(b, needle);
	lanes want_first = lanes_of(needle.at[0]), want_last = lanes_of(needle.at[needle.len - 1]);
	for (; places - i >= LANES && seeming < SEEMING_MAX; i += LANES) {
		lanes hits = (lanes)((lanes_at(b.at + i) == want_first) & (lanes_at(b.at + i + needle.len - 1) == want_last));
		if (!lanes_any(hits))
			continue;
		for (unsigned k = next_lane(hits, 0); k < LANES; k = next_lane(hits, k + 1), seeming++)
			if (memcmp(b.at + i + k, needle.at, needle.len) == 0)
				return i + k;
	}
	if (i == places)
		return BYTES_NOT_FOUND;
	struct bytes rest = bytes_from(b, i);
	if (places - i < LANES) {
		size_t at = find_in_few(rest, needle);
		return at == BYTES_NOT_FOUND ? at : i + at;
	}
	const uint8_t *p = memmem(rest.at, rest.len, needle.at, needle.len);
	return p != NULL ? (size_t)(p - b.at) : BYTES_NOT_FOUND;
}

size_t
bytes_find_nocase(struct bytes b, struct bytes needle)
{
	if (needle.len == 0)
		return 0;
	if (needle.len > b.len)
		return BYTES_NOT_FOUND;
	uint8_t first = ascii_lower(needle.at[0]);
	uint8_t second = needle.len > 1 ? ascii_lower(needle.at[1]) : first;
	/* Setting bit 5 of a letter makes it lower case; other octets are compared as they are. */
	lanes fold_first = (lanes){ 0 } + (uint8_t)(ascii_is_alpha(first) ? 0x20 : 0);
	lanes fold_second = (lanes){ 0 } + (uint8_t)(ascii_is_alpha(second) ? 0x20 : 0);
	lanes want_first = (lanes){ 0 } + first, want_second = (lanes){ 0 } + second;
	size_t i = 0, last = b.len - needle.len, next = needle.len > 1 ? 1 : 0;
	while (i <= last) {
		if (b.len - i > 16) {
			lanes hits = (lanes)(((lanes_at(b.at + i) | fold_first) == want_first) &
			                     ((lanes_at(b.at + i + next) | fold_second) == want_second));
			if (!lanes_any(hits)) {
				i += 16;
				continue;
			}
			for (unsigned k = next_lane(hits, 0); k < 16 && i + k <= last; k = next_lane(hits, k + 1))
				if (bytes_same_nocase(b.at + i + k, needle.at, needle.len))
					return i + k;
			i += 16;
			continue;
		}
		size_t end = i + 16 <= last ? i + 16 : last + 1;
		for (; i < end; i++)
			if (ascii_lower(b.at[i]) == first && bytes_same_nocase(b.at + i, needle.at, needle.len))
				return i;
	}
	return BYTES_NOT_FOUND;
}

void
bytes_lower(struct bytes b, uint8_t *to)
{
	size_t i = 0;
	for (; b.len - i >= LANES; i += LANES) {
		lanes v = lanes_at(b.at + i);
		v |= lanes_between(v, 'A', 'Z') & 0x20;
		memcpy(to + i, &v, sizeof v);
	}
	for (; i < b.len; i++)
		to[i] = ascii_lower(b.at[i]);
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
