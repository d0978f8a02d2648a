#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask/ask.h"
#include "base/must.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/report.h"
#include "cli/scan.h"
#include "cli/show.h"
#include "cli/workers.h"
#include "judge/judge.h"
#include "learn/model.h"
#include "sys/clock.h"

/* Messages under way: their answers are told in input order, so a slow one holds those behind it. */
#define WINDOW 256
/* Octets of one message's report. */
#define REPORT_MAX ((size_t)32 << 20)

struct slot {
	char *path;
	struct blob *message; /* NULL: it cannot be read */
	bool done;
	bool unread;
	struct pipeline_answer answer;
	struct judgement judgement;
	uint64_t before_us; /* CPU of a first reading */
	struct why why;
	struct scan *scan;
};

struct scan {
	struct event_base *base;
	struct pipeline *pipeline;
	struct ask *ask; /* NULL: nothing is asked */
	struct inputs *inputs;
	struct conf conf;
	struct scan_options options;
	struct casefile_envelope envelope;
	struct casefile_envelope with_words; /* the same, for a second reading */
	double settled_from;
	char hostname[256];
	struct bytes authserv_id;
	struct slot slots[WINDOW];
	size_t first; /* the slot that is told next */
	size_t used;
	size_t limit; /* of used */
	bool at_end;
	bool refilling;
	bool any_unread;
	bool progress;
	uint64_t told;
	int64_t cpu_us; /* our clock when the last one was judged */
	struct model *model;   /* NULL: none */
	struct features *work; /* scratch of the model's */
	struct buf out;
	struct event *refill;
};

static void
judge_slot(struct scan *s, struct slot *slot)
{
	struct casefile *c = slot->answer.casefile;
	if (s->options.model != NULL)
		c->learned.count = 0;
	if (s->model != NULL)
		model_tell(s->model, c, slot->answer.arena, s->work);
	judge(c, conf_policy(&s->conf, s->conf.server.policy), slot->answer.arena, &slot->judgement);
	/* Our own share is what we used since the message before: the clock is a system call, so it is read once. */
	int64_t now = clock_cpu_us();
	c->dissect_us = (uint32_t)(slot->before_us + slot->answer.cpu_us + (uint64_t)(now - s->cpu_us));
	s->cpu_us = now;
}

static void
tell(struct scan *s, struct slot *slot)
{
	const struct casefile *c = slot->answer.casefile;
	const struct judgement *j = &slot->judgement;
	const struct report r = { slot->path, c, &j->findings, &j->verdict, s->options.language };
	buf_clear(&s->out);
	if (s->options.show != NULL)
		s->options.show(slot->path, c, s->options.json, &s->out);
	else if (s->options.json && s->options.whole)
		schema_json(&casefile_schema, c, &s->out);
	else if (s->options.json)
		report_json(&r, &s->out);
	else
		report_text(&r, &s->out);
	if (s->options.whole && !s->options.json) {
		buf_add_octet(&s->out, '\n');
		show_casefile(c, s->options.language, &s->out);
	}
	if (s->options.whole)
		buf_add_octet(&s->out, '\n');
	(void)fwrite(s->out.at, 1, s->out.len, stdout);
	pipeline_answer_free(&slot->answer);
}

static void
show_progress(const struct scan *s, bool last)
{
	if (!s->progress)
		return;
	if (last)
		(void)fprintf(stderr, "\r%40s\r", "");
	else if (s->told % 64 == 0)
		(void)fprintf(stderr, "\r%llu messages, %3.0f %% ", (unsigned long long)s->told,
		    100 * inputs_share(s->inputs));
}

/* Tell what is done, in order, and let go of it. */
static void
tell_all(struct scan *s)
{
	while (s->used != 0 && s->slots[s->first].done) {
		struct slot *slot = &s->slots[s->first];
		if (slot->unread) {
			(void)fflush(stdout);
			(void)fprintf(stderr, "postern scan: %s\n", slot->why.text);
			s->any_unread = true;
		} else {
			tell(s, slot);
		}
		blob_drop(slot->message);
		free(slot->path);
		s->first = (s->first + 1) % WINDOW;
		s->used--;
		s->told++;
		show_progress(s, false);
	}
}

static void on_answer(void *arg, struct pipeline_answer *answer);

