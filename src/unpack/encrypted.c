#include "base/reader.h"
#include "unpack/archive.h"

/* Blocks that are looked at: encryption shows in the first file's header. */
#define BLOCKS_MAX 1000

enum rar5_block { RAR5_MAIN = 1, RAR5_FILE = 2, RAR5_SERVICE = 3, RAR5_CRYPT = 4, RAR5_END = 5 };
#define RAR5_HAS_EXTRA 1
#define RAR5_HAS_DATA 2
#define RAR5_EXTRA_CRYPT 1

/* A number of 7 bits an octet, at most 10 of them.  Source: RAR 5.0 archive format, "vint". */
static uint64_t
vint(struct reader *r)
{
	uint64_t value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t octet = reader_u8(r);
		value |= (uint64_t)(octet & 0x7F) << shift;
		if ((octet & 0x80) == 0)
			return value;
	}
	r->bad = true;
	return 0;
}

/* The records behind a file's header: does one say how it is encrypted? */
static bool
extra_is_crypt(struct bytes extra)
{
	struct reader r = reader_of(extra);
	while (reader_left(&r) > 0) {
		uint64_t size = vint(&r);
		if (size > reader_left(&r))
			return false;
		struct reader record = reader_of(reader_take(&r, (size_t)size));
		if (vint(&record) == RAR5_EXTRA_CRYPT && reader_ok(&record))
			return true;
	}
	return false;
}

bool
archive_is_encrypted(struct bytes container)
{
	static const struct bytes magic = BYTES_INIT("Rar!\x1A\x07\x01\x00");
	if (!bytes_starts(container, magic))
		return false;
	struct reader r = reader_of(bytes_from(container, magic.len));
	for (int block = 0; block < BLOCKS_MAX && reader_left(&r) > 0; block++) {
		(void)reader_u32le(&r); /* CRC: a wrong one does not make it readable */
		uint64_t size = vint(&r);
		if (!reader_ok(&r) || size > reader_left(&r))
			return false;
		struct bytes octets = reader_take(&r, (size_t)size);
		struct reader head = reader_of(octets);
		uint64_t type = vint(&head), flags = vint(&head);
		uint64_t extra = (flags & RAR5_HAS_EXTRA) != 0 ? vint(&head) : 0;
		uint64_t data = (flags & RAR5_HAS_DATA) != 0 ? vint(&head) : 0;
		if (!reader_ok(&head) || type == RAR5_END)
			return false;
		if (type == RAR5_CRYPT)
			return true;
		if (type == RAR5_FILE && extra <= octets.len &&
		    extra_is_crypt(bytes_from(octets, octets.len - (size_t)extra)))
			return true;
		if (data > reader_left(&r))
			return false;
		reader_skip(&r, (size_t)data);
	}
	return false;
}
