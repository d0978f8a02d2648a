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

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known_intervals) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
