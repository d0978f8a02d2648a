#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "learn/trees.h"

/* Places where a number may be cut: quantiles of what there is. */
#define CUTS 31
#define ROUNDS 220
#define GAIN_LEAST 0.05 /* of LEAF_MIN */
#define RATE 0.15
/* Against few rows that agree by chance: second derivatives that a leaf has at least, and what is added to each; less where
 * there are few rows at all. */
#define LEAF_MIN 20.0
#define LEAF_SHARE 0.01
#define LEAF_MAX 1.0

_Static_assert(ROUNDS <= TREES_MAX, "what is learned fits a model");

struct bin {
	double g, h;
};

struct fitting {
	struct tree_row *rows;
	size_t count;
	float cuts[DENSE_COUNT][CUTS];
	int cut_count[DENSE_COUNT];
	uint8_t *bins;    /* [row][number]: how many cuts are below it */
	double *scores, *g, *h;
	uint8_t *side;    /* of the row, in the tree that is built */
	double least;
};

static int
by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

static void
find_cuts(struct fitting *f)
{
	size_t step = f->count / 4000 + 1, n = 0;
	float *sample = xcalloc(f->count / step + 1, sizeof *sample);
	for (int number = 0; number < DENSE_COUNT; number++) {
		n = 0;
		for (size_t i = 0; i < f->count; i += step)
			sample[n++] = f->rows[i].dense.at[number];
		qsort(sample, n, sizeof *sample, by_value);
		int cuts = 0;
		for (int c = 1; c <= CUTS; c++) {
			size_t at = (size_t)((double)(n - 1) * c / (CUTS + 1));
			float cut = sample[at];
			if (cut < sample[n - 1] && (cuts == 0 || cut > f->cuts[number][cuts - 1]))
				f->cuts[number][cuts++] = cut;
		}
		f->cut_count[number] = cuts;
	}
	free(sample);
	for (size_t i = 0; i < f->count; i++)
		for (int number = 0; number < DENSE_COUNT; number++) {
			uint8_t bin = 0;
			while (bin < f->cut_count[number] && f->rows[i].dense.at[number] > f->cuts[number][bin])
				bin++;
			f->bins[i * DENSE_COUNT + (size_t)number] = bin;
		}
}

static double
gain_of(const struct fitting *f, const struct bin *b)
{
	return b->g * b->g / (b->h + f->least);
}

static double
value_of(const struct fitting *f, const struct bin *b)
{
	return fmax(-LEAF_MAX, fmin(LEAF_MAX, -b->g / (b->h + f->least)));
}

struct split {
	double gain;
	int number; /* -1: none */
	int cut;    /* above cut number CUT */
	struct bin low, high;
};

/* The best question for the rows on SIDE. */
static struct split
best_split(const struct fitting *f, uint8_t side)
{
	struct bin bins[DENSE_COUNT][CUTS + 1] = { 0 };
	struct split best = { .number = -1 };
	struct bin all = { 0, 0 };
	for (size_t i = 0; i < f->count; i++) {
		if (f->side[i] != side)
			continue;
		all.g += f->g[i];
		all.h += f->h[i];
		for (int n = 0; n < DENSE_COUNT; n++) {
			struct bin *b = &bins[n][f->bins[i * DENSE_COUNT + (size_t)n]];
			b->g += f->g[i];
			b->h += f->h[i];
		}
	}
	best.low = all;
	for (int n = 0; n < DENSE_COUNT; n++) {
		struct bin low = { 0, 0 };
		for (int c = 0; c < f->cut_count[n]; c++) {
			low.g += bins[n][c].g;
			low.h += bins[n][c].h;
			struct bin high = { all.g - low.g, all.h - low.h };
			if (low.h < f->least || high.h < f->least)
				continue;
			double rise = value_of(f, &high) - value_of(f, &low);
			if (rise * dense_signs[n] < 0)
				continue;
			double gain = gain_of(f, &low) + gain_of(f, &high) - gain_of(f, &all);
			if (gain > best.gain)
				best = (struct split){ gain, n, c, low, high };
		}
	}
	return best;
}

