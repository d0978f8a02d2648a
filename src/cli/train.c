#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/must.h"
#include "cli/commands.h"
#include "cli/corpus.h"
#include "cli/lessons.h"
#include "cli/options.h"
#include "cli/save.h"

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
	const struct cli_option options[] = {
		{ "output", 'o', "MODEL", "where the model goes; must be given", &path, NULL },
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
	status = corpus_read(dirs, count, job_count, false, &corpus);
	if (corpus == NULL)
		return status;
	struct buf made, file;
	buf_init(&made, 4000);
	buf_init(&file, MODEL_FILE_MAX);
	describe(corpus, &made);
	struct lessons *l = lessons_new(corpus, false, job_count);
	struct lessons_stage *stage = xcalloc(1, sizeof *stage);
	lessons_stage(l, LESSONS_ALL, stage);
	lessons_model(l, stage, &(struct model_about){ .made = buf_bytes(&made) }, &file);
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
