#include "cli/lessons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "judge/judge.h"
#include "learn/trainer.h"

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
		const struct corpus_message *m = corpus_message(corpus, i);
		if (m->source == left_out || m->source == also || m->is_not_learned)
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
		weights[corpus_message(corpus, i)->source][corpus_message(corpus, i)->label] += !corpus_message(corpus, i)->is_not_learned;
	for (size_t s = 0; s < corpus_sources(corpus); s++)
		for (int l = 0; l < LABEL_COUNT; l++)
			weights[s][l] = weights[s][l] == 0 ? 0 : fmin(sqrt(USUAL_COUNT / weights[s][l]), WEIGHT_MAX);
}

/* What the text heads say of a message whose source they have not seen. */
struct told {
	float raw[HEAD_COUNT];
	float header; /* of the head "bad" */
};

/* What does not depend on what was learned. */
struct facts {
	struct dense dense;
	float rules; /* log-odds of the rules alone, without the prior */
};

struct lessons {
	const struct corpus *corpus;
	size_t sources;
	/* in memory that the processes share */
	struct told *told;    /* [message][the other source left out; sources: none] */
	struct facts *facts;  /* [message] */
	double (*weights)[LABEL_COUNT]; /* [source] */
};

static struct trainer *
learn(const struct lessons *l, size_t left_out, size_t also)
{
	const struct corpus *corpus = l->corpus;
	struct trainer *t = trainer_new(MODEL_BITS);
	struct features *header = xcalloc(2, sizeof *header), *body = header + 1;
	struct arena *arena = arena_new(ARENA_MAX);
	size_t count;
	struct turn *turns = turns_of(corpus, left_out, also, &count);
	for (size_t i = 0; i < 2 * count; i++) {
		struct casefile c;
		enum answer answers[HEAD_COUNT];
		struct features_block blocks[FEATURES_BLOCKS_MAX];
		size_t message = turns[i % count].message;
		const struct corpus_message *m = corpus_message(corpus, message);
		corpus_casefile(corpus, message, arena, &c);
		answers_of(m->label, answers);
		features_clear(header);
		features_header(header, &c);
		features_clear(body);
		size_t block_count = features_blocks_of(body, features_learned(&c), blocks);
		if (i < count)
			trainer_learn(t, header, body, answers, l->weights[m->source][m->label]);
		else
			trainer_learn_worst(t, header, body, blocks, block_count, answers, l->weights[m->source][m->label]);
		arena_reset(arena);
	}
	free(turns);
	free(header);
	arena_free(arena);
	return t;
}