static void
on_asked(void *arg)
{
	struct slot *slot = arg;
	struct scan *s = slot->scan;
	const struct casefile *c = slot->answer.casefile;
	judge_slot(s, slot);
	if (judge_wants_words(c, &slot->judgement.verdict, s->settled_from)) {
		slot->before_us = c->dissect_us;
		if (pipeline_submit(s->pipeline, slot->message, &s->with_words, on_answer, slot, NULL) == 0)
			return;
	}
	slot->done = true;
	tell_all(s);
	event_active(s->refill, 0, 0);
}

static void
on_answer(void *arg, struct pipeline_answer *answer)
{
	struct slot *slot = arg;
	struct scan *s = slot->scan;
	pipeline_answer_free(&slot->answer);
	slot->answer = *answer;
	const struct ask_about about = { answer->casefile, answer->collected, answer->arena, s->authserv_id,
		.message = slot->message, .files = &slot->answer.files };
	(void)ask_start(s->ask, &about, on_asked, slot);
}

/* Hand over as many messages as the window takes. */
static void
on_refill(evutil_socket_t fd, short what, void *arg)
{
	struct scan *s = arg;
	while (!s->at_end && s->used < s->limit) {
		struct slot *slot = &s->slots[(s->first + s->used) % WINDOW];
		struct input input = { NULL, -1 };
		*slot = (struct slot){ .scan = s };
		int result = inputs_next(s->inputs, &input, &slot->why);
		if (result == 0) {
			s->at_end = true;
			break;
		}
		s->used++;
		slot->path = input.path;
		slot->message = input.fd >= 0 ? blob_of_file(input.fd) : NULL;
		if (result > 0 && pipeline_submit(s->pipeline, slot->message, &s->envelope, on_answer, slot, NULL) != 0) {
			(void)why_set(&slot->why, FAULT_SYSTEM, "%s: too many messages wait", slot->path);
			result = FAULT_LATER;
		}
		slot->unread = slot->done = result < 0;
	}
	tell_all(s);
	if (s->at_end && s->used == 0)
		(void)event_base_loopbreak(s->base);
}

/* What the options name.  Gives: -1, or an exit status; what is wrong is said. */
static int
read_files(struct scan *s)
{
	struct why why;
	if (!config_read(s->options.conf, &s->conf))
		return CLI_USAGE;
	if (s->options.model == NULL)
		return -1;
	if (model_load(bytes_of_cstr(s->options.model), NULL, &s->model, &why) != 0) {
		(void)fprintf(stderr, "postern: %s\n", why.text);
		return CLI_USAGE;
	}
	s->work = xcalloc(1, sizeof *s->work);
	return -1;
}

/* As the gateway would; but who is shown what is in a message is shown all of it. */
static double
settled_from(const struct scan *s)
{
	bool is_for_verdict = !s->options.whole && s->options.show == NULL && s->options.model == NULL;
	return is_for_verdict ? judge_settled_from(&s->conf) : 0;
}

static int
run(struct scan *s, unsigned long jobs)
{
	struct why why;
	s->base = event_base_new();
	must(s->base != NULL);
	s->authserv_id = s->conf.identity.authserv_id.len != 0 ? s->conf.identity.authserv_id : s->conf.server.hostname;
	if (s->authserv_id.len == 0 && gethostname(s->hostname, sizeof s->hostname - 1) == 0)
		s->authserv_id = bytes_of_cstr(s->hostname);
	const struct ask_options ask = { .base = s->base, .conf = &s->conf, .is_offline = !s->options.online };
	if (ask_new(&ask, &s->ask, &why) != 0) {
		(void)fprintf(stderr, "postern: %s\n", why.text);
		return CLI_USAGE;
	}
	s->settled_from = settled_from(s);
	const struct workers workers = { .jobs = (uint32_t)jobs, .wants_identity = ask_has_dns(s->ask),
		.files = ask_wants_files(s->ask), .wants_old_hashes = ask_wants_old_hashes(s->ask),
		.asks_no_model = s->options.model != NULL, .settled_from = s->settled_from, .conf = s->options.conf };
	s->pipeline = workers_start(s->base, &workers, &why);
	if (s->pipeline == NULL) {
		(void)fprintf(stderr, "postern: %s\n", why.text);
		return CLI_USAGE;
	}
	s->refill = event_new(s->base, -1, 0, on_refill, s);
	must(s->refill != NULL);
	s->cpu_us = clock_cpu_us();
	event_active(s->refill, 0, 0);
	(void)event_base_dispatch(s->base);
	show_progress(s, true);
	event_free(s->refill);
	workers_stop(s->pipeline);
	ask_free(s->ask);
	event_base_free(s->base);
	return s->any_unread ? CLI_UNREAD : CLI_OK;
}

