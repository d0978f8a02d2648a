/* What listings make of a message. */
#include "detect/listed.h"

#include <math.h>

#include "lib/check.h"

static struct arena *arena;
static struct casefile c;

static int
setup(void **state)
{
	arena = arena_new(CASEFILE_ARENA_MAX);
	c = (struct casefile){ 0 };
	return 0;
}

static int
teardown(void **state)
{
	arena_free(arena);
	return 0;
}

static void
add(const char *list, const char *group, enum listing_of of, enum listing_class kind, double weight)
{
	*LIST_ADD(arena, &c.asked.lists.found) = (struct casefile_listing){ .list = bytes_of_cstr(list),
		.group = bytes_of_cstr(group), .of = of, .asked = BYTES("x.example"), .kind = kind, .weight = weight,
		.meaning = BYTES("bad"), .meaning_zh = BYTES("坏") };
}

static struct findings
find(const char *detector)
{
	const struct detector *d = detector_find(bytes_of_cstr(detector));
	assert_non_null(d);
	struct findings found = { .arena = arena, .asked = d };
	d->look(&c, &found);
	return found;
}

static double
weight_of(const struct findings *f)
{
	double sum = 0;
	for (size_t i = 0; i < f->list.count; i++)
		sum += f->list.at[i].weight;
	return sum;
}

static void
each_kind_of_listing_has_its_detector(void **state)
{
	static const struct {
		enum listing_of of;
		enum listing_class kind;
		double weight;
		const char *detector;
	} cases[] = {
		{ LISTING_OF_CLIENT, LISTING_SPAM, 3, "listed_client" },
		{ LISTING_OF_CLIENT, LISTING_POLICY, 1, "listed_client" },
		{ LISTING_OF_HOP, LISTING_SPAM, 3, "listed_hop" },
		{ LISTING_OF_FROM, LISTING_SPAM, 3, "listed_sender" },
		{ LISTING_OF_SIGNER, LISTING_SPAM, 3, "listed_sender" },
		{ LISTING_OF_HELO, LISTING_PHISHING, 3, "listed_phisher" },
		{ LISTING_OF_MAIL_FROM, LISTING_NEW, 1, "listed_new" },
		{ LISTING_OF_LINK, LISTING_NEW, 1, "listed_new" },
		{ LISTING_OF_LINK, LISTING_SPAM, 1, "listed_link" },
		{ LISTING_OF_PAGE, LISTING_MALWARE, 1, "listed_phishing" },
		{ LISTING_OF_ADDRESS, LISTING_SPAM, 1, "listed_address" },
		{ LISTING_OF_CLIENT, LISTING_WHITE, -1, "relief_listed" },
	};
	static const char *const all[] = { "listed_client", "listed_hop", "listed_sender", "listed_phisher", "listed_new",
		"listed_link", "listed_phishing", "listed_address", "relief_listed" };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		c.asked.lists.found.count = 0;
		add("L", "g", cases[i].of, cases[i].kind, cases[i].weight);
		for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
			struct findings f = find(all[k]);
			if ((f.list.count == 1) != (strcmp(all[k], cases[i].detector) == 0))
				print_error("case %zu: %s\n", i, all[k]);
			assert_int_equal(f.list.count == 1, strcmp(all[k], cases[i].detector) == 0);
			if (f.list.count == 1)
				assert_true((f.list.at[0].weight < 0) == (cases[i].weight < 0));
		}
	}
}

static void
a_group_counts_once(void **state)
{
	add("ZEN", "spamhaus", LISTING_OF_CLIENT, LISTING_SPAM, 3.2);
	double once, twice;
	struct findings f = find("listed_client");
	once = weight_of(&f);
	add("CBL", "spamhaus", LISTING_OF_CLIENT, LISTING_SPAM, 3.0);
	add("XBL", "spamhaus", LISTING_OF_CLIENT, LISTING_SPAM, 3.2);
	f = find("listed_client");
	assert_int_equal(f.list.count, 1);
	check_text(f.list.at[0].args.at[1], "ZEN");
	assert_true(fabs(weight_of(&f) - once) < 1e-9);
	add("SpamCop", "spamcop", LISTING_OF_CLIENT, LISTING_SPAM, 3.2);
	f = find("listed_client");
	twice = weight_of(&f);
	assert_int_equal(f.list.count, 2);
	twice = weight_of(&f);
	assert_true(twice > once);
}

static void
the_heaviest_are_told_of_many(void **state)
{
	char names[20][8];
	for (int i = 0; i < 20; i++) {
		(void)snprintf(names[i], sizeof names[i], "g%d", i);
		add(names[i], names[i], LISTING_OF_CLIENT, LISTING_SPAM, 1 + (i * 7) % 20 / 10.0);
	}
	struct findings f = find("listed_client");
	assert_int_equal(f.list.count, FINDINGS_PER_DETECTOR_MAX);
	for (size_t i = 1; i < f.list.count; i++)
		assert_true(f.list.at[i - 1].weight > f.list.at[i].weight);
	/* 7i mod 20 is 19 for i = 17 */
	check_text(f.list.at[0].args.at[1], "g17");
}

static void
what_is_white_and_black_is_no_relief(void **state)
{
	add("DNSWL", "dnswl", LISTING_OF_CLIENT, LISTING_WHITE, -1);
	add("SpamCop", "spamcop", LISTING_OF_CLIENT, LISTING_SPAM, 1);
	struct findings f = find("relief_listed");
	assert_int_equal(f.list.count, 0);
}

static void
silence_is_no_evidence(void **state)
{
	c.asked.lists = (struct casefile_listings){ .was_asked = true, .lists = 10 };
	*LIST_ADD(arena, &c.asked.lists.silent) = BYTES("ZEN");
	struct findings f = find("relief_listed");
	assert_int_equal(f.list.count, 0);
	f = find("listed_client");
	assert_int_equal(f.list.count, 0);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(each_kind_of_listing_has_its_detector, setup, teardown),
		cmocka_unit_test_setup_teardown(a_group_counts_once, setup, teardown),
		cmocka_unit_test_setup_teardown(the_heaviest_are_told_of_many, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_white_and_black_is_no_relief, setup, teardown),
		cmocka_unit_test_setup_teardown(silence_is_no_evidence, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
