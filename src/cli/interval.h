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

/**
 * interval_order(n, share, doubt): Which of N ascending scores of good mail is a threshold that at most SHARE of good mail
 * exceeds, but for a chance of DOUBT.
 *
 * Takes:   0 < share < 1, 0 < doubt < 1
 * Gives:   1..n; 0 where N is too small to say: the highest score of 2,994 does not prove one in a thousand
 * Source:  Tong, Feng and Li, Neyman-Pearson classification algorithms and NP receiver operating characteristics, 2018
 */
size_t interval_order(size_t n, double share, double doubt);

#endif
