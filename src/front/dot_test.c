#include "front/dot.h"

#include "base/buf.h"

#include "lib/check.h"

/* Feed INPUT in pieces that end at the bits of CUTS; the output and how much was used. */
static bool
feed(struct bytes in, uint64_t cuts, bool is_chunked, struct dot *d, struct buf *out, size_t *used)
{
	*d = (struct dot){ .is_chunked = is_chunked };
	buf_clear(out);
	size_t start = 0;
	for (size_t i = 1; i <= in.len; i++) {
		if (i < in.len && (cuts >> (i - 1) & 1) == 0)
			continue;
		uint8_t room[DOT_ROOM(400)];
		size_t out_len, n;
		bool is_end = dot_feed(d, bytes_slice(in, start, i), room, &out_len, &n);
		assert_true(out_len <= DOT_ROOM(i - start));
		buf_add(out, bytes_of(room, out_len));
		start += n;
		if (is_end) {
			*used = start;
			return true;
		}
		assert_int_equal(start, i);
	}
	*used = start;
	return false;
}

static const struct vector {
	const char *in;
	size_t len;
	const char *out; /* up to the end, or all of it */
	bool ends;       /* at its last octet, or before an X */
} vectors[] = {
#define V(in_, out_, ends_) { in_, sizeof(in_) - 1, out_, ends_ }
	V(".\r\nX", "", 1),
	V("a\r\n.\r\nX", "a\r\n", 1),
	V("a\r\n..\r\n.\r\n", "a\r\n.\r\n", 1),
	V(".a\r\n.\r\n", "a\r\n", 1),
	V("a\n.\nX\r\n.\r\n", "a\r\n.\r\nX\r\n", 1),
	V("a\n.\r\nX\r\n.\r\n", "a\r\n.\r\nX\r\n", 1),
	V("a\r\n.\nX\r\n.\r\n", "a\r\n.\r\nX\r\n", 1),
	V("a\r.\rX\r\n.\r\n", "a . X\r\n", 1),
	V("a\n.\rX\r\n.\r\n", "a\r\n X\r\n", 1),
	V("a\r.\nX\r\n.\r\n", "a .\r\nX\r\n", 1),
	V("a\r.\r\nX\r\n.\r\n", "a .\r\nX\r\n", 1),
	V("a\r\n.\rX\r\n.\r\n", "a\r\n X\r\n", 1),
	V("a\r\n.\r\r\nX\r\n.\r\n", "a\r\n \r\nX\r\n", 1),
	V("a\r\r\n.\r\r\nX\r\n.\r\n", "a \r\n \r\nX\r\n", 1),
	V("a\r\n.\x0b\r\n.\r\n", "a\r\n\x0b\r\n", 1),
	V("a\r\n. \r\n.\r\n", "a\r\n \r\n", 1),
	V("a\r\n\xc0\xae\r\n.\r\n", "a\r\n\xc0\xae\r\n", 1),
	V("a\r\n\x85.\r\n.\r\n", "a\r\n\x85.\r\n", 1),
	V("\r\n.\r\n", "\r\n", 1),
	V("\n.\r\n", "\r\n.\r\n", 0),
	V("\n\n.\r\n.\r\n", "\r\n\r\n.\r\n", 1),
	V("\n..\r\n.\r\n", "\r\n.\r\n", 1),
	V("\r\r\r\n.\r\n", "  \r\n", 1),
#undef V
};

static void
every_vector_means_the_same_however_it_is_cut(void **state)
{
	struct buf out;
	struct dot d, whole;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct bytes in = bytes_of(vectors[i].in, vectors[i].len);
		size_t used;
		(void)feed(in, 0, false, &whole, &out, &used);
		for (uint64_t cuts = 0; cuts < UINT64_C(1) << (in.len - 1); cuts++) {
			bool is_end = feed(in, cuts, false, &d, &out, &used);
			assert_int_equal(is_end, vectors[i].ends);
			if (is_end && used != in.len - (in.at[in.len - 1] == 'X'))
				fail_msg("vector %zu used %zu", i, used);
			check_text(buf_bytes(&out), vectors[i].out);
			assert_memory_equal(&d, &whole, sizeof d);
		}
	}
	buf_done(&out);
}

static void
a_nul_hides_no_end_and_makes_none(void **state)
{
	struct buf out;
	struct dot d;
	size_t used;
	buf_init(&out, 1000);
	struct bytes in = BYTES("a\r\n\0.\r\nb\r\0\n.\r\n.\r\n");
	assert_true(feed(in, 0, false, &d, &out, &used));
	assert_int_equal(used, in.len);
	check_bytes(buf_bytes(&out), BYTES("a\r\n\0.\r\nb \0\r\n.\r\n"));
	assert_int_equal(d.nul, 2);
	assert_int_equal(d.bare_lf, 1);
	assert_int_equal(d.bare_cr, 1);
	assert_int_equal(d.dot_lines, 1);
	buf_done(&out);
}

static void
chunks_have_no_dots_and_end_their_last_line(void **state)
{
	struct buf out;
	struct dot d;
	size_t used;
	buf_init(&out, 1000);
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ ".\r\n", ".\r\n" }, { "a\r\n.\r\nb", "a\r\n.\r\nb\r\n" }, { "a\r", "a \r\n" }, { "a\n", "a\r\n" }, { "", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (uint64_t cuts = 0; cuts < 128; cuts++) {
			uint8_t end[4];
			assert_false(feed(bytes_of_cstr(cases[i].in), cuts, true, &d, &out, &used));
			size_t n = dot_finish(&d, end);
			buf_add(&out, bytes_of(end, n));
			check_text(buf_bytes(&out), cases[i].want);
		}
	}
	buf_done(&out);
}

static void
runs_stop_before_every_dot_that_needs_another(void **state)
{
	assert_int_equal(dot_run(BYTES(".a"), true), 0);
	assert_int_equal(dot_run(BYTES(".a"), false), 2);
	assert_int_equal(dot_run(BYTES("a\r\n.b"), false), 3);
	assert_int_equal(dot_run(BYTES("a.\r\nb"), true), 5);
	assert_int_equal(dot_run(BYTES(""), true), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_vector_means_the_same_however_it_is_cut),
		cmocka_unit_test(a_nul_hides_no_end_and_makes_none),
		cmocka_unit_test(chunks_have_no_dots_and_end_their_last_line),
		cmocka_unit_test(runs_stop_before_every_dot_that_needs_another),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
