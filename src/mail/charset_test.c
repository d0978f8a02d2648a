#include "mail/charset.h"

#include <seccomp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/utf8.h"
#include "mail/charset_labels.h"

#include "lib/check.h"

static struct arena *arena;

#define NI_HAO "\xe4\xbd\xa0\xe5\xa5\xbd"

static const struct {
	const char *label;
	struct bytes in;
	const char *want;
	uint32_t flags;
} cases[] = {
	{ "", BYTES_INIT("plain"), "plain", 0 },
	{ "utf-8", BYTES_INIT(NI_HAO), NI_HAO, 0 },
	{ "UTF8", BYTES_INIT("a\xff"), "a\xef\xbf\xbd", CHARSET_MALFORMED },
	{ "gb2312", BYTES_INIT("\xc4\xe3\xba\xc3"), NI_HAO, 0 },
	{ "GBK", BYTES_INIT("\x81\x40"), "\xe4\xb8\x82", 0 },
	{ "gb18030", BYTES_INIT("\x81\x30\x81\x30"), "\xc2\x80", 0 },
	{ "hz-gb-2312", BYTES_INIT("~{Dc:C~}"), NI_HAO, 0 },
	{ "big5", BYTES_INIT("\xa7\x41\xa6\x6e"), NI_HAO, 0 },
	{ "shift_jis", BYTES_INIT("\x93\xfa\x96\x7b"), "\xe6\x97\xa5\xe6\x9c\xac", 0 },
	{ "euc-jp", BYTES_INIT("\xc6\xfc\xcb\xdc"), "\xe6\x97\xa5\xe6\x9c\xac", 0 },
	{ "iso-2022-jp", BYTES_INIT("\x1b$BF|K\\\x1b(B!"), "\xe6\x97\xa5\xe6\x9c\xac!", 0 },
	{ "ks_c_5601-1987", BYTES_INIT("\xc7\xd1"), "\xed\x95\x9c", 0 },
	{ "iso-2022-kr", BYTES_INIT("\x1b$)C\x0eGQ\x0f"), "\xed\x95\x9c", 0 },
	{ "koi8-r", BYTES_INIT("\xd0\xd2"), "\xd0\xbf\xd1\x80", 0 },
	{ "iso-8859-1", BYTES_INIT("\x80\xe9"), "\xe2\x82\xac\xc3\xa9", 0 },
	{ "iso-8859-15", BYTES_INIT("\xa4"), "\xe2\x82\xac", 0 },
	{ "windows-1251", BYTES_INIT("\xe4\xe0"), "\xd0\xb4\xd0\xb0", 0 },
	{ "utf-7", BYTES_INIT("+T2BZfQ-!"), NI_HAO "!", 0 },
	{ "utf-16le", BYTES_INIT("\x60\x4f\x7d\x59"), NI_HAO, 0 },
	{ "utf-16", BYTES_INIT("\xfe\xff\x4f\x60\x59\x7d"), NI_HAO, 0 },
	{ "x-user-defined", BYTES_INIT("a\x80"), "a\xef\x9e\x80", 0 },
	{ "\" GB2312 \"", BYTES_INIT("\xc4\xe3"), "\xe4\xbd\xa0", 0 },
	/* labels that do not tell the truth, or nothing */
	{ "", BYTES_INIT("\xc4\xe3\xba\xc3"), NI_HAO, CHARSET_GUESSED },
	{ "utf-8", BYTES_INIT("\xc4\xe3\xba\xc3"), NI_HAO, CHARSET_MISMATCH },
	{ "iso-8859-1", BYTES_INIT("\xc4\xe3\xba\xc3"), NI_HAO, CHARSET_MISMATCH },
	{ "gb2312", BYTES_INIT(NI_HAO), NI_HAO, CHARSET_MISMATCH },
	{ "utf-16", BYTES_INIT("plain text"), "plain text", CHARSET_MISMATCH },
	{ "none-such", BYTES_INIT(NI_HAO), NI_HAO, CHARSET_UNKNOWN },
	{ "", BYTES_INIT("caf\xe9 noir"), "caf\xc3\xa9 noir", CHARSET_GUESSED },
};

static void
each_charset_becomes_utf8(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bytes out;
		uint32_t flags = 0;
		assert_int_equal(charset_to_utf8(cases[i].in, bytes_of_cstr(cases[i].label), arena,
		                     &out, &flags),
		    0);
		check_text(out, cases[i].want);
		if (flags != cases[i].flags)
			fail_msg("case %zu, %s: flags %x, want %x", i, cases[i].label, flags,
			    cases[i].flags);
	}
}

static void
utf8_is_not_copied(void **state)
{
	struct bytes in = BYTES("abc" NI_HAO), out;
	assert_int_equal(charset_to_utf8(in, BYTES("utf-8"), arena, &out, NULL), 0);
	assert_ptr_equal(out.at, in.at);
	in = BYTES("ascii under any label");
	assert_int_equal(charset_to_utf8(in, BYTES("iso-2022-jp"), arena, &out, NULL), 0);
	assert_ptr_equal(out.at, in.at);
}

static void
labels_are_in_order(void **state)
{
	for (size_t i = 0; charset_label_at(i) != NULL; i++) {
		assert_non_null(charset_name(bytes_of_cstr(charset_label_at(i))));
		if (i != 0)
			assert_true(strcmp(charset_label_at(i - 1), charset_label_at(i)) < 0);
	}
	assert_string_equal(charset_name(BYTES("ISO-8859-1")), "windows-1252");
	assert_null(charset_name(BYTES("nonsense")));
	assert_null(charset_name(BYTES("")));
}

static void
every_octet_of_every_charset_gives_utf8(void **state)
{
	uint8_t all[512];
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (uint8_t)(i * 7 + i / 256);
	for (size_t i = 0; i < charset_count; i++) {
		struct bytes out;
		assert_int_equal(charset_to_utf8(bytes_of(all, sizeof all),
		                     bytes_of_cstr(charset_table[i].name), arena, &out, NULL),
		    0);
		assert_true(utf8_valid(out));
	}
}

/* The promise to the jail: after charset_preload no file is opened. */
static void
preloaded_converters_open_no_files(void **state)
{
#ifdef POSTERN_SANITIZED
	skip();
#endif
	assert_int_equal(charset_preload(), 0);
	pid_t pid = fork();
	if (pid == 0) {
		scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
		const int calls[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2) };
		for (size_t i = 0; i < 3; i++)
			if (seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, calls[i], 0) != 0)
				_exit(2);
		if (seccomp_load(filter) != 0)
			_exit(3);
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct bytes out;
			if (charset_to_utf8(cases[i].in, bytes_of_cstr(cases[i].label), arena, &out,
			        NULL) != 0 ||
			    !bytes_equal(out, bytes_of_cstr(cases[i].want)))
				_exit(1);
		}
		_exit(0);
	}
	int status = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_charset_becomes_utf8),
		cmocka_unit_test(utf8_is_not_copied),
		cmocka_unit_test(labels_are_in_order),
		cmocka_unit_test(every_octet_of_every_charset_gives_utf8),
		cmocka_unit_test(preloaded_converters_open_no_files),
	};
	arena = arena_new((size_t)16 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
