/* Scores that move are noticed, scores that do not are not, and a quiet week is waited for. */
#include "carry/drift.h"

#include <math.h>
#include <stdlib.h>

#include "lib/check.h"

#define HOUR_MS INT64_C(3600000)
/* A message every three minutes: 480 a day, so that a window is whole after four days and some. */
#define EACH_MS (3 * 60 * 1000)

static unsigned random_state;

/* -8 to +2 or so, most about -3: twelve equal draws make a normal one. */
static double
draw(double mean, double spread)
{
	double sum = -6;
	for (int i = 0; i < 12; i++) {
		random_state = random_state * 1103515245u + 12345u;
		sum += (random_state >> 8) / 16777216.0;
	}
	return mean + spread * sum;
}

/* MESSAGES from *now on; how many windows told of a drift. */
static int
pass(struct drift *d, int messages, double mean, double spread, int64_t *now, struct drift_news *out)
{
	int told = 0;
	for (int i = 0; i < messages; i++, *now += EACH_MS)
		told += drift_count(d, draw(mean, spread), *now, out);
	return told;
}

static void
what_stays_as_it_was_is_silent_for_months(void **state)
{
	struct drift d = { 0 };
	struct drift_news news = { 0 };
	int64_t now = 1000 * HOUR_MS;
	random_state = 1;
	assert_int_equal(pass(&d, 480 * 90, -3, 1.2, &now, &news), 0);
	assert_true(d.has_base && d.base.n >= DRIFT_MESSAGES && d.index > 0 && d.index < 0.1);
}

static void
a_shift_is_told_with_the_first_whole_window(void **state)
{
	struct drift d = { 0 };
	struct drift_news news = { 0 };
	int64_t now = 1000 * HOUR_MS;
	random_state = 2;
	assert_int_equal(pass(&d, 480 * 14, -3, 1.2, &now, &news), 0);
	d.window = (struct drift_count){ 0 };
	assert_int_equal(pass(&d, DRIFT_MESSAGES - 1, -2.2, 1.2, &now, &news), 0);
	assert_int_equal(pass(&d, 1, -2.2, 1.2, &now, &news), 1);
	assert_true(news.index > DRIFT_LIMIT && news.messages == DRIFT_MESSAGES);
	assert_true(fabs(news.mean_before + 3) < 0.1 && fabs(news.mean_now + 2.2) < 0.1);
	/* it goes on until the base is another's: a reload */
	assert_true(pass(&d, 480 * 10, -2.2, 1.2, &now, &news) >= 2);
	assert_int_equal(pass(&d, 480 * 10, -3, 1.2, &now, &news), 0);
}

/* The middle stays where it was; the tail that nears the threshold does not. */
static void
a_tail_that_grows_is_told(void **state)
{
	struct drift d = { 0 };
	struct drift_news news = { 0 };
	int64_t now = 1000 * HOUR_MS;
	random_state = 3;
	(void)pass(&d, 480 * 14, -3, 1, &now, &news);
	d.window = (struct drift_count){ 0 };
	assert_int_equal(pass(&d, 480 * 5, -3, 2, &now, &news), 1);
}

static void
a_day_and_a_week_are_waited_for(void **state)
{
	struct drift d = { 0 };
	struct drift_news news;
	int64_t now = 1000 * HOUR_MS;
	random_state = 4;
	for (int i = 0; i < 50000; i++)
		assert_false(drift_count(&d, -3, now, &news));
	assert_false(d.has_base);
	assert_false(drift_count(&d, -3, now + DRIFT_BASE_HOURS * HOUR_MS, &news));
	assert_true(d.has_base);
	now += DRIFT_BASE_HOURS * HOUR_MS;
	for (int i = 0; i < 50000; i++)
		assert_false(drift_count(&d, 3, now, &news));
	assert_true(drift_count(&d, 3, now + DRIFT_WINDOW_HOURS * HOUR_MS, &news));
}

static void
any_score_has_a_step(void **state)
{
	struct drift d = { 0 };
	struct drift_news news;
	const double scores[] = { -1e300, -INFINITY, -8, 5.999, 6, 1e300, INFINITY };
	for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
		assert_false(drift_count(&d, scores[i], 1, &news));
	assert_int_equal(d.base.bins[0], 3);
	assert_int_equal(d.base.bins[DRIFT_BINS - 1], 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stays_as_it_was_is_silent_for_months),
		cmocka_unit_test(a_shift_is_told_with_the_first_whole_window),
		cmocka_unit_test(a_tail_that_grows_is_told),
		cmocka_unit_test(a_day_and_a_week_are_waited_for),
		cmocka_unit_test(any_score_has_a_step),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
