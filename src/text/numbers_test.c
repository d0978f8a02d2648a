/* Goal: telephone numbers and accounts are found as people write them; dates, amounts, identity cards and links are none. */
#include "lib/check.h"
#include "text/numbers.h"

#define CN_CALL "\xE8\xAF\xB7\xE8\x87\xB4\xE7\x94\xB5"      /* please call */
#define CN_ACCOUNT "\xE8\xB4\xA6\xE5\x8F\xB7\xEF\xBC\x9A"   /* account: */
#define CN_BANK "\xE5\xBC\x80\xE6\x88\xB7\xE8\xA1\x8C\xEF\xBC\x9A" /* bank of deposit: */

static const struct {
	const char *text, *value; /* the value of the first, NULL for none */
	enum number_is is;
} cases[] = {
	{ "To cancel, call 1-888-555-0142 now", "+18885550142", NUMBER_IS_PHONE },
	{ "(808) 555-0142", "+18085550142", NUMBER_IS_PHONE },
	{ "808.555.0142.", "+18085550142", NUMBER_IS_PHONE },
	{ "help +1 (8O8) 555\xE2\x80\x93O142", "+18085550142", NUMBER_IS_PHONE },
	{ "(250)562-2131 loc. 448", "+12505622131", NUMBER_IS_PHONE },
	{ "call 8085550142", "+18085550142", NUMBER_IS_PHONE },
	{ "order 8085550142", NULL, 0 },
	{ "+44 (0)20 7946 0958", "+442079460958", NUMBER_IS_PHONE },
	{ "Tel: 0044 20 7946 0958", "+442079460958", NUMBER_IS_PHONE },
	{ CN_CALL "13800138000", "+8613800138000", NUMBER_IS_PHONE },
	{ "138 0013 8000", "+8613800138000", NUMBER_IS_PHONE },
	{ "+86-138-0013-8000", "+8613800138000", NUMBER_IS_PHONE },
	{ "010-62781234", "01062781234", NUMBER_IS_PHONE },
	{ "(0755) 8678 1234", "075586781234", NUMBER_IS_PHONE },
	{ "400-820-8820", "4008208820", NUMBER_IS_PHONE },
	{ CN_CALL "4008208820", "4008208820", NUMBER_IS_PHONE },
	{ "on 2026-11-28 10:20", NULL, 0 },
	{ "call before 28.11.2026 12", NULL, 0 },
	{ "phone at 192.168.100.200", NULL, 0 },
	{ "http://example.com/13800138000", NULL, 0 },
	{ "id=13800138000", NULL, 0 },
	{ "a13800138000", NULL, 0 },
	{ "13800138000@example.com", NULL, 0 },
	{ "$1,234,567.00 in total", NULL, 0 },
	{ "ISBN 978-3-16-148410-0", NULL, 0 },
	{ "the hotel 5550142", NULL, 0 },
	{ "IBAN: DE89 3704 0044 0532 0130 00", "DE89370400440532013000", NUMBER_IS_IBAN },
	{ "gb29nwbk60161331926819", "GB29NWBK60161331926819", NUMBER_IS_IBAN },
	{ "DE88 3704 0044 0532 0130 00", NULL, 0 },
	{ "XDE89370400440532013000", NULL, 0 },
	{ "6222 0212 3456 7890 125", NULL, 0 },
	{ "6222021234567890128 ", "6222021234567890128", NUMBER_IS_CARD },
	{ "6222 0212 3456 7890 128", "6222021234567890128", NUMBER_IS_CARD },
	{ "620102199001011236", NULL, 0 },
	{ "card 4111 1111 1111 1111", "4111111111111111", NUMBER_IS_CARD },
	{ "order 4111 1111 1111 1111", NULL, 0 },
	{ "Bank of Example, account number: 0123 4567 89", "0123456789", NUMBER_IS_ACCOUNT },
	{ "Your account number is 0123456789 at the water works", NULL, 0 },
	{ CN_BANK "XX " CN_ACCOUNT "11001234567890", "11001234567890", NUMBER_IS_ACCOUNT },
	{ "", NULL, 0 },
	{ "7", NULL, 0 },
};

static void
numbers_are_read_as_people_write_them(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct number_found f[4];
		struct bytes text = bytes_of_cstr(cases[i].text);
		size_t count = numbers_find(text, f, 4);
		if (count != (cases[i].value != NULL))
			fail_msg("%s: %zu found, first %.*s", cases[i].text, count, count != 0 ? (int)f[0].length : 0, (const char *)f[0].value);
		if (count == 0)
			continue;
		check_text(number_value(&f[0]), cases[i].value);
		assert_int_equal(f[0].is, cases[i].is);
		assert_in_range(f[0].end, f[0].start + 1, text.len);
	}
}

static void
what_stands_around_a_number_is_said(void **state)
{
	struct number_found f[4];
	assert_int_equal(numbers_find(BYTES("Call +1 888 555 0142 or 212-555-0143; DE89370400440532013000"), f, 4), 3);
	assert_true(f[0].is_called && f[0].is_free && !f[0].is_disguised);
	assert_true(!f[1].is_free);
	assert_int_equal(f[2].is, NUMBER_IS_IBAN);
	assert_int_equal(numbers_find(BYTES("1-8OO-555-Ol42"), f, 4), 1);
	assert_true(f[0].is_disguised && f[0].is_free);
	check_text(number_value(&f[0]), "+18005550142");
	assert_int_equal(numbers_find(BYTES("(250)562-2131 loc. 448"), f, 4), 1);
	assert_false(f[0].is_disguised);
	assert_int_equal(numbers_find(BYTES("212-555-0143 212-555-0144"), f, 1), 1);
	assert_int_equal(numbers_find(BYTES("212-555-0143 212-555-0144 (010) 62781234 212-555-0145"), f, 4), 4);
}

static void
a_table_of_figures_is_read_in_part(void **state)
{
	struct number_found f[2];
	static char text[20 * (NUMBERS_TRIED_MAX + 1) + 40];
	size_t len = 0;
	for (int i = 0; i < NUMBERS_TRIED_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%07d x ", 1234567 + i);
	strcpy(text + len, "212-555-0143");
	assert_int_equal(numbers_find(bytes_of_cstr(text), f, 2), 0);
	assert_int_equal(numbers_find(bytes_of_cstr(text + 10), f, 2), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(numbers_are_read_as_people_write_them),
		cmocka_unit_test(what_stands_around_a_number_is_said), cmocka_unit_test(a_table_of_figures_is_read_in_part) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
