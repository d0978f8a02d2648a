#include "casefile/prints.h"

const char *const print_kind_names[PRINT_KIND_COUNT] = { "text", "attached", "page", "link", "picture", "file" };

static const struct field print_fields[] = {
	FIELD_NAMED(1, struct casefile_print, kind, print_kind_names),
	FIELD(2, FIELD_U32, struct casefile_print, part, 0),
	FIELD(3, FIELD_OCTETS, struct casefile_print, octets, PRINT_HASHES * 4),
};
const struct schema casefile_print_schema = SCHEMA(struct casefile_print, print_fields);

static const struct field match_fields[] = {
	FIELD_NAMED(1, struct casefile_match, kind, print_kind_names),
	FIELD(2, FIELD_U32, struct casefile_match, part, 0),
	FIELD(3, FIELD_U32, struct casefile_match, likeness, 100),
	FIELD(4, FIELD_DOUBLE, struct casefile_match, spam, 0),
	FIELD(5, FIELD_DOUBLE, struct casefile_match, phishing, 0),
	FIELD(6, FIELD_DOUBLE, struct casefile_match, virus, 0),
	FIELD(7, FIELD_DOUBLE, struct casefile_match, ham, 0),
	FIELD(8, FIELD_U32, struct casefile_match, reporters, 0),
	FIELD(9, FIELD_U32, struct casefile_match, good_reporters, 0),
	FIELD(10, FIELD_BOOL, struct casefile_match, by_operator, 0),
	FIELD(11, FIELD_BOOL, struct casefile_match, is_vetoed, 0),
	FIELD(12, FIELD_U64, struct casefile_match, seen, 0),
	FIELD(13, FIELD_I64, struct casefile_match, first_ms, 0),
	FIELD(14, FIELD_I64, struct casefile_match, last_ms, 0),
};
const struct schema casefile_match_schema = SCHEMA(struct casefile_match, match_fields);

static const struct field matches_fields[] = {
	FIELD(1, FIELD_BOOL, struct casefile_matches, was_asked, 0),
	FIELD_OF(2, FIELD_LIST, struct casefile_matches, rows, CASEFILE_MATCHES_MAX, &casefile_match_schema),
	FIELD(3, FIELD_U64, struct casefile_matches, copies, 0),
	FIELD(4, FIELD_DOUBLE, struct casefile_matches, taught, 0),
	FIELD(5, FIELD_U32, struct casefile_matches, lessons, 0),
};
const struct schema casefile_matches_schema = SCHEMA(struct casefile_matches, matches_fields);

size_t
print_octets(enum print_kind kind)
{
	static const size_t octets[PRINT_KIND_COUNT] = { [PRINT_TEXT] = PRINT_HASHES * 4, [PRINT_ATTACHED] = PRINT_HASHES * 4,
		[PRINT_PAGE] = 8, [PRINT_LINK] = 8, [PRINT_PICTURE] = 8, [PRINT_FILE] = 32 };
	return octets[kind];
}

uint32_t
print_likeness(enum print_kind kind, struct bytes a, struct bytes b)
{
	uint32_t same = 0;
	if (a.len != print_octets(kind) || b.len != a.len)
		return 0;
	if (kind == PRINT_TEXT || kind == PRINT_ATTACHED) {
		for (size_t i = 0; i < PRINT_HASHES; i++)
			same += memcmp(a.at + 4 * i, b.at + 4 * i, 4) == 0;
		return same * 100 / PRINT_HASHES;
	}
	if (kind != PRINT_PICTURE)
		return bytes_equal(a, b) ? 100 : 0;
	uint64_t x, y;
	memcpy(&x, a.at, sizeof x);
	memcpy(&y, b.at, sizeof y);
	return (uint32_t)(64 - __builtin_popcountll(x ^ y)) * 100 / 64;
}
