#include "cli/commands.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "cli/inputs.h"
#include "cli/show.h"
#include "cli/teaching.h"
#include "cli/workers.h"
#include "judge/judge.h"

/* Messages read at once: the keeper takes them one by one. */
#define WINDOW 8

/* One message under way. */
struct reading {
	struct feedback *feedback;
	char *path;
	struct blob *message; /* NULL: it cannot be read */
};

struct feedback {
	struct keeping *keeping;
	struct teaching how;
	struct event_base *base;
	struct pipeline *pipeline;
	struct inputs *inputs;
	struct casefile_envelope envelope;
	struct event *refill;
	size_t open;
	bool at_end;
	bool any_failed;
};

static void
end_reading(struct reading *r)
{
	blob_drop(r->message);
	free(r->path);
	free(r);
}

static void
on_answer(void *arg, struct pipeline_answer *answer)
{
	struct reading *r = arg;
	struct feedback *f = r->feedback;
	arena_reset(f->keeping->arena);
	if (!answer->is_by_worker) {
		(void)fprintf(stderr, "postern: %s cannot be read: two workers died on it\n", r->path);
		f->any_failed = true;
	} else if (teaching_give(f->keeping, answer->casefile, &f->how, r->path) != 0) {
		f->any_failed = true;
	}
	pipeline_answer_free(answer);
	end_reading(r);
	f->open--;
	event_active(f->refill, 0, 0);
}

static void
on_refill(evutil_socket_t fd, short what, void *arg)
{
	struct feedback *f = arg;
	while (!f->at_end && f->open < WINDOW) {
		struct input input = { NULL, -1 };
		struct why why = { "" };
		int got = inputs_next(f->inputs, &input, &why);
		f->at_end = got == 0;
		if (got == 0)
			break;
		struct reading *r = xcalloc(1, sizeof *r);
		*r = (struct reading){ f, input.path, input.fd >= 0 ? blob_of_file(input.fd) : NULL };
		if (got > 0 && pipeline_submit(f->pipeline, r->message, &f->envelope, on_answer, r, NULL) == 0) {
			f->open++;
			continue;
		}
		(void)fprintf(stderr, "postern: %s\n", got < 0 ? why.text : "too many messages wait");
		f->any_failed = true;
		end_reading(r);
	}
	if (f->at_end && f->open == 0)
		(void)event_base_loopbreak(f->base);
}

static int
teach(struct keeping *k, const struct teaching *how, char *const *paths, size_t count)
{
	struct feedback f = { .keeping = k, .how = *how, .envelope = { .protocol = BYTES("file") } };
	struct why why = { "" };
	f.base = event_base_new();
	must(f.base != NULL);
	struct arena *arena = arena_new(1 << 20);
	judge_envelope(&k->conf, how->tenant, arena, &f.envelope);
	f.pipeline = workers_start(f.base, &(struct workers){ 0 }, &why);
	if (f.pipeline == NULL) {
		(void)fprintf(stderr, "postern: %s\n", why.text);
		arena_free(arena);
		event_base_free(f.base);
		return CLI_USAGE;
	}
	f.inputs = inputs_open(paths, count);
	f.refill = event_new(f.base, -1, 0, on_refill, &f);
	must(f.refill != NULL);
	event_active(f.refill, 0, 0);
	(void)event_base_dispatch(f.base);
	event_free(f.refill);
	workers_stop(f.pipeline);
	inputs_close(f.inputs);
	event_base_free(f.base);
	arena_free(arena);
	return f.any_failed ? CLI_UNREAD : CLI_OK;
}

static void
show_row(const struct keeping *k, const struct lesson_row *row, struct buf *out)
{
	bool is_zh = k->language == LANGUAGE_ZH;
	if (k->is_json) {
		schema_json(&lesson_row_schema, row, out);
		buf_add_octet(out, '\n');
		return;
	}
	show_column(out, row->id, 8);
	keeping_show_time(out, row->time_ms);
	buf_add_cstr(out, "  ");
	show_column(out, bytes_of_cstr(lesson_as_names[row->as]), 9);
	show_column(out, row->by, 24);
	show_column(out, row->from, 30);
	(void)show_text(out, row->subject, 40);
	if (row->undone_ms != 0) {
		buf_add_cstr(out, is_zh ? "  （已撤销：" : "  (taken back by ");
		(void)show_text(out, row->undone_by, 40);
		buf_add_cstr(out, is_zh ? " " : ", ");
		keeping_show_time(out, row->undone_ms);
		buf_add_cstr(out, is_zh ? "）" : ")");
	}
	buf_add_octet(out, '\n');
}

