#include "keeper/taught.h"

#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/must.h"

#define BITS 16
#define PLACES (1 << BITS)
/* Small steps, several times over: what stands in good and bad lessons alike is then worth nothing. */
#define ROUNDS 4
#define RATE (2.0 / ROUNDS)
/* A layer is made again when it lacks this share of its lessons; the first hundred are learned one by one. */
#define LATE_SHARE 100
/* The shipped model's word does not silence a lesson. */
#define BASE_MAX 3.0
#define REPORTERS 1024 /* a power of two; those that share a place share what they may */
#define DAY_MS INT64_C(86400000)
/* All lessons of one organisation at a time. */
#define CLASS_MAX ((size_t)32 << 20)

/* What a lesson weighs at first, and after how many of the same reporter it weighs half.  It falls with the square of
 * their number, so that all that a user ever says is worth some two lessons. */
static const struct {
	double weight, half;
} worth[TEACHER_COUNT] = { [TEACHER_USER] = { 0.25, 5 }, [TEACHER_SERVICE] = { 1, 1000 }, [TEACHER_OPERATOR] = { 1, 1000 } };

struct layer {
	uint64_t tenant; /* hash of its name; 0: free */
	uint64_t used;   /* when, in questions */
	uint32_t good, bad;
	uint32_t late;   /* lessons that it lacks */
	float weights[PLACES];
};

/* What is learned from one lesson. */
struct example {
	uint64_t turn;
	struct bytes words;
	double base;
	double weight;
	bool is_bad;
};

struct class {
	struct arena *arena;
	LIST(struct example) examples;
	uint16_t by[REPORTERS]; /* lessons that each has given */
	double weights[2];      /* of all good and all bad ones */
};

struct taught {
	struct store *store;
	struct layer *layers[TAUGHT_TENANTS];
	uint64_t clock;
};

struct taught *
taught_new(struct store *store)
{
	struct taught *t = xcalloc(1, sizeof *t);
	t->store = store;
	return t;
}

void
taught_free(struct taught *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < TAUGHT_TENANTS; i++)
		free(t->layers[i]);
	free(t);
}

static uint64_t
name_of(struct bytes tenant)
{
	return XXH3_64bits(tenant.at != NULL ? tenant.at : (const uint8_t *)"", tenant.len) | 1;
}

static uint32_t
place_of(struct bytes words, size_t i)
{
	const uint8_t *at = words.at + 4 * i;
	uint32_t word = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
	/* The first bits say which class of the sample it is: mix them. */
	return word * 0x9E3779B1u >> (32 - BITS);
}

static double
sum(const struct layer *l, struct bytes words)
{
	size_t count = words.len / 4;
	double total = 0;
	for (size_t i = 0; i < count; i++)
		total += (double)l->weights[place_of(words, i)];
	return count == 0 ? 0 : total / sqrt((double)count);
}

static void
listen(void *context, const struct lesson *lesson)
{
	struct class *c = context;
	bool is_bad = lesson->as != LESSON_HAM;
	uint16_t *given = &c->by[XXH3_64bits(lesson->by.at, lesson->by.len) & (REPORTERS - 1)];
	double many = *given / worth[lesson->teacher].half;
	struct example *e = lesson->words.len >= 4 ? LIST_ADD(c->arena, &c->examples) : NULL;
	if (e == NULL)
		return;
	if (!arena_copy(c->arena, lesson->words, &e->words)) {
		c->examples.count--;
		return;
	}
	e->turn = (lesson->number + 1) * 0x9E3779B97F4A7C15u;
	e->base = fmax(fmin(lesson->base, BASE_MAX), -BASE_MAX);
	e->weight = worth[lesson->teacher].weight / (1 + many * many);
	e->is_bad = is_bad;
	c->weights[is_bad] += e->weight;
	*given = *given == UINT16_MAX ? *given : (uint16_t)(*given + 1);
}

