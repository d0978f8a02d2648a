#include "url/lookalike.h"

#include "lib/check.h"
#include "url/domain.h"

static void
names_are_alike_in_their_way(void **state)
{
	static const struct {
		const char *host, *domain;
		enum lookalike_kind kind;
	} cases[] = {
		{ "supplier.com", "supplier.com", LOOKALIKE_NONE },
		{ "mail.supplier.com", "supplier.com", LOOKALIKE_NONE },
		{ "unrelated.com", "supplier.com", LOOKALIKE_NONE },
		{ "192.0.2.1", "supplier.com", LOOKALIKE_NONE },
		{ "", "supplier.com", LOOKALIKE_NONE },
		/* spelling */
		{ "supplierr.com", "supplier.com", LOOKALIKE_SPELLING },
		{ "suplier.com", "supplier.com", LOOKALIKE_SPELLING },
		{ "suppiler.com", "supplier.com", LOOKALIKE_GLYPH },
		{ "suppleir.com", "supplier.com", LOOKALIKE_SPELLING },
		{ "supplyer.com", "supplier.com", LOOKALIKE_SPELLING },
		{ "asupplier.com", "supplier.com", LOOKALIKE_SPELLING },
		{ "supplieraa.com", "suppliera.com", LOOKALIKE_SPELLING },
		{ "suppliers.net", "supplier.com", LOOKALIKE_SPELLING },
		{ "spuplire.com", "supplier.com", LOOKALIKE_NONE },
		{ "abcd.com", "abce.com", LOOKALIKE_NONE },
		{ "abcde.com", "abcdf.com", LOOKALIKE_SPELLING },
		/* glyphs */
		{ "exarnple.com", "example.com", LOOKALIKE_GLYPH },
		{ "vvater.com", "water.com", LOOKALIKE_GLYPH },
		{ "g00gle.com", "google.com", LOOKALIKE_GLYPH },
		{ "paypa1.com", "paypal.com", LOOKALIKE_GLYPH },
		{ "paypaI.com", "paypal.com", LOOKALIKE_GLYPH },
		{ "aclvice.com", "advice.com", LOOKALIKE_GLYPH },
		{ "micr0s0ft.com", "microsoft.com", LOOKALIKE_GLYPH },
		{ "xn--pple-43d.com", "apple.com", LOOKALIKE_GLYPH },
		{ "www.xn--pypal-4ve.com", "paypal.com", LOOKALIKE_GLYPH },
		{ "xn--fsqu00a.cn", "example.cn", LOOKALIKE_NONE },
		/* suffix, compound, subdomain */
		{ "supplier.net", "supplier.com", LOOKALIKE_SUFFIX },
		{ "www.supplier.co.uk", "supplier.com", LOOKALIKE_SUFFIX },
		{ "paypal-login.com", "paypal.com", LOOKALIKE_COMPOUND },
		{ "secure-paypa1.com", "paypal.com", LOOKALIKE_COMPOUND },
		{ "mypaypal.com", "paypal.com", LOOKALIKE_COMPOUND },
		{ "pineapple.com", "apple.com", LOOKALIKE_NONE },
		{ "paypal.com.evil.com", "paypal.com", LOOKALIKE_SUBDOMAIN },
		{ "www.paypal.com-login.evil.com", "paypal.com", LOOKALIKE_SUBDOMAIN },
		{ "paypal.evil.com", "paypal.com", LOOKALIKE_SUBDOMAIN },
		{ "secure-paypal.evil.com", "paypal.com", LOOKALIKE_SUBDOMAIN },
		{ "notpaypal.company.evil.com", "paypal.com", LOOKALIKE_NONE },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lookalike got = lookalike_compare(bytes_of_cstr(cases[i].host), bytes_of_cstr(cases[i].domain));
		if (got.kind != cases[i].kind)
			fail_msg("%s for %s: got %s, want %s", cases[i].host, cases[i].domain, lookalike_name(got.kind),
			    lookalike_name(cases[i].kind));
		assert_true(got.strength <= 100 && (got.strength == 0) == (got.kind == LOOKALIKE_NONE));
	}
}

static void
brands_are_known_and_their_own_domains_are_no_imitation(void **state)
{
	static const struct {
		const char *host, *brand;
	} cases[] = {
		{ "www.paypal.com", NULL },
		{ "example.com", NULL },
		{ "login.microsoftonline.com", NULL },
		{ "paypa1.com", "paypal" },
		{ "rnicrosoft.com", "microsoft" },
		{ "icbc-login.top", "icbc" },
		{ "10086.top", "10086" },
		{ "coremai1.cn", "coremail" },
		{ "alipay.com.example.top", "alipay" },
		{ "dingta1k.com", "dingtalk" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct brand *brand = NULL;
		struct lookalike got = lookalike_brand(bytes_of_cstr(cases[i].host), &brand);
		assert_int_equal(got.kind == LOOKALIKE_NONE, cases[i].brand == NULL);
		check_text(brand != NULL ? brand->name : BYTES_NONE, cases[i].brand);
	}
	check_text(brand_of(BYTES("mail.163.com"))->name, "netease");
	check_text(brand_of(BYTES("MAIL.163.Com"))->name, "netease");
	assert_null(brand_of(BYTES("not163.com")));
}

static void
every_brand_has_a_name_and_registrable_domains(void **state)
{
	for (size_t i = 0; i < brand_table_count; i++) {
		assert_true(brand_table[i].name.len >= 2 && brand_table[i].count >= 1);
		for (size_t k = 0; k < brand_table[i].count; k++)
			assert_true(domain_registrable(brand_table[i].domains[k]).len != 0 ||
			    domain_suffix(brand_table[i].domains[k]).len != 0);
	}
}

static void
distances_are_counted_to_one(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned distance;
	} cases[] = { { "", "", 0 }, { "", "a", 1 }, { "abc", "abc", 0 }, { "abc", "abcd", 1 }, { "abc", "xabc", 1 },
		{ "abc", "axc", 1 }, { "abc", "acb", 1 }, { "abc", "bac", 1 }, { "abc", "cba", 2 }, { "abc", "a", 2 },
		{ "aab", "aaab", 1 }, { "abcd", "badc", 2 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(label_distance(bytes_of_cstr(cases[i].a), bytes_of_cstr(cases[i].b)), cases[i].distance);
		assert_int_equal(label_distance(bytes_of_cstr(cases[i].b), bytes_of_cstr(cases[i].a)), cases[i].distance);
	}
}

int
main(void)
{
	domain_preload();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_alike_in_their_way),
		cmocka_unit_test(brands_are_known_and_their_own_domains_are_no_imitation),
		cmocka_unit_test(every_brand_has_a_name_and_registrable_domains),
		cmocka_unit_test(distances_are_counted_to_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
