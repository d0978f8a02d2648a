#include "detect/brand.h"

#include "lib/check.h"

static void
names_of_senders_claim_a_brand_or_do_not(void **state)
{
	static const struct {
		const char *display, *brand; /* NULL: none */
	} cases[] = {
		{ "PayPal Service", "paypal" },
		{ "Bank of America Alerts", "bank of america" },
		{ "C0STC0 Message", "costco" },
		{ "PayPaI", "paypal" },
		{ "KohIs Experience", "kohls" },
		{ "三井住友カード株式会社", "三井住友" },
		{ "中国银联客服", "中国银联" },
		{ "Apple", "apple" },
		{ "Apple Support", "apple support" },
		{ "The Chase Team", "chase" },
		{ "Chase Miller", NULL }, /* a person */
		{ "Orange County Choir", NULL },
		{ "Studio 0range", NULL },
		{ "Target practice club", NULL },
		{ "Ann Example", NULL },
		{ "paypalace", NULL },
		{ "", NULL },
	};
	struct arena *arena = arena_new(1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct sender_brand *got = brand_of_sender(bytes_of_cstr(cases[i].display), arena);
		if ((got == NULL) != (cases[i].brand == NULL) || (got != NULL && !bytes_equal(got->name, bytes_of_cstr(cases[i].brand))))
			fail_msg("%s: %.*s", cases[i].display, got == NULL ? 4 : (int)got->name.len, got == NULL ? "none" : (const char *)got->name.at);
	}
	arena_free(arena);
}

static void
every_brand_is_found_by_its_name_and_writes_from_somewhere(void **state)
{
	for (size_t i = 0; i < sender_brands_count; i++) {
		const struct sender_brand *b = &sender_brands[i];
		assert_ptr_equal(brand_named(b->name), b);
		assert_true(b->domains[0].len != 0);
		assert_true(brand_writes_from(b, b->domains[0]));
		assert_false(brand_writes_from(b, BYTES("example")));
	}
	assert_null(brand_named(BYTES("pay")));
	assert_null(brand_named(BYTES_NONE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_senders_claim_a_brand_or_do_not),
		cmocka_unit_test(every_brand_is_found_by_its_name_and_writes_from_somewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
