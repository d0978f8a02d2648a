#include "keeper/taught.h"

#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/must.h"

#define BITS 16
#define PLACES (1 << BITS)
#define RATE 1.0
/* The shipped model's word does not silence a lesson. */
#define BASE_MAX 3.0
#define REPORTERS 1024 /* a power of two; those that share a place share what they may */
#define DAY_MS INT64_C(86400000)

/* What a lesson weighs at first, and after how many of the same reporter it weighs half.  It falls with the square of
 * their number, so that all that a user ever says is worth some two lessons. */
static const struct {
	double weight, half;
} worth[TEACHER_COUNT] = { [TEACHER_USER] = { 0.25, 5 }, [TEACHER_SERVICE] = { 1, 1000 }, [TEACHER_OPERATOR] = { 1, 1000 } };

struct layer {
	uint64_t tenant; /* hash of its name; 0: free */
	uint64_t used;   /* when, in questions */
	uint32_t good, bad;
	float weights[PLACES];
	uint16_t by[REPORTERS];
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
learn(void *context, const struct lesson *lesson)
{
	struct layer *l = context;
	size_t count = lesson->words.len / 4;
	bool is_bad = lesson->as != LESSON_HAM;
	if (count == 0)
		return;
	uint16_t *given = &l->by[XXH3_64bits(lesson->by.at, lesson->by.len) & (REPORTERS - 1)];
	uint32_t *own = is_bad ? &l->bad : &l->good, *other = is_bad ? &l->good : &l->bad;
	double many = *given / worth[lesson->teacher].half;
	double weight = worth[lesson->teacher].weight / (1 + many * many);
	weight *= fmin(1, (*other + (double)TAUGHT_LEAST) / (*own + (double)TAUGHT_LEAST));
	double base = fmax(fmin(lesson->base, BASE_MAX), -BASE_MAX);
	double score = base + sum(l, lesson->words);
	double wrong = 1 / (1 + exp(-score)) - is_bad;
	float step = (float)(RATE * weight * wrong / sqrt((double)count));
	for (size_t i = 0; i < count; i++) {
		float *w = &l->weights[place_of(lesson->words, i)];
		*w = fminf(fmaxf(*w - step, (float)-TAUGHT_WEIGHT_MAX), (float)TAUGHT_WEIGHT_MAX);
	}
	*given = *given == UINT16_MAX ? *given : (uint16_t)(*given + 1);
	++*own;
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
	int fault = lessons_each(t->store, tenant, TAUGHT_LESSONS, now_ms - TAUGHT_DAYS * DAY_MS, learn, l, why);
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
taught_add(struct taught *t, const struct lesson *lesson)
{
	struct layer *l = find(t, lesson->tenant);
	/* At the ceiling the oldest would go: made again when it is asked next. */
	if (l != NULL && l->good + l->bad >= TAUGHT_LESSONS)
		l->tenant = 0;
	else if (l != NULL)
		learn(l, lesson);
}

void
taught_forget(struct taught *t, struct bytes tenant)
{
	struct layer *l = find(t, tenant);
	if (l != NULL)
		l->tenant = 0;
}
