#include <zstd.h>

#include "base/buf.h"
#include "http/zstd.h"
#include "lib/check.h"

static int
put(void *context, struct bytes run)
{
	buf_add(context, run);
	return 0;
}

static uint32_t seed;

static uint32_t
next(void)
{
	seed = seed * 1103515245 + 12345;
	return seed >> 8;
}

/* Octets of a KIND: noise, one octet, words, noise that comes again from far away, few symbols. */
static void
fill(struct buf *out, int kind, size_t len)
{
	static const char *const words[] = { "account ", "verify ", "the ", "Received: from ", "\r\n", "=E4=BD=A0", "<td>", "</td>", "example.com" };
	buf_clear(out);
	while (out->len < len) {
		uint32_t n = next();
		(void)buf_reserve(out, 4000); /* what is copied is its own */
		if (kind == 0)
			buf_add_octet(out, (uint8_t)n);
		else if (kind == 1)
			buf_add_octet(out, 'x');
		else if (kind == 2)
			buf_add_cstr(out, words[n % 9]);
		else if (kind == 3 && out->len > 100000 && n % 3 == 0)
			buf_add(out, bytes_slice(buf_bytes(out), n % 100000, n % 100000 + n % 3000));
		else if (kind == 4)
			buf_add_octet(out, (uint8_t)("aaaaaaaabbbcdefg"[n % 16]));
		else
			for (int i = 0; i < 50; i++)
				buf_add_octet(out, (uint8_t)next());
	}
	out->len = len;
}

/* PLAIN as zstd's own program packs it. */
static void
pack(struct bytes plain, int level, bool has_checksum, bool tells_size, struct buf *out)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	buf_clear(out);
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, level);
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, has_checksum);
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, tells_size);
	size_t room = ZSTD_compressBound(plain.len);
	uint8_t *to = buf_reserve(out, room + 1);
	assert_non_null(to);
	if (tells_size) {
		out->len = ZSTD_compress2(c, to, room, plain.at, plain.len);
	} else {
		ZSTD_inBuffer in = { plain.at, plain.len, 0 };
		ZSTD_outBuffer to_all = { to, room, 0 };
		while (in.pos < in.size)
			assert_false(ZSTD_isError(ZSTD_compressStream2(c, &to_all, &in, ZSTD_e_continue)));
		assert_int_equal(ZSTD_compressStream2(c, &to_all, &in, ZSTD_e_end), 0);
		out->len = to_all.pos;
	}
	assert_false(ZSTD_isError(out->len));
	(void)ZSTD_freeCCtx(c);
}

static void
what_libzstd_packs_comes_out(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 100, 1000, 20000, 131072, 131073, 700000 };
	static const int levels[] = { -5, 1, 3, 9, 19 };
	struct buf plain, packed, out;
	buf_init(&plain, 16 << 20);
	buf_init(&packed, 16 << 20);
	buf_init(&out, 16 << 20);
	for (int kind = 0; kind < 5; kind++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
			for (size_t l = 0; l < 5; l++) {
				fill(&plain, kind, sizes[s]);
				pack(buf_bytes(&plain), levels[l], l % 2 == 0, s % 2 == 0, &packed);
				struct why why = { "" };
				buf_clear(&out);
				int fault = zstd_decode(buf_bytes(&packed), sizes[s], put, &out, &why);
				if (fault != 0 || !bytes_equal(buf_bytes(&out), buf_bytes(&plain)))
					fail_msg("kind %d, %zu octets, level %d: %d %s", kind, sizes[s], levels[l], fault, why.text);
			}
	/* several frames, with one to skip between them */
	fill(&plain, 2, 5000);
	pack(buf_bytes(&plain), 3, true, true, &packed);
	size_t one = packed.len;
	buf_add(&packed, bytes_of("\x51\x2a\x4d\x18\x03\0\0\0abc", 11));
	buf_add(&packed, bytes_to(buf_bytes(&packed), one));
	buf_clear(&out);
	assert_int_equal(zstd_decode(buf_bytes(&packed), 10000, put, &out, NULL), 0);
	assert_int_equal(out.len, 10000);
	buf_done(&plain);
	buf_done(&packed);
	buf_done(&out);
}

static void
far_matches_come_out(void **state)
{
	struct buf plain, packed, out;
	buf_init(&plain, 64 << 20);
	buf_init(&packed, 64 << 20);
	buf_init(&out, 64 << 20);
	fill(&plain, 3, 20 << 20);
	for (int level = 3; level <= 12; level += 9) {
		struct why why = { "" };
		pack(buf_bytes(&plain), level, true, level == 3, &packed);
		buf_clear(&out);
		if (zstd_decode(buf_bytes(&packed), 20 << 20, put, &out, &why) != 0)
			fail_msg("%s", why.text);
		assert_true(bytes_equal(buf_bytes(&out), buf_bytes(&plain)));
	}
	buf_done(&plain);
	buf_done(&packed);
	buf_done(&out);
}

static void
a_bomb_is_stopped_at_the_ceiling(void **state)
{
	struct buf plain, packed, out;
	buf_init(&plain, 64 << 20);
	buf_init(&packed, 64 << 20);
	buf_init(&out, 16 << 20);
	memset(buf_reserve(&plain, 50 << 20), 0, 50 << 20);
	plain.len = 50 << 20;
	for (int tells = 0; tells < 2; tells++) {
		pack(buf_bytes(&plain), 3, false, tells != 0, &packed);
		buf_clear(&out);
		assert_int_equal(zstd_decode(buf_bytes(&packed), 1 << 20, put, &out, NULL), FAULT_LIMIT);
		assert_true(out.len <= 1 << 20);
	}
	buf_done(&plain);
	buf_done(&packed);
	buf_done(&out);
}

static void
what_is_cut_or_changed_is_refused(void **state)
{
	struct buf plain, packed, out;
	buf_init(&plain, 1 << 20);
	buf_init(&packed, 1 << 20);
	buf_init(&out, 1 << 24);
	fill(&plain, 2, 3000);
	pack(buf_bytes(&plain), 3, true, true, &packed);
	for (size_t len = 0; len < packed.len; len++) {
		struct bytes cut = bytes_to(buf_bytes(&packed), len);
		/* In memory of its own length, so that a sanitizer sees what is read behind it. */
		uint8_t *own = malloc(len + 1);
		memcpy(own, cut.at, len);
		buf_clear(&out);
		assert_int_not_equal(zstd_decode(bytes_of(own, len), 1 << 20, put, &out, NULL), 0);
		free(own);
	}
	for (size_t at = 0; at < packed.len; at++)
		for (int bit = 0; bit < 8; bit++) {
			packed.at[at] ^= (uint8_t)(1 << bit);
			buf_clear(&out);
			/* A checksum that ends with it: nothing but what was packed comes through. */
			if (zstd_decode(buf_bytes(&packed), 1 << 20, put, &out, NULL) == 0)
				assert_true(bytes_equal(buf_bytes(&out), buf_bytes(&plain)));
			packed.at[at] ^= (uint8_t)(1 << bit);
		}
	buf_done(&plain);
	buf_done(&packed);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_libzstd_packs_comes_out),
		cmocka_unit_test(far_matches_come_out),
		cmocka_unit_test(a_bomb_is_stopped_at_the_ceiling),
		cmocka_unit_test(what_is_cut_or_changed_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