static void
learn(struct layer *l, const struct example *e, double weight)
{
	size_t count = e->words.len / 4;
	double wrong = 1 / (1 + exp(-e->base - sum(l, e->words))) - e->is_bad;
	float step = (float)(RATE * weight * wrong / sqrt((double)count));
	for (size_t i = 0; i < count; i++) {
		float *w = &l->weights[place_of(e->words, i)];
		*w = fminf(fmaxf(*w - step, (float)-TAUGHT_WEIGHT_MAX), (float)TAUGHT_WEIGHT_MAX);
	}
}

static int
by_turn(const void *a, const void *b)
{
	uint64_t x = ((const struct example *)a)->turn, y = ((const struct example *)b)->turn;
	return (x > y) - (x < y);
}

/* In an order that mixes both sides and is the same every time; the side with more lessons has no more to say. */
static void
teach(struct layer *l, struct class *c)
{
	if (c->examples.count == 0)
		return;
	qsort(c->examples.at, c->examples.count, sizeof *c->examples.at, by_turn);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < c->examples.count; i++) {
			const struct example *e = &c->examples.at[i];
			double own = c->weights[e->is_bad], other = c->weights[!e->is_bad];
			learn(l, e, e->weight * fmin(1, other / own));
		}
	for (size_t i = 0; i < c->examples.count; i++) {
		l->good += !c->examples.at[i].is_bad;
		l->bad += c->examples.at[i].is_bad;
	}
}

/* TENANT's layer, where it is in memory. */
static struct layer *
find(struct taught *t, struct bytes tenant)
{
	uint64_t name = name_of(tenant);
	for (size_t i = 0; i < TAUGHT_TENANTS; i++)
		if (t->layers[i] != NULL && t->layers[i]->tenant == name) {
			t->layers[i]->used = ++t->clock;
			return t->layers[i];
		}
	return NULL;
}

static int
make(struct taught *t, struct bytes tenant, int64_t now_ms, struct layer **out, struct why *why)
{
	size_t at = 0;
	for (size_t i = 0; i < TAUGHT_TENANTS; i++) {
		if (t->layers[i] == NULL)
			t->layers[i] = xcalloc(1, sizeof *t->layers[i]);
		if (t->layers[i]->used < t->layers[at]->used)
			at = i;
		if (t->layers[i]->tenant == 0) {
			at = i;
			break;
		}
	}
	struct layer *l = t->layers[at];
	memset(l, 0, sizeof *l);
	struct class *c = xcalloc(1, sizeof *c);
	c->arena = arena_new(CLASS_MAX);
	int fault = lessons_each(t->store, tenant, TAUGHT_LESSONS, now_ms - TAUGHT_DAYS * DAY_MS, listen, c, why);
	if (fault == 0)
		teach(l, c);
	arena_free(c->arena);
	free(c);
	if (fault != 0)
		return fault;
	l->tenant = name_of(tenant);
	l->used = ++t->clock;
	*out = l;
	return 0;
}

int
taught_score(struct taught *t, struct bytes tenant, struct bytes words, int64_t now_ms, double *out_score,
    uint32_t *out_lessons, struct why *why)
{
	struct layer *l = find(t, tenant);
	int fault = l != NULL ? 0 : make(t, tenant, now_ms, &l, why);
	*out_score = 0;
	*out_lessons = 0;
	if (fault != 0)
		return fault;
	*out_lessons = l->good + l->bad;
	if (l->good >= TAUGHT_LEAST && l->bad >= TAUGHT_LEAST)
		*out_score = fmax(fmin(sum(l, words), TAUGHT_MAX), -TAUGHT_MAX);
	return 0;
}

void
taught_add(struct taught *t, struct bytes tenant)
{
	struct layer *l = find(t, tenant);
	if (l != NULL && ++l->late * LATE_SHARE >= l->good + l->bad)
		l->tenant = 0;
}

void
taught_forget(struct taught *t, struct bytes tenant)
{
	struct layer *l = find(t, tenant);
	if (l != NULL)
		l->tenant = 0;
}
