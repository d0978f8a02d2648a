/* lessons: what train and eval share: learning from a corpus, and what a message's score is with its source left out.
 *
 * Every figure is of mail from a source that was not learned from.  The second stage learns from scores of that kind, too,
 * or it would learn to trust words that only fit where they were learned; so the text heads are learned once without each
 * pair of sources: one of them is scored, the other is the one that the second stage must not see. */
#ifndef CLI_LESSONS_H
#define CLI_LESSONS_H

#include "cli/corpus.h"
#include "learn/model.h"

/* No source: learn from all. */
#define LESSONS_ALL SIZE_MAX

struct lessons;

/* What is learned from all sources but one, beside the text heads. */
struct lessons_stage {
	double slope[HEAD_COUNT], offset[HEAD_COUNT];
	struct tree trees[TREES_MAX];
	size_t tree_count;
};

/**
 * lessons_new(corpus, in_pairs, jobs): Learn the text heads without each source, and score what was left out.
 *
 * Takes:   corpus  outlives it
 *          in_pairs  also without each pair: wanted for stages that leave out a source
 *          jobs    processes at once; 0: one for each CPU
 * Cost:    for k sources k times learning the corpus, in pairs k (k + 1) / 2 times
 */
struct lessons *lessons_new(const struct corpus *corpus, bool in_pairs, unsigned long jobs);
void lessons_free(struct lessons *l);

/**
 * lessons_stage(l, left_out, out): The second stage, of all sources but LEFT_OUT (or LESSONS_ALL).
 */
void lessons_stage(const struct lessons *l, size_t left_out, struct lessons_stage *out);

/**
 * lessons_tell(l, i, stage, arena, c): Write into C, the case file of message I, what is said of it by a model whose
 * text heads have not seen its source, and by STAGE.
 */
void lessons_tell(const struct lessons *l, size_t i, const struct lessons_stage *stage, struct arena *arena, struct casefile *c);

/**
 * lessons_model(l, about, out_file): Learn from everything, and append the model.
 *
 * Takes:   about  ->made, ->threshold...; the trees are those of STAGE
 */
void lessons_model(const struct lessons *l, const struct lessons_stage *stage, const struct model_about *about,
    struct buf *out_file);

#endif
