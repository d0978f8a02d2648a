#include "mail/decode.h"

#include "base/fault.h"

#include "lib/check.h"

static struct arena *arena;

static struct bytes
decode(enum decode_kind kind, const char *text, uint32_t *flags)
{
	struct bytes out;
	assert_int_equal(decode_all(kind, bytes_of_cstr(text), arena, &out, flags), 0);
	return out;
}

static const struct {
	enum decode_kind kind;
	const char *in, *want;
	uint32_t flags;
} cases[] = {
	{ DECODE_BASE64, "aGVsbG8=", "hello", 0 },
	{ DECODE_BASE64, "aGVs\r\nbG8=\r\n", "hello", 0 },
	{ DECODE_BASE64, "aGVsbG8", "hello", DECODE_PAD_ODD },
	{ DECODE_BASE64, "aGVsbG8=d29ybGQ=", "helloworld", DECODE_PAD_INSIDE },
	{ DECODE_BASE64, "aA==ZQ==bA==", "hel", DECODE_PAD_INSIDE },
	{ DECODE_BASE64, "aG.Vs-bG#8=", "hello", DECODE_JUNK },
	{ DECODE_BASE64, "aGVs=bG8=", "hello", DECODE_PAD_ODD | DECODE_PAD_INSIDE },
	{ DECODE_BASE64, "aGVsb", "hel", DECODE_PAD_ODD | DECODE_CUT },
	{ DECODE_BASE64_LOOSE, "aG=VsbG=8=", "hello", DECODE_PAD_INSIDE | DECODE_PAD_ODD },
	{ DECODE_QP, "a=3Db=\r\nc \t\r\nd", "a=bc\r\nd", DECODE_TRAILING_BLANK },
	{ DECODE_QP, "=c3=A9", "\xc3\xa9", DECODE_LOWER_HEX },
	{ DECODE_QP, "a= \t\r\nb=\nc=\rd", "abcd", DECODE_ODD_BREAK },
	{ DECODE_QP, "a=\r\r\nb", "ab", DECODE_ODD_BREAK },
	{ DECODE_QP, "a=zb=4", "a=zb=4", DECODE_BAD_ESCAPE | DECODE_CUT },
	{ DECODE_QP, "a= b=", "a= b", DECODE_BAD_ESCAPE },
	{ DECODE_QP_LOOSE, "a=\r\n\r\nb=3\r\n1=@c\x12", "ab1c", DECODE_BAD_ESCAPE | DECODE_CONTROL },
	{ DECODE_UU, "%:&5L;&\\\n`\n", "hello", 0 },
	{ DECODE_YENC, "kl=n", "AB\x04", 0 },
	{ DECODE_NONE, "as=41is", "as=41is", 0 },
};

static void
each_oddity_is_read_and_flagged(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t flags;
		struct bytes got = decode(cases[i].kind, cases[i].in, &flags);
		check_text(got, cases[i].want);
		if (flags != cases[i].flags)
			fail_msg("%s: flags %x, want %x", cases[i].in, flags, cases[i].flags);
	}
}

static void
cutting_the_input_changes_nothing(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bytes in = bytes_of_cstr(cases[i].in),
		             want = decode(cases[i].kind, cases[i].in, NULL);
		for (size_t cut = 0; cut <= in.len; cut++) {
			uint8_t out[3 * (64 + DECODE_HELD)];
			struct decoder d;
			decoder_init(&d, cases[i].kind);
			size_t n = decoder_feed(&d, bytes_to(in, cut), out);
			n += decoder_feed(&d, bytes_from(in, cut), out + n);
			n += decoder_end(&d, out + n);
			check_bytes(bytes_of(out, n), want);
		}
	}
}

static void
every_octet_survives_base64(void **state)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (unsigned v = 0; v < 256; v++) {
		char text[5] = { alphabet[v >> 2], alphabet[(v & 3) << 4], '=', '=', 0 };
		struct bytes got = decode(DECODE_BASE64, text, NULL);
		assert_int_equal(got.len, 1);
		assert_int_equal(got.at[0], v);
		bool known = v < 128 && v != 0 && strchr(alphabet, (int)v) != NULL;
		char four[5] = { (char)v, 'A', 'A', 'A', 0 };
		struct bytes out;
		assert_int_equal(decode_all(DECODE_BASE64, bytes_of(four, 4), arena, &out, NULL), 0);
		assert_int_equal(out.len, known ? 3 : 2);
	}
}

static void
blanks_past_the_hold_are_text(void **state)
{
	char text[DECODE_HELD + 8];
	memset(text, ' ', sizeof text);
	memcpy(text + DECODE_HELD, "\n", 2);
	check_text(decode(DECODE_QP, text, NULL), "\n");
	memcpy(text + DECODE_HELD, " \n", 3);
	assert_int_equal(decode(DECODE_QP, text, NULL).len, DECODE_HELD + 1);
	struct arena *small = arena_new(100);
	struct bytes out;
	assert_int_equal(decode_all(DECODE_QP, BYTES("x"), small, &out, NULL), FAULT_LIMIT);
	arena_free(small);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_oddity_is_read_and_flagged),
		cmocka_unit_test(cutting_the_input_changes_nothing),
		cmocka_unit_test(every_octet_survives_base64),
		cmocka_unit_test(blanks_past_the_hold_are_text),
	};
	arena = arena_new((size_t)64 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
