#include "cli/interval.h"

#include <math.h>

#include "lib/check.h"

/* Published values, and the rule of three for none of n. */
static void
known_intervals(void **state)
{
	static const struct { size_t hits, n; double low, high; } rows[] = {
		{ 0, 10, 0, 0.30850 }, { 10, 10, 0.69150, 1 }, { 1, 10, 0.0025286, 0.44502 }, { 5, 10, 0.18709, 0.81291 },
		{ 0, 14979, 0, 0.00024624 }, { 7, 31613, 0.00008902, 0.00045618 }, { 0, 0, 0, 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double low, high;
		interval_exact(rows[i].hits, rows[i].n, &low, &high);
		assert_true(fabs(low - rows[i].low) <= 1e-5 + rows[i].low * 1e-3);
		assert_true(fabs(high - rows[i].high) <= 1e-5 + rows[i].high * 1e-3);
	}
}

/* log(0.05) / log(0.999) = 2994.2 and log(0.05) / log(0.9998) = 14977.2; and binomial tails summed by hand. */
static void
a_threshold_needs_enough_good_mail(void **state)
{
	assert_int_equal(interval_order(0, 0.001, 0.05), 0);
	assert_int_equal(interval_order(2994, 0.001, 0.05), 0);
	assert_int_equal(interval_order(2995, 0.001, 0.05), 2995);
	assert_int_equal(interval_order(14978, 0.0002, 0.05), 14978);
	/* of 100, half: P(Bin(100, 1/2) >= 59) = 0.0443, >= 58: 0.0666 */
	assert_int_equal(interval_order(100, 0.5, 0.05), 59);
	/* more of it allows more to exceed, never as many as SHARE of them */
	size_t k = interval_order(100000, 0.001, 0.05);
	assert_true(100000 - k < 100 && 100000 - k > 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known_intervals), cmocka_unit_test(a_threshold_needs_enough_good_mail) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
