#include "lib/check.h"
#include "metrics/text.h"

static void
a_family_has_its_help_its_kind_and_samples(void **state)
{
	struct buf out;
	buf_init(&out, 1 << 16);
	metrics_family(&out, "a_total", METRIC_COUNTER, "What it counts.");
	metrics_begin(&out, "a_total");
	metrics_label(&out, "x", BYTES("of \"one\"\\\nline"));
	metrics_label(&out, "y", BYTES("\xe5\x9e\x83"));
	metrics_end(&out, 12);
	metrics_one(&out, "b", METRIC_GAUGE, "One.", UINT64_MAX);
	check_text(buf_bytes(&out),
	    "# HELP a_total What it counts.\n# TYPE a_total counter\na_total{x=\"of \\\"one\\\"\\\\\\nline\",y=\"\xe5\x9e\x83\"} 12\n"
	    "# HELP b One.\n# TYPE b gauge\nb 18446744073709551615\n");
	buf_done(&out);
}

static void
a_histogram_adds_up(void **state)
{
	struct metrics_times t = { .count = 0 };
	struct buf out;
	static const int64_t us[] = { -1, 0, 1000, 1001, 30000000, 30000001 };
	for (size_t i = 0; i < sizeof us / sizeof *us; i++)
		metrics_took(&t, us[i]);
	buf_init(&out, 1 << 16);
	metrics_histogram(&out, "h", "stage", BYTES("read"), &t);
	struct bytes got = buf_bytes(&out);
	assert_true(bytes_starts(got, BYTES("h_bucket{stage=\"read\",le=\"0.001\"} 2\nh_bucket{stage=\"read\",le=\"0.0025\"} 3\n")));
	assert_true(bytes_ends(got, BYTES("h_bucket{stage=\"read\",le=\"10\"} 3\nh_bucket{stage=\"read\",le=\"30\"} 4\nh_bucket{stage=\"read\",le=\"+Inf\"} 5\n"
	                                  "h_sum{stage=\"read\"} 60.002002\nh_count{stage=\"read\"} 5\n")));
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_family_has_its_help_its_kind_and_samples),
		cmocka_unit_test(a_histogram_adds_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