bool
scan_words_read(const struct scan_words *words, struct scan_options *out)
{
	static const char *const formats[] = { "text", "json" }, *const languages[] = { "en", "zh" };
	int format, language;
	if (!cli_choice(words->format, "--format", formats, 2, &format) ||
	    !cli_choice(words->lang, "--lang", languages, 2, &language))
		return false;
	out->json = format == 1;
	out->language = language == 1 ? LANGUAGE_ZH : LANGUAGE_EN;
	out->conf = words->conf;
	out->model = words->model;
	out->online = words->online;
	return true;
}

int
scan_paths(const struct scan_options *options, char *const *paths, size_t count)
{
	struct scan *s = xcalloc(1, sizeof *s);
	s->options = *options;
	s->envelope.protocol = BYTES("file");
	s->envelope.may_alter = ALTER_MESSAGE;
	s->limit = options->jobs != 0 && options->jobs * 4 < WINDOW ? options->jobs * 4 : WINDOW / 4;
	s->progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	buf_init(&s->out, REPORT_MAX);
	int status = read_files(s);
	struct arena *arena = arena_new(1 << 20);
	if (status < 0) {
		judge_envelope(&s->conf, BYTES("default"), arena, &s->envelope);
		s->with_words = s->envelope;
		s->with_words.wants_words = true;
		s->inputs = inputs_open(paths, count);
		status = run(s, options->jobs);
		inputs_close(s->inputs);
	}
	conf_done(&s->conf);
	model_free(s->model);
	free(s->work);
	arena_free(arena);
	buf_done(&s->out);
	free(s);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		(void)fprintf(stderr, "postern: standard output: %s\n", strerror(errno));
		return CLI_UNREAD;
	}
	return status;
}

int
cli_scan(int argc, char **argv)
{
	const char *jobs = "0";
	struct scan_words words = SCAN_WORDS;
	const struct cli_option options[] = {
		SCAN_OPTIONS(words),
		{ "jobs", 0, "N", "messages read at once; 0 (default) is one for each CPU", &jobs, NULL },
	};
	const struct cli_usage usage = { "postern scan [options] PATH...",
		"Judge messages as the gateway would, with the same code in the same jails, and say why.\n"
		"PATH is a message, an mbox, a Maildir, a folder (everything in it) or - for standard input.\n"
		"Answers come in input order. Exit status: 0 all done, 1 some input could not be read.\n\n"
		"  postern scan suspicious.eml\n"
		"  postern scan --format=json --jobs=4 Maildir | jq -r 'select(.action!=\"deliver\").path'",
		options, sizeof options / sizeof *options, 1, (size_t)argc };
	struct scan_options scan = { 0 };
	char **paths;
	size_t count;
	int status = cli_options(&usage, argc, argv, &paths, &count);
	if (status >= 0)
		return status;
	if (!scan_words_read(&words, &scan) || !cli_number(jobs, "--jobs", 0, 256, &scan.jobs))
		return CLI_USAGE;
	return scan_paths(&scan, paths, count);
}

int
cli_explain(int argc, char **argv)
{
	struct scan_words words = SCAN_WORDS;
	const struct cli_option options[] = { SCAN_OPTIONS(words) };
	const struct cli_usage usage = { "postern explain [options] FILE.eml...",
		"Print everything that Postern sees in a message: the verdict with its reasons, envelope, header, path,\n"
		"parts, texts as they are read and what is hidden, links, themes, and what was not inspected.\n"
		"With --format=json: the case file, one object a line.",
		options, sizeof options / sizeof *options, 1, (size_t)argc };
	struct scan_options scan = { .whole = true };
	char **paths;
	size_t count;
	int status = cli_options(&usage, argc, argv, &paths, &count);
	if (status >= 0)
		return status;
	return scan_words_read(&words, &scan) ? scan_paths(&scan, paths, count) : CLI_USAGE;
}
