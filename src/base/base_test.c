#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/reader.h"
#include "base/utf8.h"

#include "lib/check.h"

static void
bytes_search_and_cut(void **state)
{
	struct bytes b = BYTES("  Hello, World,\t");
	assert_int_equal(bytes_find(b, BYTES("World")), 9);
	assert_int_equal(bytes_find(b, BYTES("world")), BYTES_NOT_FOUND);
	assert_int_equal(bytes_find_nocase(b, BYTES("world")), 9);
	assert_int_equal(bytes_find_nocase(BYTES("aAbaB"), BYTES("AB")), 1);
	assert_int_equal(bytes_find_nocase(BYTES("xxA"), BYTES("a")), 2);
	assert_int_equal(bytes_find_nocase(BYTES("a.b"), BYTES(".B")), 1);
	assert_int_equal(bytes_find_nocase(BYTES("aaa"), BYTES("aaaa")), BYTES_NOT_FOUND);
	assert_int_equal(bytes_find_nocase(BYTES("aaab"), BYTES("AAC")), BYTES_NOT_FOUND);
	check_text(bytes_trim(b), "Hello, World,");
	struct bytes rest = bytes_trim(b), field;
	assert_true(bytes_cut(&rest, ',', &field));
	check_text(field, "Hello");
	assert_true(bytes_cut(&rest, ',', &field));
	check_text(field, " World");
	assert_false(bytes_cut(&rest, ',', &field));
	assert_true(bytes_starts_nocase(b, BYTES("  hELLO")));
	assert_true(bytes_ends(BYTES("a.exe"), BYTES(".exe")));
	assert_false(bytes_ends(BYTES("exe"), BYTES(".exe")));
	assert_true(bytes_compare(BYTES("a"), BYTES("ab")) < 0);
}

static void
a_word_is_found_behind_many_that_begin_and_end_like_it(void **state)
{
	char text[800];
	for (size_t seeming = 0; seeming < 200; seeming++) {
		for (size_t i = 0; i < seeming; i++)
			memcpy(text + 3 * i, "aba", 3);
		memcpy(text + 3 * seeming, "aca...............", 18);
		assert_int_equal(bytes_find(bytes_of(text, 3 * seeming + 18), BYTES("aca")), 3 * seeming);
		assert_int_equal(bytes_find(bytes_of(text, 3 * seeming + 3), BYTES("aca")), 3 * seeming);
		assert_int_equal(bytes_find(bytes_of(text, 3 * seeming + 2), BYTES("aca")), BYTES_NOT_FOUND);
	}
}

static void
a_word_is_found_wherever_it_stands(void **state)
{
	static const char *const words[] = { "x", "Xy", "-a", "word", "seventeen letters", "\xE5\x8F\x91" };
	char text[80];
	for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
		size_t len = strlen(words[w]);
		for (size_t size = len; size < sizeof text; size++) {
			for (size_t at = 0; at + len <= size; at++) {
				memset(text, '@', sizeof text);
				memcpy(text + at, words[w], len);
				text[at] = (char)(text[at] >= 'a' && text[at] <= 'z' ? text[at] - 32 : text[at]);
				/* A copy of the exact size, so that a sanitizer sees a read past the end. */
				uint8_t *exact = malloc(size);
				assert_non_null(exact);
				memcpy(exact, text, size);
				struct bytes as_written = bytes_of(exact + at, len);
				assert_int_equal(bytes_find(bytes_of(exact, size), as_written), at);
				assert_int_equal(bytes_find(bytes_of(exact, at + len - 1), as_written), BYTES_NOT_FOUND);
				assert_int_equal(bytes_find_nocase(bytes_of(exact, size), bytes_of_cstr(words[w])), at);
				assert_int_equal(bytes_find_nocase(bytes_of(exact, at + len - 1), bytes_of_cstr(words[w])),
				    BYTES_NOT_FOUND);
				free(exact);
			}
		}
	}
}

static void
numbers_are_digits_only_and_ranged(void **state)
{
	uint64_t n = 7;
	assert_int_equal(bytes_number(BYTES("0010"), 10, &n), 0);
	assert_int_equal(n, 10);
	const struct bytes bad[] = { BYTES_INIT(""), BYTES_INIT("+1"), BYTES_INIT("1 "), BYTES_INIT("11"),
		BYTES_INIT("99999999999999999999999"), BYTES_INIT("-1") };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(bytes_number(bad[i], 10, &n), FAULT_INPUT);
	assert_int_equal(n, 10);
}

static void
an_arena_keeps_its_ceiling(void **state)
{
	struct arena *a = arena_new(200000);
	assert_non_null(arena_get(a, 100000, 1));
	assert_non_null(arena_get(a, 1, 90000));
	assert_false(arena_was_full(a));
	assert_null(arena_get(a, 1, 20000));
	assert_true(arena_was_full(a));
	assert_null(arena_get(a, SIZE_MAX / 2, 4));
	assert_null(arena_get(a, SIZE_MAX / 2 + 1, 2));
	assert_null(arena_get(a, 1, SIZE_MAX));
	assert_true(arena_used(a) <= 200000);
	arena_reset(a);
	char *zeroed = arena_get(a, 1000, 1);
	memset(zeroed, 'x', 1000);
	arena_reset(a);
	zeroed = arena_get(a, 1000, 1);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(zeroed[i], 0);
	arena_free(a);
	arena_free(NULL);
}

