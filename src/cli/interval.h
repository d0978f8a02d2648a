/* interval: how sure a rate is. */
#ifndef CLI_INTERVAL_H
#define CLI_INTERVAL_H

#include <stddef.h>

/**
 * interval_exact(hits, n, out_low, out_high): The exact 95 % interval of a rate.
 *
 * Takes:   hits <= n
 * Gives:   0 <= *out_low <= hits/n <= *out_high <= 1; 0 and 1 for n = 0
 * Source:  Clopper and Pearson, Biometrika 26 (1934)
 */
void interval_exact(size_t hits, size_t n, double *out_low, double *out_high);

#endif
