/* thresholds: where a verdict's score may be cut, with the good mail that says so.
 *
 * The scores are those of good mail whose source neither the text heads nor the second stage has seen; of them the order
 * statistic is taken that holds the share in 95 of 100 cases (cli/interval.h), not the share of the sample itself, which
 * holds it in half.  What is rarer than the good mail can prove is left out. */
#ifndef CLI_THRESHOLDS_H
#define CLI_THRESHOLDS_H

#include "cli/lessons.h"

#define THRESHOLDS_DOUBT 0.05

/**
 * thresholds_find(l, corpus, out): The thresholds for 1, 0.1 and 0.02 % of the good mail of CORPUS.
 *
 * Takes:   l  learned in pairs
 * Gives:   how many are in *out
 */
size_t thresholds_find(const struct lessons *l, const struct corpus *corpus, struct model_threshold out[MODEL_THRESHOLDS_MAX]);

#endif
