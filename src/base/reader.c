#include "base/reader.h"

struct bytes
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

void
reader_seek(struct reader *r, size_t pos)
{
	if (pos > r->all.len)
		r->bad = true;
	else
		r->pos = pos;
}

void
reader_skip(struct reader *r, size_t count)
{
	(void)reader_take(r, count);
}

static uint64_t
little_endian(struct reader *r, size_t octets)
{
	struct bytes b = reader_take(r, octets);
	uint64_t value = 0;
	for (size_t i = b.len; i-- > 0;)
		value = value << 8 | b.at[i];
	return value;
}

static uint64_t
big_endian(struct reader *r, size_t octets)
{
	struct bytes b = reader_take(r, octets);
	uint64_t value = 0;
	for (size_t i = 0; i < b.len; i++)
		value = value << 8 | b.at[i];
	return value;
}

uint8_t
reader_u8(struct reader *r)
{
	return (uint8_t)little_endian(r, 1);
}

uint16_t
reader_u16le(struct reader *r)
{
	return (uint16_t)little_endian(r, 2);
}

uint32_t
reader_u32le(struct reader *r)
{
	return (uint32_t)little_endian(r, 4);
}

uint64_t
reader_u64le(struct reader *r)
{
	return little_endian(r, 8);
}

uint16_t
reader_u16be(struct reader *r)
{
	return (uint16_t)big_endian(r, 2);
}

uint32_t
reader_u32be(struct reader *r)
{
	return (uint32_t)big_endian(r, 4);
}