static void
a_buffer_stops_at_its_maximum_and_remembers(void **state)
{
	struct buf b;
	buf_init(&b, 10);
	buf_addf(&b, "%d", 12345);
	buf_add(&b, BYTES("67890"));
	assert_true(buf_ok(&b));
	check_text(buf_bytes(&b), "1234567890");
	assert_string_equal(buf_cstr(&b), "1234567890");
	buf_add_octet(&b, 'x');
	assert_false(buf_ok(&b));
	buf_add(&b, BYTES(""));
	check_text(buf_bytes(&b), "1234567890");
	buf_drop(&b, 3);
	check_text(buf_bytes(&b), "4567890");
	buf_done(&b);
	/* Formatted text of every length, up to the last octet. */
	for (size_t len = 0; len <= 100; len++) {
		static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";
		buf_init(&b, 100);
		buf_addf(&b, "%.*s", (int)len, zeros);
		buf_addf(&b, "%.*s", (int)(100 - len), zeros);
		assert_true(buf_ok(&b));
		check_text(buf_bytes(&b), zeros);
		buf_addf(&b, "%s", "0");
		assert_false(buf_ok(&b));
		buf_done(&b);
	}
}

static void
a_reader_cannot_leave_its_octets(void **state)
{
	struct reader r = reader_of(BYTES("\x01\x02\x03\x04\x05"));
	assert_int_equal(reader_u16le(&r), 0x0201);
	assert_int_equal(reader_u16be(&r), 0x0304);
	assert_int_equal(reader_u32le(&r), 0);
	assert_false(reader_ok(&r));
	assert_int_equal(reader_u8(&r), 0);
	assert_false(reader_at_end(&r));
}

static void
utf8_is_strict(void **state)
{
	const struct {
		struct bytes in;
		bool valid;
	} cases[] = {
		{ BYTES_INIT("plain ascii that is longer than eight"), true },
		{ BYTES_INIT("\xE4\xB8\xAD\xE6\x96\x87"), true },
		{ BYTES_INIT("\xF0\x9F\x98\x80"), true },
		{ BYTES_INIT("\xEF\xBF\xBD"), true },
		{ BYTES_INIT("\xC0\xAE"), false },         /* overlong dot */
		{ BYTES_INIT("\xED\xA0\x80"), false },     /* surrogate */
		{ BYTES_INIT("\xF4\x90\x80\x80"), false }, /* above U+10FFFF */
		{ BYTES_INIT("\xE4\xB8"), false },
		{ BYTES_INIT("\x80"), false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(utf8_valid(cases[i].in), cases[i].valid);
	uint8_t all[256], lower[256];
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (uint8_t)i;
	for (size_t from = 0; from < sizeof all; from++) {
		bytes_lower(bytes_from(bytes_of(all, sizeof all), from), lower);
		for (size_t i = from; i < sizeof all; i++)
			assert_int_equal(lower[i - from], ascii_lower((uint8_t)i));
	}
	for (size_t len = 0; len <= 70; len++) {
		uint8_t run[70];
		memset(run, 'a', sizeof run);
		assert_true(bytes_find_break(bytes_of(run, len)) == BYTES_NOT_FOUND);
		for (size_t i = len; i-- > 0;) {
			run[i] = i % 2 != 0 ? '\r' : '\n';
			assert_int_equal(bytes_find_break(bytes_of(run, len)), i);
		}
	}
	/* Wherever it stands, and however long the run is. */
	for (size_t len = 0; len <= 70; len++) {
		uint8_t run[70];
		memset(run, 'a', sizeof run);
		assert_true(utf8_is_text(bytes_of(run, len)));
		for (size_t i = 0; i < len; i++) {
			run[i] = 0;
			assert_true(utf8_valid(bytes_of(run, len)) && !utf8_is_text(bytes_of(run, len)));
			run[i] = 0x80;
			assert_false(utf8_valid(bytes_of(run, len)) || utf8_is_text(bytes_of(run, len)));
			run[i] = 0x7F;
			assert_true(utf8_is_text(bytes_of(run, len)));
			run[i] = 1;
			assert_true(utf8_is_text(bytes_of(run, len)));
			run[i] = 'a';
		}
	}
	/* Writing what was read gives the same octets, for every code point. */
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		uint8_t octets[4];
		size_t pos = 0, len;
		if (cp == 0xD800)
			cp = 0xE000;
		len = utf8_write(cp, octets);
		assert_int_equal(utf8_next(bytes_of(octets, len), &pos), cp);
		assert_int_equal(pos, len);
	}
	check_text(utf8_prefix(BYTES("a\xE4\xB8\xAD"), 3), "a");
	check_text(utf8_prefix(BYTES("a\xE4\xB8\xAD"), 4), "a\xE4\xB8\xAD");
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(bytes_search_and_cut),
		cmocka_unit_test(a_word_is_found_wherever_it_stands),
		cmocka_unit_test(a_word_is_found_behind_many_that_begin_and_end_like_it),
		cmocka_unit_test(numbers_are_digits_only_and_ranged),
		cmocka_unit_test(an_arena_keeps_its_ceiling),
		cmocka_unit_test(a_buffer_stops_at_its_maximum_and_remembers),
		cmocka_unit_test(a_reader_cannot_leave_its_octets),
		cmocka_unit_test(utf8_is_strict),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
