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
struct bytes reader_take(struct reader *r, size_t count);

/* Move to an absolute position (behind the end marks the reader bad), or COUNT octets on. */
void reader_seek(struct reader *r, size_t pos);
void reader_skip(struct reader *r, size_t count);

uint8_t reader_u8(struct reader *r);
uint16_t reader_u16le(struct reader *r);
uint32_t reader_u32le(struct reader *r);
uint64_t reader_u64le(struct reader *r);
uint16_t reader_u16be(struct reader *r);
uint32_t reader_u32be(struct reader *r);

#endif