static int
list(struct keeping *k, struct bytes by)
{
	unsigned long limit = 0, shown = 0;
	struct ask_lessons question = { .by = by, .tenant = bytes_of_cstr(k->tenant) };
	if (k->limit != NULL && !cli_number(k->limit, "--limit", 1, 1000000000, &limit))
		return CLI_USAGE;
	do {
		unsigned long left = limit != 0 ? limit - shown : LESSON_ROWS_MAX;
		struct buf out;
		void *got;
		question.limit = left < LESSON_ROWS_MAX ? (uint32_t)left : LESSON_ROWS_MAX;
		arena_reset(k->arena);
		if (keeping_ask(k, ASK_LESSONS, &question, NULL, &got) != 0)
			return CLI_UNREAD;
		const struct answer_lessons *answer = got;
		buf_init(&out, (size_t)16 << 20);
		for (size_t i = 0; i < answer->rows.count; i++)
			show_row(k, &answer->rows.at[i], &out);
		(void)fwrite(out.at, 1, out.len, stdout);
		buf_done(&out);
		shown += answer->rows.count;
		question.before = answer->next;
	} while (question.before != 0 && (limit == 0 || shown < limit));
	if (shown == 0 && !k->is_json)
		(void)fprintf(stderr, "%s\n", k->language == LANGUAGE_ZH ? "尚无反馈记录。" : "Nobody has taught anything.");
	return CLI_OK;
}

static int
undo(struct keeping *k, const char *id)
{
	const struct ask_forget question = { .id = bytes_of_cstr(id), .by = teaching_asker() };
	void *answer;
	if (keeping_ask(k, ASK_FORGET, &question, NULL, &answer) != 0)
		return CLI_UNREAD;
	if (k->is_json)
		(void)printf("{\"id\":\"%s\",\"done\":\"forget\"}\n", id);
	else
		(void)printf("%s: %s\n", id, k->language == LANGUAGE_ZH ? "已撤销，其影响已全部收回" : "taken back, with all that it changed");
	return CLI_OK;
}

int
cli_feedback(int argc, char **argv)
{
	struct keeping k = { 0 };
	bool words[LESSON_AS_COUNT] = { false }, wants_list = false;
	const char *undone = NULL, *by = NULL;
	const struct cli_option options[] = {
		{ "spam", 0, NULL, "the messages are spam", NULL, &words[LESSON_SPAM] },
		{ "phish", 0, NULL, "the messages are phishing", NULL, &words[LESSON_PHISHING] },
		{ "virus", 0, NULL, "the messages carry malware", NULL, &words[LESSON_VIRUS] },
		{ "ham", 0, NULL, "the messages are good", NULL, &words[LESSON_HAM] },
		{ "by", 0, "NAME", "hand on the word of this user, which counts less than yours; with --list: his", &by, NULL },
		{ "tenant", 0, "NAME", "of this organisation's mail (default: default)", &k.tenant, NULL },
		{ "list", 0, NULL, "show what was taught, newest first", NULL, &wants_list },
		{ "limit", 0, "N", "with --list: at most N rows", &k.limit, NULL },
		{ "undo", 0, "ID", "take that lesson back, with all that it changed", &undone, NULL },
		KEEPING_OPTIONS(k),
	};
	const struct cli_usage usage = {
		.line = "postern feedback --spam|--phish|--virus|--ham PATH... | --list | --undo=ID [options]",
		.summary = "Say what messages were. Copies of a reported one are known from then on, its sender's credit changes,\n"
		           "and your organisation's own words are learned; each lesson is in the audit log and can be taken back.\n"
		           "PATH is a message, an mbox, a Maildir, a folder (everything in it) or - for standard input.\n"
		           "Works while the gateway runs and while it does not.\n\n"
		           "  postern feedback --phish suspicious.eml\n"
		           "  postern feedback --list --limit=20\n"
		           "  postern feedback --undo=L17",
		.options = options,
		.option_count = sizeof options / sizeof *options,
		.arguments_min = 0,
		.arguments_max = (size_t)argc,
	};
	char **paths;
	size_t count;
	int status = cli_options(&usage, argc, argv, &paths, &count);
	if (status != -1)
		return status;
	struct teaching how = { .by = by != NULL ? bytes_to(bytes_of_cstr(by), LESSON_BY_MAX) : teaching_asker(),
		.teacher = by != NULL ? TEACHER_USER : TEACHER_OPERATOR,
		.tenant = k.tenant != NULL ? bytes_of_cstr(k.tenant) : BYTES("default") };
	bool asks = wants_list || undone != NULL;
	if ((wants_list && undone != NULL) || (asks && count != 0) || (!asks && count == 0)) {
		(void)fprintf(stderr, "feedback: name messages, or --list, or --undo=ID; --help says more.\n");
		return CLI_USAGE;
	}
	if (!asks && !teaching_word(words, &how.as))
		return CLI_USAGE;
	status = keeping_open(&k);
	if (status == -1)
		status = wants_list ? list(&k, bytes_of_cstr(by)) : undone != NULL ? undo(&k, undone) : teach(&k, &how, paths, count);
	keeping_close(&k);
	return status;
}
