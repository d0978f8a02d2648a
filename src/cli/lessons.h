/* lessons: what train and eval share: which messages of a corpus are learned, in which order, and what a score is worth. */
#ifndef CLI_LESSONS_H
#define CLI_LESSONS_H

#include "cli/corpus.h"
#include "learn/model.h"

/* No source: learn from all. */
#define LESSONS_ALL SIZE_MAX

/**
 * lessons_learn(corpus, left_out, also_left_out, out_file): Learn from every source but two.
 *
 * Takes:   left_out, also_left_out  a source or LESSONS_ALL
 *          out_file  to which the model is appended, uncalibrated: the slope of each head is 1
 */
void lessons_learn(const struct corpus *corpus, size_t left_out, size_t also_left_out, struct buf *out_file);

/**
 * lessons_calibrated(corpus, left_out, made, out_file): The same, and what its scores are worth, found by leaving out
 * each of the other sources in turn.
 *
 * Cost:    one learning for each source, and one more
 */
void lessons_calibrated(const struct corpus *corpus, size_t left_out, struct bytes made, struct buf *out_file);

#endif
