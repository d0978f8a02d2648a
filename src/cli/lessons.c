#include "cli/lessons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "learn/trainer.h"

#define MODEL_FILE_MAX ((size_t)64 << 20)
#define ARENA_MAX CASEFILE_ARENA_MAX
/* A head that has seen fewer examples says nothing. */
#define EXAMPLES_MIN 30
/* A message of a source that has this many of its label counts once; of fewer, up to WEIGHT_MAX times. */
#define USUAL_COUNT 4000.0
#define WEIGHT_MAX 3.0

static void
answers_of(enum corpus_label label, enum answer answers[HEAD_COUNT])
{
	static const enum corpus_label kinds[HEAD_COUNT] = { [HEAD_SPAM] = LABEL_SPAM, [HEAD_PHISHING] = LABEL_PHISHING,
		[HEAD_VIRUS] = LABEL_VIRUS, [HEAD_BEC] = LABEL_BEC, [HEAD_RUMOR] = LABEL_RUMOR, [HEAD_ILLEGAL] = LABEL_ILLEGAL };
	bool good = label_is_good(label);
	answers[HEAD_BAD] = good ? ANSWER_NO : ANSWER_YES;
	answers[HEAD_BULK] = !good ? ANSWER_NONE : label == LABEL_BULK ? ANSWER_YES : ANSWER_NO;
	for (int h = HEAD_SPAM; h < HEAD_COUNT; h++)
		answers[h] = good ? ANSWER_NO : label == kinds[h] ? ANSWER_YES : ANSWER_NONE;
}

struct turn {
	uint64_t key;
	size_t message;
};

static int
by_key(const void *a, const void *b)
{
	uint64_t x = ((const struct turn *)a)->key, y = ((const struct turn *)b)->key;
	return (x > y) - (x < y);
}

/* The messages in an order that mixes sources and labels and is the same every time. */
static struct turn *
turns_of(const struct corpus *corpus, size_t left_out, size_t also, size_t *out_count)
{
	struct turn *turns = xcalloc(corpus_count(corpus) + 1, sizeof *turns);
	size_t count = 0;
	for (size_t i = 0; i < corpus_count(corpus); i++) {
		size_t source = corpus_message(corpus, i)->source;
		if (source == left_out || source == also)
			continue;
		uint64_t key = (i + 1) * 0x9E3779B97F4A7C15u;
		key = (key ^ key >> 31) * 0xD6E8FEB86659FD93u;
		turns[count++] = (struct turn){ key ^ key >> 32, i };
	}
	if (count != 0)
		qsort(turns, count, sizeof *turns, by_key);
	*out_count = count;
	return turns;
}

/* A large source must not drown the others: a message counts less the more its source and label have. */
static void
weigh(const struct corpus *corpus, double (*weights)[LABEL_COUNT])
{
	for (size_t i = 0; i < corpus_count(corpus); i++)
		weights[corpus_message(corpus, i)->source][corpus_message(corpus, i)->label]++;
	for (size_t s = 0; s < corpus_sources(corpus); s++)
		for (int l = 0; l < LABEL_COUNT; l++)
			weights[s][l] = weights[s][l] == 0 ? 0 : fmin(sqrt(USUAL_COUNT / weights[s][l]), WEIGHT_MAX);
}

static struct trainer *
learn(const struct corpus *corpus, size_t left_out, size_t also)
{
	struct trainer *t = trainer_new(MODEL_BITS);
	struct features *header = xcalloc(2, sizeof *header), *body = header + 1;
	struct arena *arena = arena_new(ARENA_MAX);
	size_t count;
	struct turn *turns = turns_of(corpus, left_out, also, &count);
	double(*weights)[LABEL_COUNT] = xcalloc(corpus_sources(corpus), sizeof *weights);
	weigh(corpus, weights);
	for (size_t i = 0; i < count; i++) {
		struct casefile c;
		enum answer answers[HEAD_COUNT];
		const struct corpus_message *m = corpus_message(corpus, turns[i].message);
		corpus_casefile(corpus, turns[i].message, arena, &c);
		answers_of(m->label, answers);
		features_clear(header);
		features_header(header, &c);
		features_clear(body);
		features_text(body, features_learned(&c));
		trainer_learn(t, header, body, answers, weights[m->source][m->label]);
		arena_reset(arena);
	}
	free(turns);
	free(weights);
	free(header);
	arena_free(arena);
	return t;
}

