#include <sys/resource.h>

#include "base/utf8.h"
#include "lib/check.h"
#include "text/normalise.h"

static int
preload(void **state)
{
	return text_preload(NULL);
}

static void
one_spelling_comes_out(void **state)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "", "" },
		{ "  plain \t text \r\n\r\n here  ", "plain text\nhere" },
		{ "\xEF\xBC\xB7\xEF\xBC\xA9\xEF\xBC\xAE\xE3\x80\x80\xEF\xBC\x91", "WIN 1" },     /* full width */
		{ "p\xE2\x80\x8B""ay\xC2\xADpal\xEF\xBB\xBF", "paypal" },                          /* zero width */
		{ "a\xE2\x80\xAE" "b\xE2\x81\xA6" "c", "abc" },                                    /* bidi */
		{ "x\xF3\xA0\x81\x81y", "xy" },                                                    /* tags */
		{ "\xF0\x9D\x90\x96\xF0\x9D\x90\xA2\xF0\x9D\x90\xA7", "Win" },                     /* styled */
		{ "\xE2\x91\xA0\xE2\x93\x90", "1a" },                                              /* enclosed */
		{ "e\xCC\x81", "\xC3\xA9" },                                                       /* composed */
		{ "\xE3\x81\x8B\xE3\x82\x99", "\xE3\x81\x8C" },                                    /* ka + mark = ga */
		{ "\xEF\xBD\xB6\xEF\xBE\x9E", "\xE3\x82\xAC" },                                    /* half-width ga */
		{ "e\xE2\x80\x8B\xCC\x81", "\xC3\xA9" },                                           /* hidden between */
		{ "\xEF\xAC\x81n\xE2\x84\xA2", "finTM" },                                          /* ligature */
		{ "a\xC2\xA0\xE2\x80\x83" "b", "a b" },                                            /* other spaces */
		{ "a\xE2\x80\xA8" "b", "a\nb" },                                                   /* line separator */
		{ "a\xFF\xC3z", "a\xEF\xBF\xBD\xEF\xBF\xBDz" },                                    /* malformed */
		{ "nul\x01\x7F", "nul" },
		{ "0123456789012345678901234567890123456789  0123456789012345678901234567890 ",
		    "0123456789012345678901234567890123456789 0123456789012345678901234567890" },
		{ "\xE5\x8F\x91\xE7\xA5\xA8\xE3\x80\x81\xE4\xBB\xA3\xE5\xBC\x80", "\xE5\x8F\x91\xE7\xA5\xA8\xE3\x80\x81\xE4\xBB\xA3\xE5\xBC\x80" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		buf_init(&out, 1000);
		text_normalise(bytes_of_cstr(cases[i].in), &out, NULL);
		check_text(buf_bytes(&out), cases[i].want);
		buf_done(&out);
	}
}

static void
what_is_removed_is_counted(void **state)
{
	struct text_counts n = { 0 };
	struct buf out;
	buf_init(&out, 4096);
	text_normalise(BYTES("a\xE2\x80\x8B\xE2\x81\xA0 \xC2\xAD \xE2\x80\x8D \xEF\xB8\x8F \xF3\xA0\x80\xA1 \xE2\x80\xAE \x02 "
	                     "\xFF \xEF\xBC\xA1 \xF0\x9D\x90\x96 \xEF\xAC\x81 "
	                     "p\xD0\xB0ypal \xD0\xBF\xD1\x80\xD0\xB8 ok 5\xCE\xBCm t\xCE\xBFp"),
	    &out, &n);
	buf_done(&out);
	assert_int_equal(n.zero_width, 2);
	assert_int_equal(n.soft_hyphen, 1);
	assert_int_equal(n.joiner, 1);
	assert_int_equal(n.variation, 1);
	assert_int_equal(n.tag, 1);
	assert_int_equal(n.bidi, 1);
	assert_int_equal(n.control, 1);
	assert_int_equal(n.malformed, 1);
	assert_int_equal(n.full_width, 1);
	assert_int_equal(n.styled, 1);
	assert_int_equal(n.compatible, 2);
	assert_int_equal(n.mixed_words, 2);
}

static void
a_tower_of_marks_is_cut_at_32(void **state)
{
	for (size_t marks = 32; marks <= 33; marks++) {
		struct text_counts n = { 0 };
		struct buf in, out;
		buf_init(&in, 4096);
		buf_init(&out, 4096);
		buf_add_octet(&in, 'q');
		for (size_t i = 0; i < marks; i++)
			utf8_add(&in, i % 2 != 0 ? 0x317 : 0x30D);
		text_normalise(buf_bytes(&in), &out, &n);
		assert_int_equal(out.len, 1 + 2 * 32);
		assert_int_equal(n.stacked, marks - 32);
		buf_done(&in);
		buf_done(&out);
	}
}

static void
a_full_buffer_ends_the_work(void **state)
{
	struct buf out;
	buf_init(&out, 10);
	text_normalise(BYTES("0123456789abcdef 0123456789abcdef 0123456789abcdef"), &out, NULL);
	assert_false(buf_ok(&out));
	assert_true(out.len <= 10);
	buf_done(&out);
}

