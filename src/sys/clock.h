/* clock: the three times that we need, each with its unit in its name. */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <stdint.h>

/* Unix time in milliseconds: for people and records; may jump. */
int64_t clock_wall_ms(void);

/* Since some moment in the past, in microseconds: for deadlines and durations; never jumps. */
int64_t clock_steady_us(void);

/* CPU time of this thread in microseconds; our roles have one. */
int64_t clock_cpu_us(void);

#endif
