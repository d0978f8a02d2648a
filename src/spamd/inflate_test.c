#include <zlib.h>

#include "base/buf.h"
#include "lib/check.h"
#include "spamd/inflate.h"

static struct inflate z;

/* All of it; the last answer. */
static int
read_all(struct bytes in, struct buf *out)
{
	struct bytes run;
	int got;
	inflate_begin(&z, in);
	do {
		got = inflate_next(&z, &run);
		buf_add(out, run);
	} while (got == 0);
	return got;
}

static void
what_zlib_wrote_comes_back(void **state)
{
	static uint8_t plain[300000], packed[400000];
	static const int kinds[] = { Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED };
	for (unsigned i = 0; i < sizeof plain; i++)
		plain[i] = (uint8_t)(i < 100000 ? (unsigned)"a line of mail\r\n"[i % 16] : i < 200000 ? i * 2654435761u >> 24 : i % 251 * (i / 9000));
	for (int level = 0; level <= 9; level++) {
		for (unsigned k = 0; k < 4; k++) {
			struct buf out;
			z_stream s = { .next_in = plain, .avail_in = sizeof plain - (unsigned)level * 7919, .next_out = packed, .avail_out = sizeof packed };
			unsigned size = s.avail_in;
			buf_init(&out, 1 << 20);
			assert_int_equal(deflateInit2(&s, level, Z_DEFLATED, 9 + level % 7, 8, kinds[k]), Z_OK);
			assert_int_equal(deflate(&s, Z_FINISH), Z_STREAM_END);
			(void)deflateEnd(&s);
			assert_int_equal(read_all(bytes_of(packed, s.total_out), &out), 1);
			assert_true(bytes_equal(buf_bytes(&out), bytes_of(plain, size)));
			buf_done(&out);
		}
	}
}

static void
what_is_damaged_is_no_stream(void **state)
{
	uint8_t packed[4000];
	uLongf size = sizeof packed;
	struct buf out;
	static const char text[] = "From: a@example.net\r\nSubject: first\r\n\r\nsome text, some text, some text\r\n";
	assert_int_equal(compress2(packed, &size, (const Bytef *)text, sizeof text, 9), Z_OK);
	buf_init(&out, 1 << 20);
	/* cut off anywhere, with something behind it, one bit wrong anywhere */
	for (size_t len = 0; len < size; len++)
		assert_int_equal(read_all(bytes_of(packed, len), &out), FAULT_INPUT);
	packed[size] = 0;
	assert_int_equal(read_all(bytes_of(packed, size + 1), &out), FAULT_INPUT);
	for (size_t bit = 0; bit < 8 * size; bit++) {
		packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		buf_clear(&out);
		int got = read_all(bytes_of(packed, size), &out);
		/* the bits that say how large a window is wanted say nothing else */
		assert_true(got == FAULT_INPUT || bytes_equal(buf_bytes(&out), bytes_of(text, sizeof text)));
		packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	/* a copy from before the beginning */
	static const uint8_t before[] = { 0x78, 0x9c, 0x4b, 0x04, 0x12, 0x00, 0, 0, 0, 0 };
	assert_int_equal(read_all(bytes_of(before, sizeof before), &out), FAULT_INPUT);
	buf_done(&out);
}

static void
a_bomb_comes_in_pieces(void **state)
{
	static uint8_t zeros[1 << 20], packed[8192];
	uLongf size = sizeof packed;
	struct bytes run;
	assert_int_equal(compress2(packed, &size, zeros, sizeof zeros, 9), Z_OK);
	inflate_begin(&z, bytes_of(packed, size));
	size_t total = 0;
	for (int got = 0; got == 0; total += run.len) {
		got = inflate_next(&z, &run);
		assert_true(got >= 0 && run.len <= INFLATE_RUN);
	}
	assert_int_equal(total, sizeof zeros);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_zlib_wrote_comes_back),
		cmocka_unit_test(what_is_damaged_is_no_stream),
		cmocka_unit_test(a_bomb_comes_in_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