static void
part(struct fitting *f, const struct split *s, uint8_t side, uint8_t above)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->side[i] == side && f->bins[i * DENSE_COUNT + (size_t)s->number] > s->cut)
			f->side[i] = above;
}

/* What follows a number that has a sign must not turn it round. */
static void
hold_to_sign(int sign, double low[2], double high[2])
{
	if (sign == 0)
		return;
	double middle = (low[0] + low[1] + high[0] + high[1]) / 4;
	for (int i = 0; i < 2; i++) {
		low[i] = sign > 0 ? fmin(low[i], middle) : fmax(low[i], middle);
		high[i] = sign > 0 ? fmax(high[i], middle) : fmin(high[i], middle);
	}
}

/* The next tree; gives what it gains, 0 where there is none. */
static double
build(struct fitting *f, struct tree *t)
{
	memset(f->side, 0, f->count);
	struct split root = best_split(f, 0);
	if (root.number < 0)
		return 0;
	part(f, &root, 0, 1);
	struct split below = best_split(f, 0), above = best_split(f, 1);
	double low[2] = { value_of(f, &root.low), value_of(f, &root.low) };
	double high[2] = { value_of(f, &root.high), value_of(f, &root.high) };
	if (below.number >= 0) {
		low[0] = value_of(f, &below.low);
		low[1] = value_of(f, &below.high);
	}
	if (above.number >= 0) {
		high[0] = value_of(f, &above.low);
		high[1] = value_of(f, &above.high);
	}
	hold_to_sign(dense_signs[root.number], low, high);
	uint32_t n1 = (uint32_t)root.number, n2 = below.number >= 0 ? (uint32_t)below.number : n1,
	         n3 = above.number >= 0 ? (uint32_t)above.number : n1;
	*t = (struct tree){ .ask1 = n1, .ask2 = n2, .ask3 = n3, .at1 = (double)f->cuts[n1][root.cut],
		.at2 = (double)f->cuts[n2][below.number >= 0 ? below.cut : root.cut],
		.at3 = (double)f->cuts[n3][above.number >= 0 ? above.cut : root.cut], .leaf1 = RATE * low[0],
		.leaf2 = RATE * low[1], .leaf3 = RATE * high[0], .leaf4 = RATE * high[1] };
	return root.gain + below.gain + above.gain;
}

static void
derive(struct fitting *f)
{
	for (size_t i = 0; i < f->count; i++) {
		double p = 1 / (1 + exp(-f->scores[i])), w = f->rows[i].weight;
		f->g[i] = w * (p - f->rows[i].is_bad);
		f->h[i] = w * fmax(p * (1 - p), 1e-6);
	}
}

size_t
trees_fit(struct tree_row *rows, size_t count, struct tree out[TREES_MAX])
{
	struct fitting f = { .rows = rows, .count = count, .least = fmin(LEAF_MIN, LEAF_SHARE * (double)count) };
	size_t trees = 0;
	if (count == 0)
		return 0;
	f.bins = xcalloc(count, DENSE_COUNT);
	f.scores = xcalloc(3 * count, sizeof *f.scores);
	f.g = f.scores + count;
	f.h = f.g + count;
	f.side = xcalloc(count, 1);
	find_cuts(&f);
	for (size_t i = 0; i < count; i++)
		f.scores[i] = rows[i].base;
	for (; trees < ROUNDS; trees++) {
		derive(&f);
		if (build(&f, &out[trees]) < GAIN_LEAST * f.least)
			break;
		for (size_t i = 0; i < count; i++)
			f.scores[i] += trees_sum(&out[trees], 1, &rows[i].dense);
	}
	free(f.bins);
	free(f.scores);
	free(f.side);
	return trees;
}
