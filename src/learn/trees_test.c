/* Goal: trees learn what the numbers tell and the rules do not, never against a sign that is known, and more of nothing. */
#include "learn/trees.h"

#include <math.h>
#include <stdlib.h>

#include "base/must.h"
#include "lib/check.h"

#define ROWS 4000

static uint32_t
draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static double
uniform(uint32_t *state)
{
	return draw(state) / 16777216.0;
}

/* Bad mail scores high at the worst passage; length says nothing; "answers" lies about its sign. */
static struct tree_row *
rows(bool lies)
{
	struct tree_row *all = xcalloc(ROWS, sizeof *all);
	uint32_t state = 7;
	for (size_t i = 0; i < ROWS; i++) {
		struct tree_row *r = &all[i];
		r->is_bad = i % 2;
		r->weight = 1;
		r->dense.at[DENSE_WORST] = (float)(4 * uniform(&state) - (r->is_bad ? 1 : 3));
		r->dense.at[DENSE_MIXED] = (float)uniform(&state);
		r->dense.at[DENSE_ANSWERS] = lies ? r->is_bad : (float)(draw(&state) % 2);
	}
	return all;
}

static void
what_the_numbers_tell_is_learned(void **state)
{
	static struct tree trees[TREES_MAX];
	struct tree_row *all = rows(false);
	size_t count = trees_fit(all, ROWS, trees), right = 0;
	assert_in_range(count, 1, TREES_MAX);
	for (size_t i = 0; i < ROWS; i++)
		right += (trees_sum(trees, count, &all[i].dense) > 0) == all[i].is_bad;
	assert_true(right > ROWS * 7 / 10);
	free(all);
}

static void
a_sign_that_is_known_is_held(void **state)
{
	static struct tree trees[TREES_MAX];
	struct tree_row *all = rows(true);
	size_t count = trees_fit(all, ROWS, trees);
	for (int n = 0; n < DENSE_COUNT; n++)
		for (size_t i = 0; i < ROWS && dense_signs[n] != 0; i += 97) {
			struct dense d = all[i].dense;
			double before = trees_sum(trees, count, &d);
			d.at[n] += 5;
			double rise = trees_sum(trees, count, &d) - before;
			assert_true(rise * dense_signs[n] >= -1e-9);
		}
	free(all);
}

static void
where_the_rules_are_right_nothing_is_added(void **state)
{
	static struct tree trees[TREES_MAX];
	struct tree_row *all = rows(false);
	for (size_t i = 0; i < ROWS; i++)
		all[i].base = all[i].is_bad ? 12 : -12;
	size_t count = trees_fit(all, ROWS, trees);
	for (size_t i = 0; i < ROWS; i++)
		assert_true(fabs(trees_sum(trees, count, &all[i].dense)) < 0.5);
	free(all);
}

static void
little_mail_makes_small_trees_or_none(void **state)
{
	static struct tree trees[TREES_MAX];
	struct tree_row *all = rows(false);
	assert_int_equal(trees_fit(all, 0, trees), 0);
	assert_int_equal(trees_fit(all, 1, trees), 0);
	struct dense odd = { .at = { NAN, INFINITY, -INFINITY } };
	size_t count = trees_fit(all, 60, trees);
	assert_true(isfinite(trees_sum(trees, count, &odd)));
	free(all);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_the_numbers_tell_is_learned),
		cmocka_unit_test(a_sign_that_is_known_is_held),
		cmocka_unit_test(where_the_rules_are_right_nothing_is_added),
		cmocka_unit_test(little_mail_makes_small_trees_or_none),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
