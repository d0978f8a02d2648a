/* check: cmocka with the includes it needs, and what it lacks: a few comparisons, a clock. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/bytes.h"

/* got and want are struct bytes; the message shows both. */
#define check_bytes(got, want) check_bytes_at((got), (want), __FILE__, __LINE__)

/* got is struct bytes, want a C string. */
#define check_text(got, want) check_bytes_at((got), bytes_of_cstr(want), __FILE__, __LINE__)

static inline void
check_bytes_at(struct bytes got, struct bytes want, const char *file, int line)
{
	if (bytes_equal(got, want))
		return;
	print_error("got  (%zu) \"%.*s\"\nwant (%zu) \"%.*s\"\n", got.len, BYTES_ARGS(got), want.len,
	    BYTES_ARGS(want));
	_fail(file, line);
}

/* CPU time of this process: what a test of cost compares, whatever else the machine does. */
static inline double
check_cpu_seconds(void)
{
	struct timespec t;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		fail_msg("there is no clock of the process");
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
