/* Property: whatever is accepted is written again and accepted again with the same octets. */
#include "base/schema.h"

#include "base/must.h"

struct leaf {
	enum { A, B } kind;
	struct bytes text;
};
struct root {
	uint32_t number;
	double score;
	struct bytes raw;
	LIST(struct leaf) leaves;
	LIST(struct bytes) words;
};
static const char *const kinds[] = { "a", "b" };
static const struct field leaf_fields[] = {
	FIELD_NAMED(1, struct leaf, kind, kinds),
	FIELD(2, FIELD_TEXT, struct leaf, text, 64),
};
static const struct schema leaf_schema = SCHEMA(struct leaf, leaf_fields);
static const struct field root_fields[] = {
	FIELD(1, FIELD_U32, struct root, number, 9),
	FIELD(2, FIELD_DOUBLE, struct root, score, 0),
	FIELD(3, FIELD_OCTETS, struct root, raw, 64),
	FIELD_OF(4, FIELD_LIST, struct root, leaves, 50, &leaf_schema),
	FIELD(5, FIELD_TEXTS, struct root, words, 50),
};
static const struct schema root_schema = SCHEMA(struct root, root_fields);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)1 << 20);
	struct root first = { 0 }, second = { 0 };
	if (schema_read(&root_schema, bytes_of(data, size), a, &first) == 0) {
		struct buf once, twice;
		buf_init(&once, (size_t)1 << 20);
		buf_init(&twice, (size_t)1 << 20);
		schema_write(&root_schema, &first, &once);
		must(buf_ok(&once));
		must(schema_read(&root_schema, buf_bytes(&once), a, &second) == 0);
		schema_write(&root_schema, &second, &twice);
		must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
		buf_clear(&twice);
		schema_json(&root_schema, &second, &twice);
		buf_done(&once);
		buf_done(&twice);
	}
	arena_free(a);
	return 0;
}
