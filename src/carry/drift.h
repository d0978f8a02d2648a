/* drift: does the mail that passes still score as it did?
 *
 * A threshold is worth what it was set on.  When other mail comes, a rule misfires or a model no longer fits, the scores of
 * what passes move before anybody complains.  So they are counted: in DRIFT_BINS steps of half a unit; first as a base (at
 * least a week and DRIFT_MESSAGES), then window after window (at least a day and as many).  Two counts are compared by the
 * population stability index, the sum over the steps of (q - p) * ln(q / p), the symmetric divergence of Jeffreys: below 0.1
 * nothing has moved, above 0.25 it has (Siddiqi, Credit Risk Scorecards, 2006).  By chance alone it stays near
 * 2 * DRIFT_BINS / DRIFT_MESSAGES, a tenth of that.
 *
 * Costs one increment a message.  The counts are the gate's own: a reload begins anew. */
#ifndef CARRY_DRIFT_H
#define CARRY_DRIFT_H

#include <stdbool.h>
#include <stdint.h>

#define DRIFT_LOWEST (-8.0) /* the lowest step holds all below it, the highest all above */
#define DRIFT_STEP 0.5
#define DRIFT_LIMIT 0.25

enum drift_limits {
	DRIFT_BINS = 28,
	DRIFT_MESSAGES = 2000,
	DRIFT_BASE_HOURS = 7 * 24, /* Sunday's mail is not Monday's */
	DRIFT_WINDOW_HOURS = 24,
};

struct drift_count {
	uint32_t bins[DRIFT_BINS];
	uint32_t n;
	double sum;
	int64_t since_ms; /* 0: nothing yet */
};

/* All zero at first. */
struct drift {
	struct drift_count base, window;
	bool has_base;
	double index; /* of the last whole window; 0 before it */
};

/* What a whole window said. */
struct drift_news {
	double index, mean_before, mean_now;
	uint32_t messages;
};

/**
 * drift_count(d, score, now_ms, out): Count a message that passed.
 *
 * Gives:   true and *out where a window has become whole and has moved by more than DRIFT_LIMIT
 */
bool drift_count(struct drift *d, double score, int64_t now_ms, struct drift_news *out);

#endif