static void *
shared(size_t octets)
{
	void *at = mmap(NULL, octets + 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(at != MAP_FAILED);
	return at;
}

/* Score SOURCE by a model that has seen neither it nor the source that SLOT stands for. */
static void
score_source(const struct lessons *l, const struct model *m, size_t source, size_t slot)
{
	struct features *work = xcalloc(1, sizeof *work);
	struct arena *arena = arena_new(ARENA_MAX);
	for (size_t i = 0; i < corpus_count(l->corpus); i++) {
		struct casefile c;
		struct model_score s;
		struct told *told = &l->told[i * (l->sources + 1) + slot];
		if (corpus_message(l->corpus, i)->source != source)
			continue;
		corpus_casefile(l->corpus, i, arena, &c);
		model_score(m, &c, work, &s);
		for (int h = 0; h < HEAD_COUNT; h++)
			told->raw[h] = (float)s.raw[h];
		told->header = (float)s.header[HEAD_BAD];
		arena_reset(arena);
	}
	free(work);
	arena_free(arena);
}

/* Without sources A and B, which may be the same. */
static void
learn_without(const struct lessons *l, size_t a, size_t b)
{
	struct buf file;
	struct model *m;
	buf_init(&file, MODEL_FILE_MAX);
	struct trainer *t = learn(l, a, b);
	trainer_write(t, &(struct model_about){ .made = BYTES("without calibration") }, &file);
	trainer_free(t);
	must(model_of(buf_bytes(&file), &m, NULL) == 0);
	score_source(l, m, a, a == b ? l->sources : b);
	if (a != b)
		score_source(l, m, b, a);
	model_free(m);
	buf_done(&file);
}

static void
find_facts(const struct lessons *l, size_t job, size_t jobs)
{
	struct arena *arena = arena_new(ARENA_MAX);
	for (size_t i = job; i < corpus_count(l->corpus); i += jobs) {
		struct casefile c;
		struct judgement j;
		corpus_casefile(l->corpus, i, arena, &c);
		c.learned.count = 0;
		judge(&c, NULL, arena, &j);
		dense_of(&c, &l->facts[i].dense);
		l->facts[i].rules = (float)(j.verdict.score - policy_default.prior);
		arena_reset(arena);
	}
	arena_free(arena);
}

/* The work of one of several processes. */
static void
do_share(const struct lessons *l, bool in_pairs, size_t job, size_t jobs)
{
	size_t turn = 0;
	find_facts(l, job, jobs);
	for (size_t a = 0; a < l->sources; a++)
		for (size_t b = a; b < (in_pairs ? l->sources : a + 1); b++)
			if (turn++ % jobs == job) {
				if (job == 0 && isatty(STDERR_FILENO))
					(void)fprintf(stderr, "\rlearning %zu of %zu ", turn,
					    in_pairs ? l->sources * (l->sources + 1) / 2 : l->sources);
				learn_without(l, a, b);
			}
	if (job == 0 && isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r%50s\r", "");
}

struct lessons *
lessons_new(const struct corpus *corpus, bool in_pairs, unsigned long jobs)
{
	struct lessons *l = xcalloc(1, sizeof *l);
	l->corpus = corpus;
	l->sources = corpus_sources(corpus);
	l->told = shared(corpus_count(corpus) * (l->sources + 1) * sizeof *l->told);
	l->facts = shared(corpus_count(corpus) * sizeof *l->facts);
	l->weights = xcalloc(l->sources, sizeof *l->weights);
	weigh(corpus, l->weights);
	if (jobs == 0)
		jobs = (unsigned long)sysconf(_SC_NPROCESSORS_ONLN);
	(void)fflush(NULL);
	for (unsigned long job = 1; job < jobs; job++) {
		pid_t pid = fork();
		must(pid >= 0);
		if (pid == 0) {
			do_share(l, in_pairs, job, jobs);
			_exit(0);
		}
	}
	do_share(l, in_pairs, 0, jobs);
	for (unsigned long job = 1; job < jobs; job++) {
		int status = 1;
		must(wait(&status) > 0 && status == 0);
	}
	return l;
}

void
lessons_free(struct lessons *l)
{
	if (l == NULL)
		return;
	(void)munmap(l->told, corpus_count(l->corpus) * (l->sources + 1) * sizeof *l->told + 1);
	(void)munmap(l->facts, corpus_count(l->corpus) * sizeof *l->facts + 1);
	free(l->weights);
	free(l);
}

static const struct told *
told_of(const struct lessons *l, size_t i, size_t left_out)
{
	bool is_own = left_out == LESSONS_ALL || left_out == corpus_message(l->corpus, i)->source;
	return &l->told[i * (l->sources + 1) + (is_own ? l->sources : left_out)];
}

struct held {
	double score;
	bool bad;
};

struct held_list {
	struct held *at;
	size_t count;
};

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

static void
fit_heads(const struct lessons *l, size_t left_out, struct lessons_stage *out)
{
	size_t all = corpus_count(l->corpus);
	struct held_list list = { .at = xcalloc(all + 1, sizeof *list.at) };
	for (int h = 0; h < HEAD_COUNT; h++) {
		list.count = 0;
		for (size_t i = 0; i < all; i++) {
			enum answer answers[HEAD_COUNT];
			const struct corpus_message *m = corpus_message(l->corpus, i);
			answers_of(m->label, answers);
			if (m->source != left_out && !m->is_not_learned && answers[h] != ANSWER_NONE)
				list.at[list.count++] = (struct held){ (double)told_of(l, i, left_out)->raw[h], answers[h] == ANSWER_YES };
		}
		fit(&list, &out->slope[h], &out->offset[h]);
	}
	free(list.at);
}

/* As the score of a model; calibration is the stage's. */
static struct model_score
score_of(const struct told *told)
{
	struct model_score s = { .header = { [HEAD_BAD] = (double)told->header } };
	for (int h = 0; h < HEAD_COUNT; h++)
		s.raw[h] = (double)told->raw[h];
	return s;
}

void
lessons_stage(const struct lessons *l, size_t left_out, struct lessons_stage *out)
{
	size_t all = corpus_count(l->corpus), count = 0;
	struct tree_row *rows = xcalloc(all + 1, sizeof *rows);
	double total[2] = { 0 };
	*out = (struct lessons_stage){ .tree_count = 0 };
	fit_heads(l, left_out, out);
	for (size_t i = 0; i < all; i++) {
		const struct corpus_message *m = corpus_message(l->corpus, i);
		if (m->source == left_out || m->is_not_learned)
			continue;
		struct tree_row *row = &rows[count++];
		*row = (struct tree_row){ .base = (double)l->facts[i].rules, .is_bad = !label_is_good(m->label),
			.weight = l->weights[m->source][m->label] };
		const struct model_score score = score_of(told_of(l, i, left_out));
		row->dense = l->facts[i].dense;
		model_dense(&score, &row->dense);
		total[row->is_bad] += row->weight;
	}
	/* Good and bad weigh the same, so that what comes out is a likelihood ratio, as the rules' weights are. */
	for (size_t i = 0; i < count; i++)
		rows[i].weight *= (double)count / 2 / total[rows[i].is_bad];
	if (total[0] > 0 && total[1] > 0)
		out->tree_count = trees_fit(rows, count, out->trees);
	free(rows);
}

void
lessons_tell(const struct lessons *l, size_t i, const struct lessons_stage *stage, struct arena *arena, struct casefile *c)
{
	struct model_score s = score_of(told_of(l, i, LESSONS_ALL));
	for (int h = 0; h < HEAD_COUNT; h++)
		s.evidence[h] = stage->slope[h] * s.raw[h] + stage->offset[h];
	model_note(&s, stage->trees, stage->tree_count, arena, c);
}

void
lessons_model(const struct lessons *l, const struct lessons_stage *stage, const struct model_about *given, struct buf *out_file)
{
	struct model_about about = *given;
	struct trainer *t = learn(l, LESSONS_ALL, LESSONS_ALL);
	for (int h = 0; h < HEAD_COUNT; h++)
		trainer_calibrate(t, (enum head)h, stage->slope[h], stage->offset[h]);
	about.trees.at = (struct tree *)(uintptr_t)stage->trees;
	about.trees.count = (uint32_t)stage->tree_count;
	trainer_write(t, &about, out_file);
	trainer_free(t);
}
