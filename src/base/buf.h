/* buf: octets that grow, up to a maximum stated at the start.
 *
 * Writing past the maximum marks the buffer full and writes nothing more; the mark stays, so the caller
 * writes freely and checks buf_ok() once at the end.  A buf owns heap memory. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/bytes.h"

struct buf {
	uint8_t *at;
	size_t len;
	size_t room;
	size_t max;
	bool full; /* something did not fit */
};

/**
 * buf_init(b, max): An empty buffer that will never hold more than MAX octets.
 */
void buf_init(struct buf *b, size_t max);

/**
 * buf_done(b): Release the memory; the buffer may be initialised again.  A zeroed struct is fine.
 */
void buf_done(struct buf *b);

/**
 * buf_clear(b): Empty it, keep the memory, forget that it was full.
 */
void buf_clear(struct buf *b);

/* What buf_reserve does where there is no room. */
uint8_t *buf_grow(struct buf *b, size_t more);

/**
 * buf_reserve(b, more): Room for MORE octets at b->at + b->len, to be counted by adding to b->len.
 *
 * Gives:   the place
 * Fails:   NULL, and the buffer is marked full, when the maximum would be passed
 */
static inline uint8_t *
buf_reserve(struct buf *b, size_t more)
{
	/* Everything is written through here, most of it octet by octet.  There may be more room than max, where
	 * that was lowered. */
	if (more < b->room - b->len && more <= b->max - b->len && !b->full)
		return b->at + b->len;
	return buf_grow(b, more);
}

/* Append octets, one octet, a C string, formatted text, a decimal number,
 * octets as hexadecimal digits.  What does not fit whole is not written. */
static inline void
buf_add(struct buf *b, struct bytes more)
{
	uint8_t *p = buf_reserve(b, more.len);
	if (p == NULL || more.len == 0)
		return;
	memcpy(p, more.at, more.len);
	b->len += more.len;
}

static inline void
buf_add_octet(struct buf *b, uint8_t c)
{
	uint8_t *p = buf_reserve(b, 1);
	if (p == NULL)
		return;
	*p = c;
	b->len++;
}

static inline void
buf_add_cstr(struct buf *b, const char *text)
{
	buf_add(b, bytes_of_cstr(text));
}

void buf_add_number(struct buf *b, uint64_t number);
void buf_add_hex(struct buf *b, struct bytes octets);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * buf_drop(b, count): Remove the first COUNT octets (all, if there are fewer).
 *
 * Cost:    moves what is left
 */
void buf_drop(struct buf *b, size_t count);

/* Did everything fit so far? */
static inline bool
buf_ok(const struct buf *b)
{
	return !b->full;
}

/* What it holds; valid until the next append. */
static inline struct bytes
buf_bytes(const struct buf *b)
{
	return (struct bytes){ b->at, b->len };
}

/**
 * buf_cstr(b): Its text with a NUL behind it (the NUL is not counted); valid until the next append.
 */
const char *buf_cstr(struct buf *b);

#endif
