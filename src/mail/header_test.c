#include "mail/header.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/utf8.h"

#include "lib/check.h"

static struct arena *arena;

static const struct {
	const char *in, *want;
	uint32_t flags;
} words[] = {
	{ "plain", "plain", 0 },
	{ " =?utf-8?B?5L2g5aW9?= x", "\xe4\xbd\xa0\xe5\xa5\xbd x", 0 },
	{ "=?utf-8?B?5L2g5Q==?=\r\n =?utf-8?B?pb0=?=", "\xe4\xbd\xa0\xe5\xa5\xbd", 0 },
	{ "=?gb2312?B?xOO6ww==?=", "\xe4\xbd\xa0\xe5\xa5\xbd", 0 },
	{ "=?GBK?Q?=C4=E3=BA=C3_a?= =?gbk?q?b?=", "\xe4\xbd\xa0\xe5\xa5\xbd ab", 0 },
	{ "=?utf-8*en?Q?a?=(b)", "a(b)", 0 },
	{ "=?utf-8?B?5L2g5aW9?", "\xe4\xbd\xa0\xe5\xa5\xbd", HEADER_WORD_ODD },
	{ "=?utf-8?Q?two words?=", "two words", HEADER_WORD_ODD },
	{ "=?utf-8?Q?what?_?=", "what? ", HEADER_WORD_ODD },
	{ "=?utf-8?B?5L2g5aW9=?utf-8?B?5L2g?=", "\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0", HEADER_WORD_ODD },
	{ "=?nonsense?Q?abc?=", "abc", HEADER_CHARSET_ODD },
	{ "=?utf-8?X?abc?=", "=?utf-8?X?abc?=", 0 },
	{ "\xc4\xe3\xba\xc3", "\xe4\xbd\xa0\xe5\xa5\xbd", HEADER_CHARSET_ODD },
	{ "a\r\n b", "a b", 0 },
	{ "=?=?=?", "=?=?=?", 0 },
};

static void
encoded_words_are_read(void **state)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct bytes out;
		uint32_t flags = 0;
		assert_int_equal(header_text(bytes_of_cstr(words[i].in), arena, &out, &flags), 0);
		check_text(out, words[i].want);
		if (flags != words[i].flags)
			fail_msg("%s: flags %x, want %x", words[i].in, flags, words[i].flags);
	}
}

static const struct {
	const char *in, *main, *name, *want;
	uint32_t flags;
} params[] = {
	{ "text/plain; charset=utf-8", "text/plain", "charset", "utf-8", 0 },
	{ " Text / Plain (c; x=1) ; Charset = \"u\\\"8\"", "text/plain", "charset", "u\"8", HEADER_COMMENT },
	{ "a; filename*=utf-8''%e4%bd%a0.exe", "a", "filename", "\xe4\xbd\xa0.exe", 0 },
	{ "a; filename*0=ab; filename*1=cd", "a", "filename", "abcd", 0 },
	{ "a; filename*1=cd; filename*0=ab", "a", "filename", "abcd", HEADER_PARAM_GAP },
	{ "a; filename*0*=gbk''%c4%e3; filename*1=\".e\"; filename*3=xe", "a", "filename", "\xe4\xbd\xa0.exe",
	    HEADER_PARAM_GAP },
	{ "a; filename==?utf-8?B?5L2g?=", "a", "filename", "\xe4\xbd\xa0", 0 },
	{ "a; filename=my file.doc", "a", "filename", "my file.doc", HEADER_PARAM_ODD },
	{ "a; filename=\"open", "a", "filename", "open", HEADER_PARAM_ODD },
	{ "a; filename=x; filename=y", "a", "filename", "x", HEADER_PARAM_TWICE },
	{ "a; junk; ;; b=c", "a", "b", "c", HEADER_PARAM_ODD },
	{ "a; filename=\"a\r\n\tb\"", "a", "filename", "a\tb", 0 },
};

static void
parameters_are_read(void **state)
{
	for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
		struct header_value v;
		assert_int_equal(header_value_read(bytes_of_cstr(params[i].in), arena, &v), 0);
		check_text(v.main, params[i].main);
		const struct header_param *p = header_param_find(&v, bytes_of_cstr(params[i].name));
		assert_non_null(p);
		check_text(p->text, params[i].want);
		if (v.flags != params[i].flags)
			fail_msg("%s: flags %x, want %x", params[i].in, v.flags, params[i].flags);
	}
}

static void
parameters_have_a_ceiling(void **state)
{
	struct buf b;
	struct header_value v;
	buf_init(&b, 1 << 20);
	buf_add_cstr(&b, "a");
	for (int i = 0; i < HEADER_PARAMS_MAX; i++)
		buf_addf(&b, "; n*%d=x", i);
	assert_int_equal(header_value_read(buf_bytes(&b), arena, &v), 0);
	assert_int_equal(v.flags, 0);
	assert_int_equal(v.params.at[0].value.len, HEADER_PARAMS_MAX);
	buf_add_cstr(&b, "; last=y");
	assert_int_equal(header_value_read(buf_bytes(&b), arena, &v), 0);
	assert_int_equal(v.flags, HEADER_PARAM_LIMIT);
	buf_done(&b);
}

static void
words_have_a_ceiling(void **state)
{
	struct buf b;
	struct bytes out;
	buf_init(&b, 4 << 20);
	uint32_t flags = 0;
	for (int i = 0; i < HEADER_WORDS_MAX; i++)
		buf_add_cstr(&b, "=?utf-8?q?a?= ");
	assert_int_equal(header_text(buf_bytes(&b), arena, &out, &flags), 0);
	assert_int_equal(flags, 0);
	assert_int_equal(out.len, HEADER_WORDS_MAX);
	buf_add_cstr(&b, "=?utf-8?q?b?= ");
	assert_int_equal(header_text(buf_bytes(&b), arena, &out, &flags), 0);
	assert_int_equal(flags, HEADER_TEXT_LIMIT);
	buf_done(&b);
}

static void
fields_are_cut_with_what_is_odd_about_them(void **state)
{
	struct header_lines l =
	    header_lines_of(BYTES(" From: x\r\nSubject : a\r\n b\r\nTo\r\n : y\r\nno colon here\r\n"
	                          "\x01X-Y: 1\r2\r\n\r\nbody: z\r\n"),
	        false);
	struct header_field f;
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_FIELD);
	check_text(f.name, "From");
	assert_true((f.flags & HEADER_FIRST_FOLDED) != 0);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_FIELD);
	check_text(f.name, "Subject");
	check_text(f.value, " a\r\n b");
	assert_int_equal(f.flags, HEADER_NAME_SPACE);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_FIELD);
	check_text(f.name, "To");
	assert_true((f.flags & HEADER_NAME_FOLDED) != 0);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_JUNK);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_FIELD);
	check_text(f.name, "X-Y");
	assert_int_equal(f.flags, HEADER_NAME_DAMAGED | HEADER_BARE_CR);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_BLANK);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_FIELD);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_END);
	l = header_lines_of(BYTES("A: 1\rB: 2\n\rbody"), true);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_FIELD);
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_FIELD);
	check_text(f.value, " 2");
	assert_int_equal(header_lines_next(&l, &f), HEADER_LINE_BLANK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoded_words_are_read),
		cmocka_unit_test(parameters_are_read),
		cmocka_unit_test(parameters_have_a_ceiling),
		cmocka_unit_test(words_have_a_ceiling),
		cmocka_unit_test(fields_are_cut_with_what_is_odd_about_them),
	};
	arena = arena_new((size_t)256 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
