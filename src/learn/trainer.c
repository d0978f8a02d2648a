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

static double
sum(const struct trainer *t, const struct features *f, int h)
{
	double total = 0;
	for (size_t i = 0; i < f->count; i++)
		total += (double)t->table[(size_t)(f->at[i] >> (32 - t->bits)) * HEAD_COUNT + (size_t)h].w;
	return f->count == 0 ? 0 : total / sqrt((double)f->count);
}

static void
move(struct trainer *t, const struct features *f, int h, double gradient)
{
	if (f->count == 0)
		return;
	float each = (float)(gradient / sqrt((double)f->count));
	for (size_t i = 0; i < f->count; i++)
		step(&t->table[(size_t)(f->at[i] >> (32 - t->bits)) * HEAD_COUNT + (size_t)h], each);
}

void
trainer_learn(struct trainer *t, const struct features *header, const struct features *body,
    const enum answer answers[HEAD_COUNT], double weight)
{
	for (int h = 0; h < HEAD_COUNT; h++) {
		if (answers[h] == ANSWER_NONE)
			continue;
		double score = (double)t->bias[h].w + sum(t, header, h) + sum(t, body, h);
		double wrong = 1 / (1 + exp(-score)) - (answers[h] == ANSWER_YES);
		t->good[h] += answers[h] == ANSWER_NO;
		t->bad[h] += answers[h] == ANSWER_YES;
		if (fabs(wrong) < KNOWN)
			continue;
		step(&t->bias[h], (float)(wrong * weight));
		move(t, header, h, wrong * weight);
		move(t, body, h, wrong * weight);
	}
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