static void
folding_prepares_for_matching(void **state)
{
	static const struct {
		const char *in, *want;
		unsigned closed;
	} cases[] = {
		{ "Hello WORLD", "hello world", 0 },
		{ "you\xE2\x80\x99ve \xE2\x80\x93 \xE2\x80\x9Cwon\xE2\x80\x9D", "you've - \"won\"", 0 },
		{ "\xC3\x89t\xC3\xA9 \xD0\x9F", "\xC3\xA9t\xC3\xA9 \xD0\xBF", 0 },
		{ "\xE4\xBB\xA3\xE9\x96\x8B\xE7\x99\xBC\xE7\xA5\xA8", "\xE4\xBB\xA3\xE5\xBC\x80\xE5\x8F\x91\xE7\xA5\xA8", 0 }, /* traditional */
		{ "\xE4\xBB\xA3 \xE5\xBC\x80*\xE5\x8F\x91\n\xE7\xA5\xA8", "\xE4\xBB\xA3\xE5\xBC\x80\xE5\x8F\x91\xE7\xA5\xA8", 2 },
		{ "\xE4\xBB\xA3 . . \xE5\xBC\x80", "\xE4\xBB\xA3 . . \xE5\xBC\x80", 0 },
		{ "\xE4\xBB\xA3 ab \xE5\xBC\x80", "\xE4\xBB\xA3 ab \xE5\xBC\x80", 0 },
		{ "a\nb", "a b", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		buf_init(&out, 1000);
		assert_int_equal(text_fold(bytes_of_cstr(cases[i].in), &out), cases[i].closed);
		check_text(buf_bytes(&out), cases[i].want);
		buf_done(&out);
	}
}

static void
look_alikes_are_found(void **state)
{
	static const struct {
		const char *a, *b;
		bool alike;
	} cases[] = {
		{ "p\xD0\xB0yp\xD0\xB0l.com", "paypal.com", true },
		{ "rnicrosoft.com", "microsoft.com", true },
		{ "MICR0SOFT", "microsoft", true },
		{ "PayPaI", "paypal", true },
		{ "g\xD0\xBE\xD0\xBEgle", "google", true },
		{ "paypal.com", "PayPal.com", false }, /* the same is no look-alike */
		{ "paypal.com", "example.com", false },
		{ "", "", false },
		{ "\xE5\xB7\xA5\xE5\x95\x86", "\xE5\xB7\xA5\xE5\x95\x86", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (text_looks_like(bytes_of_cstr(cases[i].a), bytes_of_cstr(cases[i].b)) != cases[i].alike)
			fail_msg("%s and %s: want %d", cases[i].a, cases[i].b, cases[i].alike);
}

static void
the_language_is_hinted(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "Please verify your account", "en" },
		{ "\xE8\xAF\xB7\xE7\xAB\x8B\xE5\x8D\xB3\xE7\x99\xBB\xE5\xBD\x95 OA", "zh" },
		{ "\xE3\x81\x8A\xE5\xAE\xA2\xE6\xA7\x98\xE6\x83\x85\xE5\xA0\xB1\xE3\x81\xAE\xE6\x9B\xB4\xE6\x96\xB0", "ja" },
		{ "\xEC\x95\x88\xEB\x85\x95\xED\x95\x98\xEC\x84\xB8\xEC\x9A\x94", "ko" },
		{ "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82", "other" },
		{ "\xC3\xA9t\xC3\xA9 pr\xC3\xA8s d'ici", "other" },
		{ "12345 !!", "other" },
		{ "", "other" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text_letters l = { 0 };
		text_letters_count(bytes_of_cstr(cases[i].text), &l);
		assert_string_equal(text_language_name(text_language(&l)), cases[i].want);
	}
	assert_string_equal(text_language_name((enum text_language)99), "other");
}

/* The jail lets nobody open files: after the preload nothing may try. */
static void
no_file_is_opened_after_preload(void **state)
{
	struct rlimit old, none;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = old;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	one_spelling_comes_out(state);
	look_alikes_are_found(state);
	folding_prepares_for_matching(state);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
}

/* Wide bounds, so that only a wrong order of growth fails; the figures are printed. */
static void
cost_is_linear_in_hostile_text(void **state)
{
	static const struct {
		const char *name, *unit;
	} cases[] = {
		{ "ASCII", "The quick brown fox jumps over it. " },
		{ "marks", "\xCC\x81\xCC\x97" },
		{ "jamo", "\xE1\x85\xA1" },
		{ "Chinese", "\xE5\x8F\x91\xE7\xA5\xA8" },
		{ "ligatures", "\xEF\xB7\xBA" },
		{ "zero width", "\xE2\x80\x8B" },
		{ "spaces", " " },
		{ "malformed", "\xF0\x90\x80" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf in, out;
		buf_init(&in, (size_t)2 << 20);
		buf_init(&out, (size_t)64 << 20);
		while (in.len < (size_t)1 << 20)
			buf_add_cstr(&in, cases[i].unit);
		double start = check_cpu_seconds();
		text_normalise(buf_bytes(&in), &out, NULL);
		double normalise = check_cpu_seconds() - start;
		size_t len = out.len;
		struct buf folded;
		buf_init(&folded, (size_t)64 << 20);
		start = check_cpu_seconds();
		(void)text_fold(buf_bytes(&out), &folded);
		double fold = check_cpu_seconds() - start;
		print_message("%-10s normalise %6.0f MB/s, fold %6.0f MB/s\n", cases[i].name,
		    (double)in.len / 1e6 / (normalise + 1e-9), (double)len / 1e6 / (fold + 1e-9));
		assert_true(normalise < 2.0 && fold < 2.0);
		buf_done(&in);
		buf_done(&out);
		buf_done(&folded);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(one_spelling_comes_out),
		cmocka_unit_test(what_is_removed_is_counted),
		cmocka_unit_test(a_tower_of_marks_is_cut_at_32),
		cmocka_unit_test(a_full_buffer_ends_the_work),
		cmocka_unit_test(folding_prepares_for_matching),
		cmocka_unit_test(look_alikes_are_found),
		cmocka_unit_test(the_language_is_hinted),
		cmocka_unit_test(no_file_is_opened_after_preload),
		cmocka_unit_test(cost_is_linear_in_hostile_text),
	};
	return cmocka_run_group_tests(all, preload, NULL);
}
