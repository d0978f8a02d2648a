#include "cli/commands.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/keeping.h"
#include "cli/show_hold.h"
#include "cli/teaching.h"
#include "sys/fd.h"

/* A message or its case file, taken into memory to be shown. */
#define SHOWN_MAX ((size_t)256 << 20)

static void
print(struct buf *out)
{
	(void)fwrite(out->at, 1, out->len, stdout);
	buf_done(out);
}

static void
print_rows(const struct keeping *k, const struct answer_list *answer, bool is_first)
{
	struct buf out;
	buf_init(&out, (size_t)64 << 20);
	if (!k->is_json && is_first && answer->rows.count != 0)
		show_hold_heading(k->language, &out);
	for (size_t i = 0; i < answer->rows.count; i++) {
		if (k->is_json) {
			schema_json(&hold_row_schema, &answer->rows.at[i], &out);
			buf_add_octet(&out, '\n');
		} else {
			show_hold_row(&answer->rows.at[i], k->language, &out);
		}
	}
	print(&out);
}

static void
say_nothing(const struct keeping *k)
{
	static const char *const texts[2][2] = { { "The quarantine is empty.", "隔离区是空的。" },
		{ "Nothing in quarantine fits.", "隔离区中没有符合条件的邮件。" } };
	(void)fprintf(stderr, "%s\n", texts[keeping_is_filtered(k)][k->language == LANGUAGE_ZH]);
}

static int
list(struct keeping *k, char **ids, size_t count)
{
	struct ask_filter filter;
	unsigned long limit, shown = 0;
	if (keeping_filter(k, &filter, &limit) != -1)
		return CLI_USAGE;
	/* A program gets everything and can see what repeats what. */
	filter.with_duplicates = k->with_duplicates || k->is_json;
	do {
		unsigned long left = limit != 0 ? limit - shown : ASK_ROWS_MAX;
		void *got;
		filter.limit = left < ASK_ROWS_MAX ? (uint32_t)left : ASK_ROWS_MAX;
		arena_reset(k->arena);
		if (keeping_ask(k, ASK_LIST, &filter, NULL, &got) != 0)
			return CLI_UNREAD;
		struct answer_list *answer = got;
		print_rows(k, answer, shown == 0);
		shown += answer->rows.count;
		filter.before = answer->next;
		filter.before_ms = answer->next_ms;
	} while (filter.before != 0 && (limit == 0 || shown < limit));
	if (!k->is_json && shown == 0)
		say_nothing(k);
	return CLI_OK;
}

/* SHOW's answer with both descriptors read. */
static int
fetch(struct keeping *k, const char *id, void **out_answer, struct buf *message, struct buf *casefile)
{
	struct ask_id question = { .id = bytes_of_cstr(id) };
	struct ask_fds fds = { .count = 0 };
	buf_init(message, SHOWN_MAX);
	buf_init(casefile, SHOWN_MAX);
	int fault = keeping_ask(k, ASK_SHOW, &question, &fds, out_answer);
	if (fault == 0 && (fds.count != 2 || fd_read_all(fds.at[0], SHOWN_MAX, message) != 0 ||
	                      fd_read_all(fds.at[1], SHOWN_MAX, casefile) != 0)) {
		(void)fprintf(stderr, "postern: %s cannot be read\n", id);
		fault = FAULT_SYSTEM;
	}
	for (size_t i = 0; i < fds.count; i++)
		fd_close(&fds.at[i]);
	return fault;
}

static int
show_one(struct keeping *k, const char *id)
{
	struct buf message, casefile, out;
	void *answer;
	int fault = fetch(k, id, &answer, &message, &casefile);
	buf_init(&out, (size_t)16 << 20);
	if (fault == 0 && k->is_json) {
		const struct answer_show *show = answer;
		buf_add_cstr(&out, "{\"row\":");
		schema_json(&hold_row_schema, &show->row, &out);
		buf_add_cstr(&out, ",\"event\":");
		schema_json(&event_schema, &show->event, &out);
		buf_add_cstr(&out, "}\n");
	} else if (fault == 0) {
		show_hold(answer, buf_bytes(&casefile), buf_bytes(&message), k->language, &out);
	}
	print(&out);
	buf_done(&message);
	buf_done(&casefile);
	return fault;
}

