#include "learn/trainer.h"

#include <math.h>
#include <stdlib.h>

#include "base/must.h"

#define RATE 0.2
/* Nothing is learned from what is known well enough: faster, and the weights of a source do not grow for ever. */
#define KNOWN 0.02

struct weight {
	float w;
	float squares;
};

struct trainer {
	uint32_t bits;
	struct weight *table; /* [place][head] */
	struct weight bias[HEAD_COUNT];
	double slope[HEAD_COUNT], offset[HEAD_COUNT];
	uint32_t good[HEAD_COUNT], bad[HEAD_COUNT];
};

struct trainer *
trainer_new(uint32_t bits)
{
	struct trainer *t = xcalloc(1, sizeof *t);
	must(bits >= MODEL_BITS_MIN && bits <= MODEL_BITS_MAX);
	t->bits = bits;
	t->table = xcalloc(((size_t)1 << bits) * HEAD_COUNT, sizeof *t->table);
	for (int h = 0; h < HEAD_COUNT; h++)
		t->slope[h] = 1;
	return t;
}

void
trainer_free(struct trainer *t)
{
	if (t != NULL)
		free(t->table);
	free(t);
}

static inline void
step(struct weight *w, float gradient)
{
	w->squares += gradient * gradient;
	float moved = w->w - (float)RATE * gradient / (sqrtf(w->squares) + 1e-6f);
	w->w = fmaxf(fminf(moved, (float)TRAINER_WEIGHT_MAX), (float)-TRAINER_WEIGHT_MAX);
}

/* Pieces that stand together. */
struct slice {
	const uint32_t *at;
	size_t count;
};

static inline struct weight *
weight_of(const struct trainer *t, uint32_t piece, int h)
{
	return &t->table[(size_t)(piece >> (32 - t->bits)) * HEAD_COUNT + (size_t)h];
}

static double
sum(const struct trainer *t, struct slice s, int h)
{
	double total = 0;
	for (size_t i = 0; i < s.count; i++)
		total += (double)weight_of(t, s.at[i], h)->w;
	return total;
}

static double
worth(double total, size_t count)
{
	return count == 0 ? 0 : total / sqrt((double)count);
}

static void
move(struct trainer *t, struct slice s, int h, double gradient)
{
	if (s.count == 0)
		return;
	float each = (float)(gradient / sqrt((double)s.count));
	for (size_t i = 0; i < s.count; i++)
		step(weight_of(t, s.at[i], h), each);
}

static void
learn(struct trainer *t, struct slice header, struct slice body, int h, enum answer answer, double weight)
{
	double score = (double)t->bias[h].w + worth(sum(t, header, h), header.count) + worth(sum(t, body, h), body.count);
	double wrong = 1 / (1 + exp(-score)) - (answer == ANSWER_YES);
	if (fabs(wrong) < KNOWN)
		return;
	step(&t->bias[h], (float)(wrong * weight));
	move(t, header, h, wrong * weight);
	move(t, body, h, wrong * weight);
}

void
trainer_learn(struct trainer *t, const struct features *header, const struct features *body,
    const enum answer answers[HEAD_COUNT], double weight)
{
	for (int h = 0; h < HEAD_COUNT; h++) {
		t->good[h] += answers[h] == ANSWER_NO;
		t->bad[h] += answers[h] == ANSWER_YES;
		if (answers[h] != ANSWER_NONE)
			learn(t, (struct slice){ header->at, header->count }, (struct slice){ body->at, body->count }, h, answers[h], weight);
	}
}

/* The passage that is worth most to head H. */
static struct slice
worst(const struct trainer *t, const struct features *body, const struct features_block *blocks, size_t count, int h)
{
	double sums[FEATURES_BLOCKS_MAX + 1] = { 0 }, best = -INFINITY; /* of all before the block */
	struct slice found = { body->at, 0 };
	for (size_t end = 0; end < count; end++) {
		const struct features_passages p = features_passages(blocks, count, end);
		size_t start = features_before(blocks, end);
		sums[end + 1] = sums[end] + sum(t, (struct slice){ body->at + start, blocks[end].end - start }, h);
		for (size_t from = p.from; from <= p.last; from++) {
			size_t first = features_before(blocks, from), pieces = blocks[end].end - first;
			double value = worth(sums[end + 1] - sums[from], pieces);
			if (value > best) {
				best = value;
				found = (struct slice){ body->at + first, pieces };
			}
		}
	}
	return found;
}

void
trainer_learn_worst(struct trainer *t, const struct features *header, const struct features *body,
    const struct features_block *blocks, size_t count, const enum answer answers[HEAD_COUNT], double weight)
{
	for (int h = 0; h < HEAD_COUNT; h++)
		if (answers[h] != ANSWER_NONE)
			learn(t, (struct slice){ header->at, header->count }, worst(t, body, blocks, count, h), h, answers[h], weight);
}

void
trainer_calibrate(struct trainer *t, enum head h, double slope, double offset)
{
	t->slope[h] = slope;
	t->offset[h] = offset;
}

void
trainer_write(const struct trainer *t, const struct model_about *given, struct buf *out)
{
	struct model_head heads[HEAD_COUNT];
	size_t count = ((size_t)1 << t->bits) * HEAD_COUNT;
	int8_t *table = xcalloc(count, 1);
	const double scale = TRAINER_WEIGHT_MAX / 127;
	for (size_t i = 0; i < count; i++)
		table[i] = (int8_t)lrint((double)t->table[i].w / scale);
	for (int h = 0; h < HEAD_COUNT; h++)
		heads[h] = (struct model_head){ .scale = scale, .bias = (double)t->bias[h].w, .slope = t->slope[h],
			.offset = t->offset[h], .good = t->good[h], .bad = t->bad[h] };
	struct model_about about = *given;
	about.version = MODEL_VERSION;
	about.bits = t->bits;
	about.heads.at = heads;
	about.heads.count = HEAD_COUNT;
	model_write(&about, table, out);
	free(table);
}
