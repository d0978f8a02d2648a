#include "detect/lookalike.h"

#include "lib/check.h"

static void
imitations_are_seen_and_other_names_are_not(void **state)
{
	static const struct {
		const char *suspect, *model;
		double least, most;
	} cases[] = {
		{ "example.com", "example.com", 0, 0 },
		{ "examp1e.com", "example.com", 1, 1 },
		{ "exarnple.com", "example.com", 1, 1 },
		{ "xn--exmple-4nf.com", "example.com", 1, 1 }, /* Cyrillic a */
		{ "supplieraa.com", "suppliera.com", 0.8, 1 },
		{ "exmaple.cn", "example.cn", 0.5, 1 },
		{ "example.cn", "example.com", 0.2, 0.4 },
		{ "example-finance.com", "example.com", 0.4, 0.6 },
		{ "abd.com", "abc.com", 0, 0 },
		{ "mailing.org", "example.org", 0, 0 },
		{ "sample.org", "example.org", 0, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double got = lookalike_strength(
		    bytes_of_cstr(cases[i].suspect), bytes_of_cstr(cases[i].model));
		if (got < cases[i].least || got > cases[i].most)
			print_error("%s for %s: %f\n", cases[i].suspect, cases[i].model, got);
		assert_true(got >= cases[i].least && got <= cases[i].most);
	}
}

static void
long_and_broken_labels_are_bounded(void **state)
{
	static const char *const labels[] = { "xn--", "xn--\xff\xff", "xn---",
		"xn--99999999999999999999999999999999999",
		"xn--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-aaaaaaaaaaaa",
		"mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
		"" };
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		uint8_t out[LOOKALIKE_ROOM];
		assert_true(lookalike_skeleton(bytes_of_cstr(labels[i]), out) <= LOOKALIKE_ROOM);
		for (size_t k = 0; k < sizeof labels / sizeof labels[0]; k++) {
			double strength =
			    lookalike_strength(bytes_of_cstr(labels[i]), bytes_of_cstr(labels[k]));
			assert_true(strength >= 0 && strength <= 1);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(imitations_are_seen_and_other_names_are_not),
		cmocka_unit_test(long_and_broken_labels_are_bounded),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