static int
raw_one(struct keeping *k, const char *id)
{
	struct buf message, casefile;
	void *answer;
	if (isatty(STDOUT_FILENO)) {
		(void)fprintf(stderr, "postern: a hostile message does not go to a terminal; write it to a file: > %s.eml\n", id);
		return FAULT_CONFIG;
	}
	int fault = fetch(k, id, &answer, &message, &casefile);
	if (fault == 0 && fd_write_all(STDOUT_FILENO, buf_bytes(&message)) != 0) {
		perror("postern");
		fault = FAULT_SYSTEM;
	}
	buf_done(&message);
	buf_done(&casefile);
	return fault;
}

static int
act_on(struct keeping *k, enum ask_kind kind, const char *id, const char *done_en, const char *done_zh)
{
	struct ask_id question = { .id = bytes_of_cstr(id), .by = teaching_asker() };
	void *answer;
	int fault = keeping_ask(k, kind, &question, NULL, &answer);
	if (fault != 0)
		return fault;
	if (k->is_json)
		(void)printf("{\"id\":\"%s\",\"done\":\"%s\"}\n", id, ask_kinds[kind].name);
	else
		(void)printf("%s: %s\n", id, k->language == LANGUAGE_ZH ? done_zh : done_en);
	return 0;
}

/* What the options of `report` and `release` say that the messages are. */
static bool said[LESSON_AS_COUNT];

/* The case file that was stored with it is what is learned from: nothing is read again. */
static int
teach_one(struct keeping *k, const char *id, enum lesson_as as)
{
	struct buf message, form;
	struct casefile *c = arena_get(k->arena, 1, sizeof *c);
	void *got;
	int fault = c == NULL ? FAULT_LIMIT : fetch(k, id, &got, &message, &form);
	if (fault != 0)
		return fault;
	const struct answer_show *show = got;
	const struct teaching how = { .as = as, .by = teaching_asker(), .teacher = TEACHER_OPERATOR, .tenant = show->row.tenant,
		.hold = show->row.id };
	if (casefile_read(buf_bytes(&form), k->arena, c) != 0) {
		(void)fprintf(stderr, "postern: nothing that can be learned from was stored with %s; take `postern quarantine raw %s` "
		                      "and `postern feedback`\n", id, id);
		fault = FAULT_INPUT;
	} else {
		fault = teaching_give(k, c, &how, id);
	}
	buf_done(&message);
	buf_done(&form);
	return fault;
}

static int
report_one(struct keeping *k, const char *id)
{
	enum lesson_as as = LESSON_SPAM;
	return teaching_word(said, &as) ? teach_one(k, id, as) : FAULT_CONFIG;
}

static int
let_go(struct keeping *k, const char *id)
{
	return act_on(k, ASK_RELEASE, id, "released; the gateway sends it to its recipients within seconds, or when it is started",
	    "已放行，网关会在数秒内投递给收件人；网关未运行时，启动后投递");
}

/* As ham: those who decide on its next copy learn that it was a mistake to hold it. */
static int
release_one(struct keeping *k, const char *id)
{
	int fault = let_go(k, id);
	return fault == 0 && said[LESSON_HAM] ? teach_one(k, id, LESSON_HAM) : fault;
}

static int
delete_one(struct keeping *k, const char *id)
{
	return act_on(k, ASK_DELETE, id, "deleted", "\xE5\xB7\xB2\xE5\x88\xA0\xE9\x99\xA4");
}

static int
rebuild(struct keeping *k, char **ids, size_t count)
{
	void *got;
	if (keeping_ask(k, ASK_REBUILD, NULL, NULL, &got) != 0)
		return CLI_UNREAD;
	const struct answer_stats *s = got;
	bool is_zh = k->language == LANGUAGE_ZH;
	(void)printf(k->is_json ? "{\"read\":%llu,\"held\":%llu,\"released\":%llu,\"missing\":%llu,\"damaged\":%llu,"
	                          "\"locked\":%llu}\n"
	             : is_zh    ? "已读取 %llu 个文件；隔离 %llu 封，已放行 %llu 封，缺失 %llu 封；%llu 个损坏文件已移至 "
	                          "quarantine/damaged，%llu 个文件因缺少密钥无法读取\n"
	                        : "%llu files read; %llu messages held, %llu released, %llu missing; %llu damaged files set "
	                          "aside in quarantine/damaged, %llu locked for want of their key\n",
	    (unsigned long long)s->rebuilt, (unsigned long long)s->held, (unsigned long long)s->released,
	    (unsigned long long)s->missing, (unsigned long long)s->damaged, (unsigned long long)s->locked);
	return s->damaged != 0 || s->locked != 0 ? CLI_UNREAD : CLI_OK;
}

