/* bytes: a borrowed run of octets, for everything that came from outside.
 *
 * Passed by value.  May hold NUL and any octet; is never a C string.  Whoever made the octets owns them:
 * a struct bytes is valid as long as that memory is (usually the message's arena or its buffer).
 * Case folding here is ASCII only, on purpose: protocol words are ASCII. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *at;
	size_t len;
};

/* A literal as bytes: BYTES in code, BYTES_INIT in static tables (C17 wants constants there). */
#define BYTES(literal) ((struct bytes){ (const uint8_t *)("" literal), sizeof(literal) - 1 })
#define BYTES_INIT(literal) { (const uint8_t *)("" literal), sizeof(literal) - 1 }
#define BYTES_NONE ((struct bytes){ NULL, 0 })
#define BYTES_NOT_FOUND SIZE_MAX

/* For printf("%.*s"): the length is capped at 4096. */
#define BYTES_ARGS(b) (int)((b).len > 4096 ? 4096 : (b).len), (const char *)((b).at ? (b).at : (const uint8_t *)"")

static inline struct bytes
bytes_of(const void *at, size_t len)
{
	return (struct bytes){ at, len };
}

static inline struct bytes
bytes_of_cstr(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, text != NULL ? strlen(text) : 0 };
}

static inline uint8_t
ascii_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static inline bool
ascii_is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
ascii_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_is_alpha(uint8_t c)
{
	return (uint8_t)((c | 0x20) - 'a') < 26;
}

static inline bool
ascii_is_alnum(uint8_t c)
{
	return ascii_is_digit(c) || ascii_is_alpha(c);
}

/* 0..15, or -1 where C is no hexadecimal digit. */
static inline int
ascii_hex(uint8_t c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/**
 * bytes_from(b, start), bytes_to(b, end), bytes_slice(b, start, end): Parts of B.
 *
 * Takes:   any start and end; both are moved into 0..b.len, an end before start gives an empty run
 * Gives:   a view into b; nothing is copied
 */
static inline struct bytes
bytes_slice(struct bytes b, size_t start, size_t end)
{
	if (end > b.len)
		end = b.len;
	if (start > end)
		start = end;
	return (struct bytes){ b.at != NULL ? b.at + start : NULL, end - start };
}

static inline struct bytes
bytes_from(struct bytes b, size_t start)
{
	return bytes_slice(b, start, b.len);
}

static inline struct bytes
bytes_to(struct bytes b, size_t end)
{
	return bytes_slice(b, 0, end);
}

/* Equality, exact and ignoring ASCII case. */
static inline bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || (a.at[0] == b.at[0] && memcmp(a.at, b.at, a.len) == 0));
}
bool bytes_same_nocase(const uint8_t *a, const uint8_t *b, size_t len);

static inline bool
bytes_equal_nocase(struct bytes a, struct bytes b)
{
	/* Most comparisons end here: with the length or the first octet. */
	if (a.len != b.len)
		return false;
	return a.len == 0 || (((a.at[0] ^ b.at[0]) & 0xdf) == 0 && bytes_same_nocase(a.at, b.at, a.len));
}

/* Does B begin (end) with PREFIX (SUFFIX)?  The _nocase forms ignore ASCII case. */
static inline bool
bytes_starts(struct bytes b, struct bytes prefix)
{
	return b.len >= prefix.len && bytes_equal(bytes_to(b, prefix.len), prefix);
}

static inline bool
bytes_starts_nocase(struct bytes b, struct bytes prefix)
{
	return b.len >= prefix.len && bytes_equal_nocase(bytes_to(b, prefix.len), prefix);
}

static inline bool
bytes_ends(struct bytes b, struct bytes suffix)
{
	return b.len >= suffix.len && bytes_equal(bytes_from(b, b.len - suffix.len), suffix);
}

static inline bool
bytes_ends_nocase(struct bytes b, struct bytes suffix)
{
	return b.len >= suffix.len && bytes_equal_nocase(bytes_from(b, b.len - suffix.len), suffix);
}

/* Order as memcmp, the shorter first. */
int bytes_compare_many(struct bytes a, struct bytes b);

static inline int
bytes_compare(struct bytes a, struct bytes b)
{
	/* In a sorted table nearly every comparison ends at the first octet. */
	if (a.len != 0 && b.len != 0 && a.at[0] != b.at[0])
		return a.at[0] - b.at[0];
	return bytes_compare_many(a, b);
}

/* Index of the first (last) octet C, or BYTES_NOT_FOUND. */
static inline size_t
bytes_find_octet(struct bytes b, uint8_t c)
{
	const uint8_t *p = b.len != 0 ? (const uint8_t *)memchr(b.at, c, b.len) : NULL;
	return p != NULL ? (size_t)(p - b.at) : BYTES_NOT_FOUND;
}
size_t bytes_find_last_octet(struct bytes b, uint8_t c);

/* Index of the first CR or LF, or BYTES_NOT_FOUND. */
size_t bytes_find_break(struct bytes b);

/**
 * bytes_find(b, needle), bytes_find_nocase(b, needle): Where NEEDLE first stands in B.
 *
 * Gives:   the index, 0 for an empty needle, BYTES_NOT_FOUND where it is absent
 * Cost:    bytes_find is linear (two-way memmem); the nocase form is O(b.len * needle.len) at worst, so
 *          needle must be a constant of ours, never the outside's
 */
size_t bytes_find(struct bytes b, struct bytes needle);
size_t bytes_find_nocase(struct bytes b, struct bytes needle);

static inline bool
bytes_has(struct bytes b, struct bytes needle)
{
	return bytes_find(b, needle) != BYTES_NOT_FOUND;
}

static inline bool
bytes_has_nocase(struct bytes b, struct bytes needle)
{
	return bytes_find_nocase(b, needle) != BYTES_NOT_FOUND;
}

/* Copy B to TO, ASCII letters in lower case; TO may be where B is. */
void bytes_lower(struct bytes b, uint8_t *to);

/* B without the ASCII white space at both ends. */
struct bytes bytes_trim(struct bytes b);

/**
 * bytes_cut(rest, separator, out): Take the text before the next SEPARATOR off the front of *REST.
 *
 * Takes:   rest  what is left; moved behind the separator, or to empty at the end
 * Gives:   true and *out, once per field (an empty input gives no field, "a," gives "a")
 */
bool bytes_cut(struct bytes *rest, uint8_t separator, struct bytes *out);

/**
 * bytes_number(b, max, out): Read an unsigned decimal number that is all of B.
 *
 * Gives:   0 and *out <= max
 * Fails:   FAULT_INPUT for an empty run, any other octet than a digit, or a number above max
 */
int bytes_number(struct bytes b, uint64_t max, uint64_t *out);

#endif
