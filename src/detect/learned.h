/* learned: what the detectors of the learner share (docs/learner.md). */
#ifndef DETECT_LEARNED_H
#define DETECT_LEARNED_H

#include "detect/common.h"

/* Weight below which nothing is said. */
#define LEARNED_LEAST 0.2

/* What the learner's second stage says: log-odds beside the rules, > 0 against the message; 0 where nothing was learned. */
double learned_sum(const struct casefile *c);

/* What it reads like, of spam, rumor, illegal and phishing; spam where it might be several. */
enum mail_type learned_type(const struct casefile *c);

/* A finding whose strength follows that sum, and whose argument is the passage that says so most. */
void learned_add(const struct casefile *c, struct findings *out);

#endif
