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
#define REPORTERS 1024 /* a power of two; those that share a place share what they may */
#define DAY_MS INT64_C(86400000)
/* All lessons of one organisation at a time. */
#define CLASS_MAX ((size_t)32 << 20)

/* What a lesson weighs at first, and after how many of the same reporter it weighs half.  It falls with the square of
 * their number, so that all that a user ever says is worth some two lessons. */
static const struct {
	double weight, half;
} worth[TEACHER_COUNT] = { [TEACHER_USER] = { 0.25, 5 }, [TEACHER_SERVICE] = { 1, 1000 }, [TEACHER_OPERATOR] = { 1, 1000 } };

/* Mail is drawn from as many as have come lately, so that neither an hour nor a flood is all that is usual. */
#define USUAL_HORIZON (100 * TAUGHT_USUAL)
/* What one of them weighs beside a lesson. */
#define USUAL_WEIGHT 0.25
/* Where it stands alone for the good side, the bad lessons must weigh this much: one user's never do. */
#define ALONE_LEAST 2.5

/* Of the sums: what few lessons say of their spread is not believed below it; and a ceiling for what they tell apart. */
#define WIDTH_LEAST 0.1
#define SLOPE_MAX 4.0

struct layer {
	uint64_t tenant; /* hash of its name; 0: free */
	uint64_t used;   /* when, in questions */
	bool is_made;
	bool is_alone;   /* only what is usual stands beside the bad lessons */
	uint32_t good, bad;
	double bad_weight;
	uint32_t late;   /* lessons that it lacks */
	float weights[PLACES];
	double middle, slope; /* from a sum to log-odds */
	/* a sample of all mail that came: what is usual here, whatever we said of it */
	uint64_t seen;
	uint32_t usual;
	struct bytes sample[TAUGHT_USUAL];
};

/* What is learned from one lesson. */
struct example {
	uint64_t turn;
	struct bytes words;
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

static void
empty(struct layer *l)
{
	for (size_t i = 0; i < l->usual; i++)
		free((void *)(uintptr_t)l->sample[i].at);
	memset(l, 0, sizeof *l);
}

void
taught_free(struct taught *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < TAUGHT_TENANTS; i++) {
		if (t->layers[i] != NULL)
			empty(t->layers[i]);
		free(t->layers[i]);
	}
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
	e->weight = worth[lesson->teacher].weight / (1 + many * many);
	e->is_bad = is_bad;
	c->weights[is_bad] += e->weight;
	*given = *given == UINT16_MAX ? *given : (uint16_t)(*given + 1);
}

/* Beside what the shipped model says, not on top of it: of mail that it knows already, as of most that is reported, nothing would be
 * learned, of one side less than of the other, and the layer would then say the same of all mail. */
static void
learn(struct layer *l, const struct example *e, double weight)
{
	size_t count = e->words.len / 4;
	double wrong = 1 / (1 + exp(-sum(l, e->words))) - e->is_bad;
	float step = (float)(RATE * weight * wrong / sqrt((double)count));
	for (size_t i = 0; i < count; i++) {
		float *w = &l->weights[place_of(e->words, i)];
		/* what is usual takes away from what is reported, and is no more: or common words would speak for a message */
		*w = fminf(fmaxf(*w - step, l->is_alone ? 0 : (float)-TAUGHT_WEIGHT_MAX), (float)TAUGHT_WEIGHT_MAX);
	}
}

static unsigned
half_of(const struct example *e)
{
	return (unsigned)(e->turn >> 63);
}

static int
by_turn(const void *a, const void *b)
{
	uint64_t x = ((const struct example *)a)->turn, y = ((const struct example *)b)->turn;
	return (x > y) - (x < y);
}

/* Nothing is known of what came: most of it is good, and words that it has in common with bad lessons are worth less. */
static void
add_usual(struct class *c, const struct layer *l)
{
	for (size_t i = 0; i < l->usual; i++) {
		struct example *e = LIST_ADD(c->arena, &c->examples);
		if (e == NULL)
			return;
		*e = (struct example){ .turn = (i + 1) * 0xD1B54A32D192ED03u, .words = l->sample[i], .weight = USUAL_WEIGHT };
		c->weights[0] += USUAL_WEIGHT;
	}
}

/* Learn all examples but those of the half LEFT_OUT (2: all); the side with more lessons has no more to say. */
static void
learn_all(struct layer *l, const struct class *c, unsigned left_out)
{
	memset(l->weights, 0, sizeof l->weights);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < c->examples.count; i++) {
			const struct example *e = &c->examples.at[i];
			if (half_of(e) != left_out)
				learn(l, e, e->weight * fmin(1, c->weights[!e->is_bad] / c->weights[e->is_bad]));
		}
}

/* How well does what half of the examples taught tell the other half apart?  Two bells of one width over the sums: the
 * log-odds are 0 in their middle and rise by their distance over the width's square.  Lessons that have nothing in common, or
 * much with usual mail, tell nothing apart and weigh nothing. */