void
lessons_learn(const struct corpus *corpus, size_t left_out, size_t also_left_out, struct buf *out_file)
{
	struct trainer *t = learn(corpus, left_out, also_left_out);
	trainer_write(t, BYTES("without calibration"), out_file);
	trainer_free(t);
}

struct held {
	double score;
	bool bad;
};

struct held_list {
	struct held *at;
	size_t count, room;
};

static void
add_held(struct held_list *list, double score, bool bad)
{
	if (list->count == list->room) {
		list->room = list->room * 2 + 1024;
		list->at = xrealloc(list->at, list->room, sizeof *list->at);
	}
	list->at[list->count++] = (struct held){ score, bad };
}

/* Scores of SOURCE by a model that has seen neither it nor LEFT_OUT. */
static void
score_held(const struct corpus *corpus, size_t source, size_t left_out, struct held_list lists[HEAD_COUNT])
{
	struct buf file;
	struct model *m;
	struct model_score s;
	struct features *work = xcalloc(1, sizeof *work);
	struct arena *arena = arena_new(ARENA_MAX);
	buf_init(&file, MODEL_FILE_MAX);
	lessons_learn(corpus, source, left_out, &file);
	must(model_of(buf_bytes(&file), &m, NULL) == 0);
	for (size_t i = 0; i < corpus_count(corpus); i++) {
		struct casefile c;
		enum answer answers[HEAD_COUNT];
		if (corpus_message(corpus, i)->source != source)
			continue;
		corpus_casefile(corpus, i, arena, &c);
		model_score(m, &c, work, &s);
		answers_of(corpus_message(corpus, i)->label, answers);
		for (int h = 0; h < HEAD_COUNT; h++)
			if (answers[h] != ANSWER_NONE)
				add_held(&lists[h], s.raw[h], answers[h] == ANSWER_YES);
		arena_reset(arena);
	}
	model_free(m);
	buf_done(&file);
	free(work);
	arena_free(arena);
}

/* Platt scaling by Newton's method, good and bad weighing the same in total: the result is a log likelihood ratio
 * (Platt 1999; the targets are his, which keep it finite when the two do not overlap). */
static void
fit(const struct held_list *list, double *out_slope, double *out_offset)
{
	double n[2] = { 0, 0 }, a = 0, b = 0;
	for (size_t i = 0; i < list->count; i++)
		n[list->at[i].bad]++;
	if (n[0] < EXAMPLES_MIN || n[1] < EXAMPLES_MIN)
		return;
	for (int round = 0; round < 50; round++) {
		double ga = 0, gb = 0, haa = 1e-9, hab = 0, hbb = 1e-9;
		for (size_t i = 0; i < list->count; i++) {
			bool bad = list->at[i].bad;
			double x = list->at[i].score, target = bad ? (n[1] + 1) / (n[1] + 2) : 1 / (n[0] + 2);
			double p = 1 / (1 + exp(-(a * x + b))), w = 1 / n[bad], v = w * p * (1 - p);
			ga += w * (p - target) * x;
			gb += w * (p - target);
			haa += v * x * x;
			hab += v * x;
			hbb += v;
		}
		double det = haa * hbb - hab * hab;
		if (!(fabs(det) > 1e-12))
			break;
		a -= (hbb * ga - hab * gb) / det;
		b -= (haa * gb - hab * ga) / det;
	}
	if (isfinite(a) && isfinite(b) && a > 0) {
		*out_slope = a;
		*out_offset = b;
	}
}

void
lessons_calibrated(const struct corpus *corpus, size_t left_out, struct bytes made, struct buf *out_file)
{
	struct held_list lists[HEAD_COUNT] = { 0 };
	for (size_t source = 0; source < corpus_sources(corpus); source++)
		if (source != left_out)
			score_held(corpus, source, left_out, lists);
	struct trainer *t = learn(corpus, left_out, LESSONS_ALL);
	for (int h = 0; h < HEAD_COUNT; h++) {
		double slope = 0, offset = 0;
		fit(&lists[h], &slope, &offset);
		trainer_calibrate(t, (enum head)h, slope, offset);
		free(lists[h].at);
	}
	trainer_write(t, made, out_file);
	trainer_free(t);
}
