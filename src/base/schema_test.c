#include "base/schema.h"

#include "lib/check.h"

enum colour { RED, GREEN };
static const char *const colour_names[] = { "red", "green" };

struct child {
	uint32_t number;
	struct bytes text;
};
struct parent {
	bool yes;
	int64_t when;
	double score;
	enum colour colour;
	struct bytes name;
	struct bytes hash;
	struct child only;
	LIST(struct child) children;
	LIST(struct bytes) words;
};

static const struct field child_fields[] = {
	FIELD(1, FIELD_U32, struct child, number, 100),
	FIELD(2, FIELD_TEXT, struct child, text, 8),
};
static const struct schema child_schema = SCHEMA(struct child, child_fields);
static const struct field parent_fields[] = {
	FIELD(1, FIELD_BOOL, struct parent, yes, 0),
	FIELD(2, FIELD_I64, struct parent, when, 0),
	FIELD(3, FIELD_DOUBLE, struct parent, score, 0),
	FIELD_NAMED(4, struct parent, colour, colour_names),
	FIELD(5, FIELD_TEXT, struct parent, name, 16),
	FIELD(6, FIELD_OCTETS, struct parent, hash, 4),
	FIELD_OF(7, FIELD_STRUCT, struct parent, only, 0, &child_schema),
	FIELD_OF(8, FIELD_LIST, struct parent, children, 3, &child_schema),
	FIELD(9, FIELD_TEXTS, struct parent, words, 2),
};
static const struct schema parent_schema = SCHEMA(struct parent, parent_fields);

static void
fill(struct parent *p, struct arena *a)
{
	*p = (struct parent){ .yes = true, .when = -5, .score = 1.5, .colour = GREEN, .name = BYTES("n\"\n"),
		.hash = BYTES("\xAB\x01"), .only = { 7, BYTES("x") } };
	for (uint32_t i = 0; i < 2; i++)
		*LIST_ADD(a, &p->children) = (struct child){ i, BYTES("c") };
	*LIST_ADD(a, &p->words) = BYTES("\xE5\x8F\x91");
}

static void
what_is_written_is_read_again(void **state)
{
	struct arena *a = arena_new(100000);
	struct parent p, q = { 0 };
	struct buf first, second, json;
	fill(&p, a);
	buf_init(&first, 10000);
	buf_init(&second, 10000);
	buf_init(&json, 10000);
	schema_write(&parent_schema, &p, &first);
	assert_int_equal(schema_read(&parent_schema, buf_bytes(&first), a, &q), 0);
	schema_write(&parent_schema, &q, &second);
	check_bytes(buf_bytes(&second), buf_bytes(&first));
	schema_json(&parent_schema, &q, &json);
	check_text(buf_bytes(&json),
	    "{\"yes\":true,\"when\":-5,\"score\":1.5,\"colour\":\"green\",\"name\":\"n\\\"\\n\","
	    "\"hash\":\"ab01\",\"only\":{\"number\":7,\"text\":\"x\"},\"children\":[{\"text\":\"c\"},"
	    "{\"number\":1,\"text\":\"c\"}],\"words\":[\"\xE5\x8F\x91\"]}");
	buf_done(&first);
	buf_done(&second);
	buf_done(&json);
	arena_free(a);
}

static void
the_reader_refuses_what_the_table_forbids(void **state)
{
	struct arena *a = arena_new(100000);
	struct parent p;
	struct buf out;
	buf_init(&out, 10000);
	fill(&p, a);
	p.colour = (enum colour)2;
	schema_write(&parent_schema, &p, &out);
	assert_int_equal(schema_read(&parent_schema, buf_bytes(&out), a, &(struct parent){ 0 }), FAULT_INPUT);
	p.colour = RED;
	p.only.number = 101;
	buf_clear(&out);
	schema_write(&parent_schema, &p, &out);
	assert_int_equal(schema_read(&parent_schema, buf_bytes(&out), a, &(struct parent){ 0 }), FAULT_INPUT);
	/* Cut or lengthened anywhere: never accepted. */
	p.only.number = 100;
	buf_clear(&out);
	schema_write(&parent_schema, &p, &out);
	for (size_t cut = 0; cut < out.len; cut++)
		assert_int_equal(schema_read(&parent_schema, bytes_to(buf_bytes(&out), cut), a,
		    &(struct parent){ 0 }), FAULT_INPUT);
	buf_add_octet(&out, 0);
	assert_int_equal(schema_read(&parent_schema, buf_bytes(&out), a, &(struct parent){ 0 }), FAULT_INPUT);
	buf_done(&out);
	arena_free(a);
}

static void
long_and_broken_texts_are_cut_and_repaired_when_written(void **state)
{
	struct arena *a = arena_new(100000);
	struct parent p = { .name = BYTES("0123456789ABCDEFGHIJ") }, q = { 0 };
	struct buf out;
	buf_init(&out, 10000);
	schema_write(&parent_schema, &p, &out);
	assert_int_equal(schema_read(&parent_schema, buf_bytes(&out), a, &q), 0);
	check_text(q.name, "0123456789ABCDEF");
	p.name = BYTES("a\0\xFFz");
	buf_clear(&out);
	q = (struct parent){ 0 };
	schema_write(&parent_schema, &p, &out);
	assert_int_equal(schema_read(&parent_schema, buf_bytes(&out), a, &q), 0);
	check_text(q.name, "a\xEF\xBF\xBD\xEF\xBF\xBDz");
	buf_done(&out);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(the_reader_refuses_what_the_table_forbids),
		cmocka_unit_test(long_and_broken_texts_are_cut_and_repaired_when_written),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
