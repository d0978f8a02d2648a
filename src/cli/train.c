#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/must.h"
#include "cli/campaigns.h"
#include "cli/commands.h"
#include "cli/corpus.h"
#include "cli/lessons.h"
#include "cli/options.h"
#include "cli/save.h"
#include "cli/thresholds.h"

/* What people want to know of a model a year later. */
static void
describe(const struct corpus *corpus, struct buf *out)
{
	time_t now = time(NULL);
	struct tm tm;
	char day[32];
	(void)gmtime_r(&now, &tm);
	(void)strftime(day, sizeof day, "%Y-%m-%d", &tm);
	buf_addf(out, "%s, Postern " POSTERN_VERSION ", %zu messages of", day, corpus_count(corpus));
	for (size_t s = 0; s < corpus_sources(corpus); s++)
		buf_addf(out, "%s %s", s == 0 ? "" : ",", corpus_source(corpus, s));
}

int
cli_train(int argc, char **argv)
{
	const char *jobs = "0", *path = NULL;
	bool wants_thresholds = false, once = false;
	const struct cli_option options[] = {
		{ "output", 'o', "MODEL", "where the model goes; must be given", &path, NULL },
		{ "thresholds", 0, NULL, "also write what score 1, 0.1 and 0.02 % of good mail exceed, found on sources left out of both"
		                         " stages; with K sources this takes K / 2 times as long", NULL, &wants_thresholds },
		{ "once", 0, NULL, "of near-equal messages of a source only the oldest is learned from", NULL, &once },
		{ "jobs", 0, "N", "messages read at once; 0 (default) is one for each CPU", &jobs, NULL },
	};
	const struct cli_usage usage = { "postern train -o MODEL DIR...",
		"Learn what bad mail reads like from DIR/SOURCE/LABEL/ (labels: ham bulk spam phishing virus bec rumor illegal).\n"
		"A SOURCE is where mail comes from. What the scores are worth is found by leaving out one source at a time, so\n"
		"give at least two; with one, the model says nothing. Measure with: postern eval --leave-one-out DIR...\n\n"
		"  postern train -o ours.model mail\n"
		"  postern eval --model=ours.model other-mail",
		options, sizeof options / sizeof *options, 1, (size_t)argc };
	unsigned long job_count;
	char **dirs;
	size_t count;
	struct corpus *corpus;
	int status = cli_options(&usage, argc, argv, &dirs, &count);
	if (status >= 0)
		return status;
	if (!cli_number(jobs, "--jobs", 0, 256, &job_count))
		return CLI_USAGE;
	if (path == NULL) {
		(void)fprintf(stderr, "postern train: say where the model goes: -o MODEL\n");
		return CLI_USAGE;
	}
	status = corpus_read(dirs, count, job_count, false, NULL, &corpus);
	if (corpus == NULL)
		return status;
	struct buf made, file;
	buf_init(&made, 4000);
	buf_init(&file, MODEL_FILE_MAX);
	describe(corpus, &made);
	if (once) {
		(void)campaigns_mark(corpus);
		campaigns_count_once(corpus);
	}
	wants_thresholds &= corpus_sources(corpus) > 1;
	struct lessons *l = lessons_new(corpus, wants_thresholds, job_count);
	struct model_threshold thresholds[MODEL_THRESHOLDS_MAX];
	struct model_about about = { .made = buf_bytes(&made) };
	about.thresholds.at = thresholds;
	about.thresholds.count = wants_thresholds ? thresholds_find(l, corpus, thresholds) : 0;
	struct lessons_stage *stage = xcalloc(1, sizeof *stage);
	lessons_stage(l, LESSONS_ALL, stage);
	lessons_model(l, stage, &about, &file);
	free(stage);
	lessons_free(l);
	bool is_written = save_file(path, buf_bytes(&file));
	if (is_written)
		(void)printf("%s: %.*s; %zu octets\n", path, BYTES_ARGS(buf_bytes(&made)), file.len);
	buf_done(&made);
	buf_done(&file);
	corpus_free(corpus);
	return is_written ? status : CLI_UNREAD;
}
