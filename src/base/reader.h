/* reader: the only way to read binary formats; it cannot leave its octets.
 *
 * A read past the end gives zeros and sets a mark that stays; the caller reads field by field and asks
 * reader_ok() once.  Sizes from the input must still be checked against a ceiling before they are used. */
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/bytes.h"

struct reader {
	struct bytes all;
	size_t pos;
	bool bad; /* a read did not fit */
};

static inline struct reader
reader_of(struct bytes all)
{
	return (struct reader){ .all = all };
}

static inline bool
reader_ok(const struct reader *r)
{
	return !r->bad;
}

static inline size_t
reader_left(const struct reader *r)
{
	return r->bad ? 0 : r->all.len - r->pos;
}

/* Everything was read, and nothing beyond the end. */
static inline bool
reader_at_end(const struct reader *r)
{
	return !r->bad && r->pos == r->all.len;
}

/**
 * reader_take(r, count): The next COUNT octets, as a view.
 *
 * Fails:   an empty run, and the reader is marked bad, where fewer are left
 */
static inline struct bytes
reader_take(struct reader *r, size_t count)
{
	if (r->bad || count > r->all.len - r->pos) {
		r->bad = true;
		return BYTES_NONE;
	}
	struct bytes taken = bytes_slice(r->all, r->pos, r->pos + count);
	r->pos += count;
	return taken;
}

/* Move to an absolute position (behind the end marks the reader bad), or COUNT octets on. */
void reader_seek(struct reader *r, size_t pos);
void reader_skip(struct reader *r, size_t count);

/* The shifts are what compilers know as one load. */
static inline uint8_t
reader_u8(struct reader *r)
{
	struct bytes b = reader_take(r, 1);
	return b.len != 0 ? b.at[0] : 0;
}

static inline uint16_t
reader_u16le(struct reader *r)
{
	struct bytes b = reader_take(r, 2);
	return b.len != 0 ? (uint16_t)(b.at[0] | b.at[1] << 8) : 0;
}

static inline uint32_t
reader_u32le(struct reader *r)
{
	struct bytes b = reader_take(r, 4);
	return b.len != 0
	    ? b.at[0] | (uint32_t)b.at[1] << 8 | (uint32_t)b.at[2] << 16 | (uint32_t)b.at[3] << 24 : 0;
}

static inline uint64_t
reader_u64le(struct reader *r)
{
	if (reader_left(r) < 8) {
		r->bad = true;
		return 0;
	}
	uint64_t low = reader_u32le(r);
	return low | (uint64_t)reader_u32le(r) << 32;
}

static inline uint16_t
reader_u16be(struct reader *r)
{
	return __builtin_bswap16(reader_u16le(r));
}

static inline uint32_t
reader_u32be(struct reader *r)
{
	return __builtin_bswap32(reader_u32le(r));
}

#endif
