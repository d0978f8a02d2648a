/* trees: the second stage: small trees over the numbers of learn/dense.h.
 *
 * They learn from scores of mail whose source the text heads had not seen, and on top of what the rules say: so their sum
 * is what the text adds to the rules on strange mail, and is weighed and capped like any other evidence.  Numbers with a
 * known sign are held to it. */
#ifndef LEARN_TREES_H
#define LEARN_TREES_H

#include "base/schema.h"
#include "learn/dense.h"

enum trees_limits { TREES_MAX = 400 };

/* Question 0 leads to question 1 (not above) or 2 (above); those lead to leaves 0 and 1, and 2 and 3. */
struct tree {
	uint32_t ask1, ask2, ask3;
	double at1, at2, at3;
	double leaf1, leaf2, leaf3, leaf4;
};

extern const struct schema tree_schema;

/**
 * trees_sum(trees, count, d): What the trees say of D, log-odds beside what the rules say.
 *
 * Cost:    two comparisons a tree
 */
double trees_sum(const struct tree *trees, size_t count, const struct dense *d);

/* One message to learn from. */
struct tree_row {
	struct dense dense;
	double base;   /* what the rules say, log-odds */
	double weight;
	bool is_bad;
};

/**
 * trees_fit(rows, count, out): Learn trees (gradient boosting: Friedman 2001, with second derivatives as in Chen and
 * Guestrin, KDD 2016), at most TREES_MAX.
 *
 * Gives:   how many
 * Cost:    rows * numbers for each tree
 */
size_t trees_fit(struct tree_row *rows, size_t count, struct tree out[TREES_MAX]);

#endif