static const struct command {
	const char *name;
	int (*each)(struct keeping *k, const char *id); /* with ids; gives a fault */
	int (*all)(struct keeping *k, char **ids, size_t count);
} commands[] = {
	{ "list", NULL, list }, { "show", show_one, NULL }, { "raw", raw_one, NULL },
	{ "release", release_one, NULL }, { "report", report_one, NULL }, { "delete", delete_one, NULL }, { "rebuild", NULL, rebuild },
};

static const struct command *
command_find(const char *name, size_t ids)
{
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		const struct command *c = &commands[i];
		if (!bytes_equal(bytes_of_cstr(c->name), bytes_of_cstr(name)))
			continue;
		if ((c->each != NULL) == (ids != 0))
			return c;
		(void)fprintf(stderr, c->each != NULL ? "quarantine %s: which? Name an ID of `postern quarantine list`.\n"
		                                      : "quarantine %s takes no ID.\n", name);
		return NULL;
	}
	(void)fprintf(stderr, "quarantine: there is no \"%s\"; --help says what there is.\n", name);
	return NULL;
}

static int
run(const struct command *c, struct keeping *k, char **ids, size_t count)
{
	int status = CLI_OK;
	if (c->all != NULL)
		return c->all(k, ids, count);
	for (size_t i = 0; i < count; i++) {
		arena_reset(k->arena);
		if (!event_id_ok(bytes_of_cstr(ids[i]))) {
			(void)fprintf(stderr, "postern: that is no ID; `postern quarantine list` shows them\n");
			status = CLI_USAGE;
		} else if (c->each(k, ids[i]) != 0 && status == CLI_OK) {
			status = CLI_UNREAD;
		}
	}
	return status;
}

int
cli_quarantine(int argc, char **argv)
{
	struct keeping k = { 0 };
	const struct cli_option options[] = {
		KEEPING_OPTIONS(k),
		KEEPING_FILTERS(k),
		{ "duplicates", 0, NULL, "list what repeats another message of the hour before, too", NULL,
		    &k.with_duplicates },
		{ "ham", 0, NULL, "release, report: it is good", NULL, &said[LESSON_HAM] },
		{ "spam", 0, NULL, "report: it is spam", NULL, &said[LESSON_SPAM] },
		{ "phish", 0, NULL, "report: it is phishing", NULL, &said[LESSON_PHISHING] },
		{ "virus", 0, NULL, "report: it carries malware", NULL, &said[LESSON_VIRUS] },
	};
	const struct cli_usage usage = {
		.line = "postern quarantine list|show ID|raw ID|release ID|report ID|delete ID|rebuild [options]",
		.summary = "Messages that were held back.\n\n"
		           "  list        what is there, newest first; the filters below narrow it down\n"
		           "  show ID     who sent it to whom, what it was judged to be and why, what it says\n"
		           "  raw ID      the message as it came, octet for octet: ... raw ID > message.eml\n"
		           "  release ID  send it to its recipients after all; the copy stays until it expires.\n"
		           "              What became of it: postern events --id=ID. With --ham copies of it are good mail\n"
		           "  report ID   say what it is: --spam, --phish, --virus or --ham (see postern feedback)\n"
		           "  delete ID   remove it for good\n"
		           "  rebuild     make the index again from the files, and say what is wrong with them\n\n"
		           "Works while the gateway runs and while it does not. Several IDs may be given at once.\n"
		           "What was released or deleted, when and by whom, stays in the audit log.",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
		.arguments_min = 1,
		.arguments_max = 1001,
	};
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status != -1)
		return status;
	const struct command *c = command_find(arguments[0], count - 1);
	if (c == NULL)
		return CLI_USAGE;
	status = keeping_open(&k);
	if (status == -1)
		status = run(c, &k, arguments + 1, count - 1);
	keeping_close(&k);
	return status;
}
