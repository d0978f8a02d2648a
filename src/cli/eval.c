#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "cli/campaigns.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/corpus.h"
#include "cli/interval.h"
#include "cli/lessons.h"
#include "cli/options.h"
#include "judge/judge.h"
#include "sys/clock.h"

/* Shares of good mail that a threshold may cost. */
static const double costs[] = { 0.01, 0.001, 0.0002 };
enum { COSTS = sizeof costs / sizeof *costs };

struct outcome {
	double score;
	bool is_blocked;
	uint32_t cpu_us;
	double score_without[FAMILY_COUNT]; /* of evidence, taken away one at a time */
	bool is_blocked_without[FAMILY_COUNT];
};

/* One line of the table: the good or the bad mail of one source, or of all. */
struct row {
	const char *source;
	bool is_bad;
	size_t n, blocked;
	double cpu_us;
	double *scores; /* ascending */
};

struct evaluation {
	struct corpus *corpus;
	struct conf conf;
	struct outcome *outcomes;
	struct row *rows; /* good and bad of each source, then of all */
	size_t row_count;
	bool json;
	bool ablates;
};

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Elements of the ascending SCORES that are not above LIMIT. */
static size_t
count_to(const double *scores, size_t n, double limit)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (scores[middle] <= limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The share of pairs of good and bad mail that are in the wrong order; ties count half. */
static double
wrong_order(const struct row *good, const struct row *bad)
{
	double wrong = 0;
	for (size_t i = 0; i < bad->n; i++) {
		size_t to = count_to(good->scores, good->n, bad->scores[i]);
		size_t below = count_to(good->scores, good->n, nextafter(bad->scores[i], -INFINITY));
		wrong += (double)(good->n - to) + 0.5 * (double)(to - below);
	}
	return wrong / (double)good->n / (double)bad->n;
}

/* The least score that at most this share of the good mail exceeds. */
static double
threshold(const struct row *good, double share)
{
	size_t allowed = (size_t)(share * (double)good->n);
	return good->n == 0 ? INFINITY : good->scores[good->n - 1 - (allowed < good->n ? allowed : good->n - 1)];
}

/* Who says what was learned: a model, or lessons that have not seen the source. */
struct teller {
	bool has_model;            /* MODEL, or none; else what the dissectors have asked */
	const struct model *model;
	const struct lessons *lessons;
	const struct lessons_stage *stage;
	struct features *work;
};

static bool
is_blocked(const struct verdict *v)
{
	return v->action == ACTION_QUARANTINE || v->action == ACTION_REJECT;
}

/* The same findings once more for each kind of evidence, without it. */
static void
ablate(const struct evaluation *e, const struct casefile *c, const struct judgement *j, struct outcome *out, struct arena *arena)
{
	struct policy_view view = judge_policy(conf_policy(&e->conf, e->conf.server.policy));
	for (int without = 0; without < FAMILY_COUNT; without++) {
		struct findings rest = { .arena = arena };
		struct verdict v;
		for (size_t i = 0; i < j->findings.list.count; i++) {
			const struct finding *f = &j->findings.list.at[i];
			struct finding *kept = (int)f->family == without ? NULL : LIST_ADD(arena, &rest.list);
			if (kept != NULL)
				*kept = *f;
		}
		verdict_decide(c, &rest, &view, &v);
		out->score_without[without] = v.score;
		out->is_blocked_without[without] = is_blocked(&v);
	}
}

static void
judge_one(struct evaluation *e, size_t i, const struct teller *t, struct arena *arena)
{
	struct casefile c;
	struct judgement j;
	corpus_casefile(e->corpus, i, arena, &c);
	int64_t start = clock_cpu_us();
	if (t->lessons != NULL)
		lessons_tell(t->lessons, i, t->stage, arena, &c);
	else if (t->has_model)
		c.learned.count = 0;
	if (t->model != NULL)
		model_tell(t->model, &c, arena, t->work);
	judge(&c, conf_policy(&e->conf, e->conf.server.policy), arena, &j);
	e->outcomes[i] = (struct outcome){ .score = j.verdict.score,
		.is_blocked = is_blocked(&j.verdict),
		.cpu_us = corpus_message(e->corpus, i)->cpu_us + (uint32_t)(clock_cpu_us() - start) };
	if (e->ablates)
		ablate(e, &c, &j, &e->outcomes[i], arena);
	arena_reset(arena);
}

/* Judge the messages of SOURCE (or LESSONS_ALL). */
static void
judge_source(struct evaluation *e, size_t source, const struct teller *t)
{
	struct arena *arena = arena_new(CASEFILE_ARENA_MAX);
	for (size_t i = 0; i < corpus_count(e->corpus); i++)
		if (!corpus_message(e->corpus, i)->is_not_counted && (source == LESSONS_ALL || corpus_message(e->corpus, i)->source == source))
			judge_one(e, i, t, arena);
	arena_free(arena);
}

static void
judge_left_out(struct evaluation *e, unsigned long jobs)
{
	struct lessons *l = lessons_new(e->corpus, true, jobs);
	struct lessons_stage *stage = xcalloc(1, sizeof *stage);
	for (size_t s = 0; s < corpus_sources(e->corpus); s++) {
		lessons_stage(l, s, stage);
		judge_source(e, s, &(struct teller){ .lessons = l, .stage = stage });
	}
	free(stage);
	lessons_free(l);
}

/* By what the older mail of all sources taught. */
static void
judge_newest(struct evaluation *e, unsigned long jobs)
{
	struct buf file;
	struct model *m;
	struct features *work = xcalloc(1, sizeof *work);
	struct lessons_stage *stage = xcalloc(1, sizeof *stage);
	struct lessons *l = lessons_new(e->corpus, false, jobs);
	buf_init(&file, MODEL_FILE_MAX);
	lessons_stage(l, LESSONS_ALL, stage);
	lessons_model(l, stage, &(struct model_about){ .made = BYTES("of the older mail") }, &file);
	must(model_of(buf_bytes(&file), &m, NULL) == 0);
	judge_source(e, LESSONS_ALL, &(struct teller){ .has_model = true, .model = m, .work = work });
	model_free(m);
	buf_done(&file);
	lessons_free(l);
	free(stage);
	free(work);
}

/* The order of good and bad mail by SCORES, as wrong_order. */
static void
print_without(const struct evaluation *e, int without)
{
	size_t all = corpus_count(e->corpus), blocked[2] = { 0, 0 };
	struct row rows[2] = { { .scores = xcalloc(all + 1, sizeof(double)) }, { .scores = xcalloc(all + 1, sizeof(double)) } };
	for (size_t i = 0; i < all; i++) {
		const struct corpus_message *m = corpus_message(e->corpus, i);
		struct row *row = &rows[!label_is_good(m->label)];
		if (m->is_not_counted)
			continue;
		row->scores[row->n++] = e->outcomes[i].score_without[without];
		blocked[!label_is_good(m->label)] += e->outcomes[i].is_blocked_without[without];
	}
	for (int bad = 0; bad < 2; bad++)
		qsort(rows[bad].scores, rows[bad].n, sizeof(double), ascending);
	const char *name = family_names[without];
	double auc = rows[0].n != 0 && rows[1].n != 0 ? wrong_order(&rows[0], &rows[1]) : 0;
	if (e->json)
		(void)printf("{\"without\":\"%s\",\"good_blocked\":%zu,\"bad_blocked\":%zu,\"good\":%zu,\"bad\":%zu,\"one_minus_auc\":%.6f}\n", name,
		    blocked[0], blocked[1], rows[0].n, rows[1].n, auc);
	else
		(void)printf("without %-12s good blocked %5zu of %zu, bad blocked %6.2f %%, 1-AUC %6.3f %%\n", name, blocked[0], rows[0].n,
		    rows[1].n == 0 ? 0 : 100 * (double)blocked[1] / (double)rows[1].n, 100 * auc);
	free(rows[0].scores);
	free(rows[1].scores);
}

static void
fill_rows(struct evaluation *e)
{
	size_t sources = corpus_sources(e->corpus), all = corpus_count(e->corpus);
	e->row_count = 2 * (sources + 1);
	e->rows = xcalloc(e->row_count, sizeof *e->rows);
	for (size_t r = 0; r < e->row_count; r++) {
		struct row *row = &e->rows[r];
		row->source = r / 2 < sources ? corpus_source(e->corpus, r / 2) : "all";
		row->is_bad = r % 2 != 0;
		row->scores = xcalloc(all + 1, sizeof *row->scores);
		for (size_t i = 0; i < all; i++) {
			const struct corpus_message *m = corpus_message(e->corpus, i);
			if (m->is_not_counted || label_is_good(m->label) == row->is_bad || (r / 2 < sources && m->source != r / 2))
				continue;
			row->scores[row->n++] = e->outcomes[i].score;
			row->blocked += e->outcomes[i].is_blocked;
			row->cpu_us += e->outcomes[i].cpu_us;
		}
		qsort(row->scores, row->n, sizeof *row->scores, ascending);
	}
}

static void
print_row(const struct evaluation *e, const struct row *row, const struct row *good)
{
	double low, high, n = (double)row->n, caught[COSTS] = { 0 };
	bool ranked = row->is_bad && good->n != 0;
	interval_exact(row->blocked, row->n, &low, &high);
	for (int i = 0; ranked && i < COSTS; i++)
		caught[i] = 100 * (double)(row->n - count_to(row->scores, row->n, threshold(good, costs[i]))) / n;
	if (e->json) {
		(void)printf("{\"source\":\"%s\",\"kind\":\"%s\",\"n\":%zu,\"blocked\":%zu,\"rate\":%.6f,\"low\":%.6f,\"high\":%.6f,"
		             "\"cpu_us\":%.1f", row->source, row->is_bad ? "bad" : "good", row->n, row->blocked,
		    (double)row->blocked / n, low, high, row->cpu_us / n);
		if (ranked)
			(void)printf(",\"one_minus_auc\":%.6f,\"caught\":[%.4f,%.4f,%.4f]", wrong_order(good, row), caught[0] / 100,
			    caught[1] / 100, caught[2] / 100);
		(void)printf("}\n");
		return;
	}
	(void)printf("%-16s %-4s %7zu %7zu %8.3f %% (%6.3f to %6.3f)", row->source, row->is_bad ? "bad" : "good", row->n,
	    row->blocked, 100 * (double)row->blocked / n, 100 * low, 100 * high);
	if (ranked)
		(void)printf("  %7.3f  %6.2f %6.2f %6.2f", 100 * wrong_order(good, row), caught[0], caught[1], caught[2]);
	else
		(void)printf("  %7s  %6s %6s %6s", "", "", "", "");
	(void)printf("  %6.0f\n", row->cpu_us / n);
}

static void
print_table(struct evaluation *e)
{
	fill_rows(e);
	const struct row *good = &e->rows[e->row_count - 2];
	if (!e->json)
		(void)printf("%-16s %-4s %7s %7s %10s (95 %% interval)  %9s  %s  %s\n", "source", "mail", "n", "blocked", "rate",
		    "1-AUC %", "caught % at 1 / 0.1 / 0.02 % of good", "CPU us");
	for (size_t r = 0; r < e->row_count; r++) {
		if (e->rows[r].n != 0)
			print_row(e, &e->rows[r], good);
		free(e->rows[r].scores == good->scores ? NULL : e->rows[r].scores);
	}
	free(good->scores);
	free(e->rows);
}

/* What the command line says of the measuring. */
struct manner {
	const char *model;
	bool leave_one_out, once;
	unsigned long newest; /* per cent; 0: all */
	unsigned long jobs;
};

static int
evaluate(struct evaluation *e, const struct manner *manner)
{
	const char *model = manner->model;
	struct model *m = NULL;
	struct why why;
	if (model != NULL && model_load(bytes_of_cstr(model), NULL, &m, &why) != 0) {
		(void)fprintf(stderr, "postern eval: %s\n", why.text);
		return CLI_USAGE;
	}
	e->outcomes = xcalloc(corpus_count(e->corpus) + 1, sizeof *e->outcomes);
	if (manner->once || manner->newest != 0) {
		size_t copies = campaigns_mark(e->corpus);
		if (!e->json)
			(void)printf("%zu of %zu messages are near-equal copies of an older one of their source\n", copies, corpus_count(e->corpus));
	}
	if (manner->once)
		campaigns_count_once(e->corpus);
	if (manner->newest != 0)
		campaigns_split(e->corpus, manner->newest);
	if (manner->leave_one_out) {
		judge_left_out(e, manner->jobs);
	} else if (manner->newest != 0 && model == NULL) {
		judge_newest(e, manner->jobs);
	} else {
		struct features *work = xcalloc(1, sizeof *work);
		judge_source(e, LESSONS_ALL, &(struct teller){ .has_model = model != NULL, .model = m, .work = work });
		free(work);
	}
	print_table(e);
	for (int without = 0; e->ablates && without < FAMILY_COUNT; without++)
		print_without(e, without);
	model_free(m);
	free(e->outcomes);
	return CLI_OK;
}

int
cli_eval(int argc, char **argv)
{
	const char *jobs = "0", *format = "text", *newest = "0", *conf = NULL;
	struct manner manner = { .model = NULL };
	struct evaluation e = { 0 };
	const struct cli_option options[] = {
		{ "leave-one-out", 0, NULL, "learn anew for each source, from the others", NULL, &manner.leave_one_out },
		{ "newest", 0, "PERCENT", "learn from the older mail of each source, and judge the newest PERCENT of it", &newest, NULL },
		{ "once", 0, NULL, "of near-equal messages of a source only the oldest is learned from and counted", NULL, &manner.once },
		{ "ablation", 0, NULL, "also what is blocked without each family of evidence", NULL, &e.ablates },
		{ "model", 0, "FILE", "ask this model instead of the one that is built in; \"none\": the rules alone", &manner.model, NULL },
		{ "format", 0, "FORMAT", "text (default), or json: one object a line", &format, NULL },
		{ "conf", 'c', "FILE", "judge by this configuration's policy, rules and indicators, not by the defaults", &conf, NULL },
		{ "jobs", 0, "N", "messages read at once; 0 (default) is one for each CPU", &jobs, NULL },
	};
	const struct cli_usage usage = { "postern eval [options] DIR...",
		"Measure, for each source of DIR/SOURCE/LABEL/ and in total, how much bad mail is blocked (quarantined or refused)\n"
		"and how much good mail (labels ham and bulk) is, with exact 95 % intervals; how often a good message scores\n"
		"above a bad one (1-AUC); and what a threshold would catch that costs 1, 0.1 or 0.02 % of all the good mail.\n"
		"A model that has seen a source shows nothing there: use --leave-one-out, or other mail.\n\n"
		"  postern eval --leave-one-out mail\n"
		"  postern eval --newest=20 --once mail\n"
		"  postern eval --leave-one-out --ablation mail",
		options, sizeof options / sizeof *options, 1, (size_t)argc };
	char **dirs;
	size_t count;
	struct corpus *corpus;
	static const char *const formats[] = { "text", "json" };
	int status = cli_options(&usage, argc, argv, &dirs, &count), choice;
	if (status >= 0)
		return status;
	if (!cli_number(jobs, "--jobs", 0, 256, &manner.jobs) || !cli_number(newest, "--newest", 0, 90, &manner.newest) || !cli_choice(format, "--format", formats, 2, &choice))
		return CLI_USAGE;
	e.json = choice == 1;
	if (!config_read(conf, &e.conf)) {
		status = CLI_USAGE;
	} else {
		bool asks_model = manner.model == NULL && !manner.leave_one_out && manner.newest == 0;
		status = corpus_read(dirs, count, manner.jobs, asks_model, conf, &corpus);
		e.corpus = corpus;
		int result = corpus == NULL ? status : evaluate(&e, &manner);
		status = result != CLI_OK ? result : status;
		corpus_free(corpus);
	}
	conf_done(&e.conf);
	return status;
}