static void
calibrate(struct layer *l, const struct class *c)
{
	double n[2] = { 0 }, mean[2] = { 0 }, square[2] = { 0 };
	for (unsigned half = 0; half < 2; half++) {
		learn_all(l, c, half);
		for (size_t i = 0; i < c->examples.count; i++) {
			const struct example *e = &c->examples.at[i];
			if (half_of(e) != half)
				continue;
			double s = sum(l, e->words);
			n[e->is_bad] += e->weight;
			mean[e->is_bad] += e->weight * s;
			square[e->is_bad] += e->weight * s * s;
		}
	}
	double width = WIDTH_LEAST;
	for (int side = 0; side < 2; side++) {
		mean[side] /= n[side];
		width += (square[side] / n[side] - mean[side] * mean[side]) / 2;
	}
	l->middle = (mean[0] + mean[1]) / 2;
	l->slope = fmin(fmax((mean[1] - mean[0]) / width, 0), SLOPE_MAX);
}

/* In an order that mixes both sides and is the same every time. */
static void
teach(struct layer *l, struct class *c)
{
	for (size_t i = 0; i < c->examples.count; i++) {
		l->good += !c->examples.at[i].is_bad;
		l->bad += c->examples.at[i].is_bad;
	}
	l->bad_weight = c->weights[1];
	l->is_alone = l->good < TAUGHT_LEAST;
	if (l->is_alone && l->usual >= TAUGHT_USUAL_LEAST)
		add_usual(c, l);
	if (l->bad == 0 || l->bad == c->examples.count)
		return;
	qsort(c->examples.at, c->examples.count, sizeof *c->examples.at, by_turn);
	l->middle = 0;
	l->slope = 1;
	if (l->is_alone)
		calibrate(l, c);
	learn_all(l, c, 2);
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

/* A place for TENANT's layer: the one longest unused gives way. */
static struct layer *
claim(struct taught *t, struct bytes tenant)
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
	empty(l);
	l->tenant = name_of(tenant);
	l->used = ++t->clock;
	return l;
}

static int
make(struct taught *t, struct layer *l, struct bytes tenant, int64_t now_ms, struct why *why)
{
	memset(l->weights, 0, sizeof l->weights);
	l->good = l->bad = l->late = 0;
	struct class *c = xcalloc(1, sizeof *c);
	c->arena = arena_new(CLASS_MAX);
	int fault = lessons_each(t->store, tenant, TAUGHT_LESSONS, now_ms - TAUGHT_DAYS * DAY_MS, listen, c, why);
	if (fault == 0)
		teach(l, c);
	arena_free(c->arena);
	free(c);
	l->is_made = fault == 0;
	return fault;
}

void
taught_see(struct taught *t, struct bytes tenant, struct bytes words)
{
	struct layer *l = find(t, tenant);
	if (words.len < 4)
		return;
	if (l == NULL)
		l = claim(t, tenant);
	uint64_t many = ++l->seen < USUAL_HORIZON ? l->seen : USUAL_HORIZON;
	uint64_t at = l->usual < TAUGHT_USUAL ? l->usual : (l->seen * 0x9E3779B97F4A7C15u >> 32) % many;
	if (at >= TAUGHT_USUAL)
		return;
	uint8_t *copy = xcalloc(1, words.len);
	memcpy(copy, words.at, words.len);
	if (at == l->usual)
		l->usual++;
	else
		free((void *)(uintptr_t)l->sample[at].at);
	l->sample[at] = bytes_of(copy, words.len);
	if (l->usual == TAUGHT_USUAL_LEAST && at + 1 == l->usual)
		l->is_made = false;
}

/* Lessons of both sides, or bad ones of several people and enough of what is usual. */
static bool
can_speak(const struct layer *l)
{
	return l->bad >= TAUGHT_LEAST &&
	    (l->good >= TAUGHT_LEAST || (l->usual >= TAUGHT_USUAL_LEAST && l->bad_weight >= ALONE_LEAST));
}

int
taught_score(struct taught *t, struct bytes tenant, struct bytes words, int64_t now_ms, double *out_score,
    uint32_t *out_lessons, struct why *why)
{
	struct layer *l = find(t, tenant);
	*out_score = 0;
	*out_lessons = 0;
	if (l == NULL)
		l = claim(t, tenant);
	int fault = l->is_made ? 0 : make(t, l, tenant, now_ms, why);
	if (fault != 0)
		return fault;
	*out_lessons = l->good + l->bad;
	/* What is usual speaks for nothing: anybody can send it. */
	if (can_speak(l))
		*out_score = fmax(fmin(l->slope * (sum(l, words) - l->middle), TAUGHT_MAX), l->good >= TAUGHT_LEAST ? -TAUGHT_MAX : 0);
	return 0;
}

void
taught_add(struct taught *t, struct bytes tenant)
{
	struct layer *l = find(t, tenant);
	if (l != NULL && ++l->late * LATE_SHARE >= l->good + l->bad)
		l->is_made = false;
}

void
taught_forget(struct taught *t, struct bytes tenant)
{
	struct layer *l = find(t, tenant);
	if (l != NULL)
		l->is_made = false;
}
