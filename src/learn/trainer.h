/* trainer: online logistic regression (AdaGrad: Duchi, Hazan and Singer, JMLR 12, 2011) over hashed pieces, one weight
 * for each head and place.
 *
 * Each message is learned as a whole first, and once more by the passage that the heads then find worst: what is asked of
 * them later is how bad that is, and what good mail says in its worst passage must be known to be good (Andrews,
 * Tsochantaridis and Hofmann, NIPS 2002).  More passes start to learn the sources.  A weight never exceeds TRAINER_WEIGHT_MAX
 * either way, so that no single word decides. */
#ifndef LEARN_TRAINER_H
#define LEARN_TRAINER_H

#include "learn/model.h"

#define TRAINER_WEIGHT_MAX 1.5

/* What a message is for a head. */
enum answer { ANSWER_NO, ANSWER_YES, ANSWER_NONE /* the head learns nothing from it */ };

struct trainer;

struct trainer *trainer_new(uint32_t bits);
void trainer_free(struct trainer *t);

/**
 * trainer_learn(t, header, body, answers, weight): Learn one message.
 *
 * Takes:   weight  how much it counts, 1 for an ordinary one
 */
void trainer_learn(struct trainer *t, const struct features *header, const struct features *body,
    const enum answer answers[HEAD_COUNT], double weight);

/**
 * trainer_learn_worst(t, header, body, blocks, count, answers, weight): The same once more, of the body only the passage
 * that each head finds worst.
 *
 * Takes:   blocks  of BODY (features_blocks_of)
 */
void trainer_learn_worst(struct trainer *t, const struct features *header, const struct features *body,
    const struct features_block *blocks, size_t count, const enum answer answers[HEAD_COUNT], double weight);

/**
 * trainer_calibrate(t, h, slope, offset): What a score of head H is worth, found on mail that was not learned.
 */
void trainer_calibrate(struct trainer *t, enum head h, double slope, double offset);

/**
 * trainer_write(t, about, out): Append the model as a file, weights as whole numbers.
 *
 * Takes:   about  made, and the second stage; the rest is filled in
 */
void trainer_write(const struct trainer *t, const struct model_about *about, struct buf *out);

#endif
