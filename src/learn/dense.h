/* dense: a few numbers about the text of a message, for the second stage of the learner (learn/trees.h).
 *
 * Most have a sign: more of it can only speak against the message, or only for it.  A collection of mail has habits of its
 * own; a sign that is known keeps the trees from learning those.  Where links lead, how the sender shows himself and how the
 * page is built were tried, and made mail from other sources worse (docs/learner.md).
 *
 * No number may speak for a message because of what somebody wrote beside the bad passage: so there is no length of the text and
 * no mean of its passages. */
#ifndef LEARN_DENSE_H
#define LEARN_DENSE_H

#include "casefile/casefile.h"

enum dense_number {
	DENSE_WORST,    /* head "bad": the header and the worst passage */
	DENSE_HEADER,   /* ... the header alone */
	DENSE_PHISHING, /* heads of these names */
	DENSE_SPAM,
	DENSE_BEC,
	DENSE_ILLEGAL,
	DENSE_LURES,    /* themes of the lexicon */
	DENSE_ANSWERS,  /* it answers an earlier mail */
	DENSE_SHOUTING, /* capitals and exclamation marks of the subject */
	DENSE_MIXED,    /* words of several alphabets, characters that are not seen */
	DENSE_COUNT
};

/* 1: more of it never speaks for the message; -1: never against it. */
extern const int dense_signs[DENSE_COUNT];

struct dense {
	float at[DENSE_COUNT];
};

/**
 * dense_of(c, out): The numbers of C that do not depend on what was learned; those of the heads are 0 (model_dense).
 *
 * Cost:    linear in texts and lures
 */
void dense_of(const struct casefile *c, struct dense *out);

#endif
