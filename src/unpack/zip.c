/* What is odd about the structure of a zip: programs disagree on which of its two lists of files to believe, and
 * on which of several archives in one file (Brodowsky 2003; "zip parser ambiguity" in every other audit since). */
#include "base/reader.h"
#include "unpack/zip.h"

#define END_OCTETS 22u
#define LOCAL_OCTETS 30u
#define COMMENT_MAX 65535u
/* Entries whose two headers are compared; more than real mail has. */
#define COMPARED_MAX 10000u

static const struct bytes end_mark = BYTES_INIT("PK\x05\x06");
static const struct bytes local_mark = BYTES_INIT("PK\x03\x04");

struct end {
	size_t at;
	uint32_t entries;
	uint32_t size, offset; /* of the directory */
};

static bool
read_end(struct bytes zip, size_t at, struct end *out)
{
	struct reader r = reader_of(bytes_from(zip, at));
	if (!bytes_equal(reader_take(&r, 4), end_mark))
		return false;
	reader_skip(&r, 6);
	*out = (struct end){ .at = at, .entries = reader_u16le(&r) };
	out->size = reader_u32le(&r);
	out->offset = reader_u32le(&r);
	(void)reader_u16le(&r);
	return reader_ok(&r) && out->size <= at && out->offset <= at - out->size;
}

/* The last end that makes sense, as programs look for it. */
static bool
find_end(struct bytes zip, struct end *out)
{
	if (zip.len < END_OCTETS)
		return false;
	size_t first = zip.len - END_OCTETS, last = first > COMMENT_MAX ? first - COMMENT_MAX : 0;
	for (size_t at = first + 1; at-- > last;)
		if (zip.at[at] == 'P' && read_end(zip, at, out))
			return true;
	return false;
}

/* Does each entry of the directory stand before its file under the same name, and nothing between them? */
static bool
is_lying(struct bytes zip, const struct end *end, size_t prefix)
{
	struct reader r = reader_of(bytes_slice(zip, end->at - end->size, end->at));
	size_t covered = prefix;
	for (uint32_t i = 0; i < end->entries && i < COMPARED_MAX; i++) {
		if (!bytes_equal(reader_take(&r, 4), BYTES("PK\x01\x02")))
			return true;
		reader_skip(&r, 16);
		uint64_t packed = reader_u32le(&r);
		(void)reader_u32le(&r);
		uint16_t name = reader_u16le(&r), extra = reader_u16le(&r), comment = reader_u16le(&r);
		reader_skip(&r, 8);
		uint64_t offset = reader_u32le(&r);
		struct bytes said = reader_take(&r, name);
		reader_skip(&r, (size_t)extra + comment);
		if (!reader_ok(&r))
			return true;
		if (offset == UINT32_MAX || packed == UINT32_MAX)
			continue; /* zip64 */
		struct reader local = reader_of(bytes_from(zip, prefix + offset));
		if (!bytes_equal(reader_take(&local, 4), local_mark))
			return true;
		reader_skip(&local, 22);
		uint16_t local_name = reader_u16le(&local), local_extra = reader_u16le(&local);
		if (!bytes_equal(reader_take(&local, local_name), said))
			return true;
		size_t until = prefix + offset + LOCAL_OCTETS + local_name + local_extra + packed;
		/* A file that the directory does not name stands in a gap before the next one that it names. */
		if (prefix + offset > covered && bytes_starts(bytes_from(zip, covered), local_mark))
			return true;
		covered = until > covered ? until : covered;
	}
	return false;
}

uint32_t
zip_tricks(struct bytes zip, size_t *out_prefix)
{
	struct end end, other;
	uint32_t tricks = 0;
	*out_prefix = 0;
	if (!find_end(zip, &end))
		return 0;
	size_t prefix = end.at - end.size - end.offset;
	/* Another archive before it, complete with its own directory; stored archives inside are behind the prefix. */
	struct bytes before = bytes_to(zip, prefix);
	if (prefix > 0 && bytes_starts(before, local_mark) && find_end(before, &other))
		tricks |= ZIP_CONCATENATED;
	else if (prefix > 0)
		tricks |= ZIP_PREFIXED;
	if (is_lying(zip, &end, prefix))
		tricks |= ZIP_LYING;
	*out_prefix = prefix;
	return tricks;
}

bool
zip_ends(struct bytes octets)
{
	struct end end;
	return octets.len > END_OCTETS && read_end(octets, octets.len - END_OCTETS, &end) && end.entries > 0;
}
