#include "carry/drift.h"

#include <math.h>

#define HOUR_MS INT64_C(3600000)

static int
bin_of(double score)
{
	double step = floor((score - DRIFT_LOWEST) / DRIFT_STEP);
	return step < 0 ? 0 : step >= DRIFT_BINS ? DRIFT_BINS - 1 : (int)step;
}

/* Half a message is added to each step, so that an empty one has a logarithm. */
static double
index_of(const struct drift_count *base, const struct drift_count *now)
{
	double sum = 0;
	for (int i = 0; i < DRIFT_BINS; i++) {
		double p = (base->bins[i] + 0.5) / (base->n + 0.5 * DRIFT_BINS), q = (now->bins[i] + 0.5) / (now->n + 0.5 * DRIFT_BINS);
		sum += (q - p) * log(q / p);
	}
	return sum;
}

static bool
is_whole(const struct drift_count *c, int64_t hours, int64_t now_ms)
{
	return c->n >= DRIFT_MESSAGES && now_ms - c->since_ms >= hours * HOUR_MS;
}

bool
drift_count(struct drift *d, double score, int64_t now_ms, struct drift_news *out)
{
	struct drift_count *c = d->has_base ? &d->window : &d->base;
	if (c->n == 0)
		c->since_ms = now_ms;
	c->bins[bin_of(score)]++;
	c->sum += score;
	c->n++;
	if (!is_whole(c, d->has_base ? DRIFT_WINDOW_HOURS : DRIFT_BASE_HOURS, now_ms))
		return false;
	if (!d->has_base) {
		d->has_base = true;
		return false;
	}
	d->index = index_of(&d->base, &d->window);
	*out = (struct drift_news){ .index = d->index, .mean_before = d->base.sum / d->base.n, .mean_now = c->sum / c->n, .messages = c->n };
	d->window = (struct drift_count){ .n = 0 };
	return d->index > DRIFT_LIMIT;
}
