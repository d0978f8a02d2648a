#include <stdio.h>

#include "cli/commands.h"
#include "cli/keeping.h"
#include "cli/show.h"
#include "verdict/verdict.h"

/* Columns of a line; the subject is the one that may be missing. */
enum { WIDE_TIME = 19, WIDE_OUTCOME = 11, WIDE_TYPE = 12, WIDE_SCORE = 6, WIDE_CLIENT = 15, WIDE_ADDRESS = 26, WIDE_SUBJECT = 40 };

static const char *const outcomes_zh[OUTCOME_COUNT] = { "已投递", "已标记", "已隔离", "已拒收", "已暂缓", "已回绝", "已建议" };

static void
show_heading(enum language language, struct buf *out)
{
	static const struct {
		const char *texts[2];
		size_t width;
	} columns[] = { { { "Time", "时间" }, WIDE_TIME + 2 }, { { "Outcome", "处理" }, WIDE_OUTCOME + 1 },
		{ { "Type", "类型" }, WIDE_TYPE + 2 }, { { "Score", "分数" }, WIDE_SCORE + 1 }, { { "Client", "来源" }, WIDE_CLIENT + 1 },
		{ { "Sender", "发件人" }, WIDE_ADDRESS + 2 }, { { "Recipients", "收件人" }, WIDE_ADDRESS + 2 },
		{ { "Subject, or why", "主题或原因" }, WIDE_SUBJECT + 2 }, { { "ID", "编号" }, 0 } };
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		const char *text = columns[i].texts[language == LANGUAGE_ZH];
		show_column(out, bytes_of_cstr(text), columns[i].width != 0 ? columns[i].width : 10);
	}
	buf_add_octet(out, '\n');
}

static void
show_row(const struct mail_event *e, enum language language, struct buf *out)
{
	bool is_zh = language == LANGUAGE_ZH;
	/* Turned away before DATA, or sent after a release: nobody has judged anything. */
	bool is_judged = e->sha256.len != 0;
	keeping_show_time(out, e->time_ms);
	buf_add_cstr(out, "  ");
	show_column(out, bytes_of_cstr(is_zh ? outcomes_zh[e->outcome] : outcome_names[e->outcome]), WIDE_OUTCOME);
	buf_add_octet(out, ' ');
	show_column(out, is_judged ? bytes_of_cstr(mail_type_title(e->type, language)) : BYTES("-"), WIDE_TYPE);
	if (is_judged)
		buf_addf(out, " %*.1f  ", WIDE_SCORE, e->score);
	else
		buf_addf(out, " %*s  ", WIDE_SCORE, "-");
	show_column(out, e->client_ip, WIDE_CLIENT);
	buf_add_octet(out, ' ');
	show_column(out, e->mail_from.len != 0 ? e->mail_from : BYTES("<>"), WIDE_ADDRESS);
	buf_add_cstr(out, "  ");
	struct bytes to = e->recipients.count != 0 ? e->recipients.at[0] : BYTES("-");
	show_column(out, to, e->recipients.count > 1 ? WIDE_ADDRESS - 4 : WIDE_ADDRESS);
	if (e->recipients.count > 1)
		buf_addf(out, " +%-2zu", e->recipients.count - 1);
	buf_add_cstr(out, "  ");
	show_column(out, is_judged && e->subject.len != 0 ? e->subject : e->reply, WIDE_SUBJECT);
	buf_add_cstr(out, "  ");
	show_text(out, e->id, EVENT_ID_MAX);
	buf_add_octet(out, '\n');
}

static void
print_rows(struct keeping *k, const struct answer_events *answer, void *context)
{
	unsigned long *shown = context;
	struct buf out;
	buf_init(&out, (size_t)64 << 20);
	if (!k->is_json && *shown == 0 && answer->rows.count != 0)
		show_heading(k->language, &out);
	for (size_t i = 0; i < answer->rows.count; i++) {
		if (k->is_json) {
			schema_json(&event_schema, &answer->rows.at[i], &out);
			buf_add_octet(&out, '\n');
		} else {
			show_row(&answer->rows.at[i], k->language, &out);
		}
	}
	*shown += answer->rows.count;
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
}

static void
say_nothing(const struct keeping *k)
{
	static const char *const texts[2][2] = { { "The log is empty.", "日志是空的。" }, { "Nothing found.", "没有找到。" } };
	(void)fprintf(stderr, "%s\n", texts[keeping_is_filtered(k)][k->language == LANGUAGE_ZH]);
}

static int
list(struct keeping *k, struct ask_filter *filter, unsigned long limit)
{
	unsigned long shown = 0;
	if (keeping_events(k, filter, limit, print_rows, &shown) != 0)
		return CLI_UNREAD;
	if (!k->is_json && filter->before != 0)
		(void)fprintf(stderr, "%s\n", k->language == LANGUAGE_ZH ? "还有更多：请缩小范围，或使用 --limit=N。"
		                                                         : "There is more: narrow it down, or --limit=N.");
	if (!k->is_json && shown == 0)
		say_nothing(k);
	return CLI_OK;
}

int
cli_events(int argc, char **argv)
{
	struct keeping k = { 0 };
	const struct cli_option options[] = {
		KEEPING_OPTIONS(k),
		KEEPING_FILTERS(k),
		{ "outcome", 0, "WORD", "delivered, tagged, quarantined, rejected, deferred, refused or advised", &k.outcome,
		    NULL },
		{ "ip", 0, "ADDRESS", "from this client", &k.ip, NULL },
		{ "id", 0, "ID", "this message", &k.id, NULL },
		{ "message-id", 0, "TEXT", "with this Message-ID header", &k.message_id, NULL },
	};
	const struct cli_usage usage = {
		.line = "postern events [options]",
		.summary = "Search the mail log, newest first: what came, what was decided, what happened to it.\n"
		           "Texts match anywhere and ignore case; several filters narrow the search down.\n\n"
		           "  postern events --since=2h --outcome=rejected\n"
		           "  postern events --sender=alice@example.com --since=2026-11-22T15:00\n"
		           "  postern events --subject=\xE5\x8F\x91\xE7\xA5\xA8 --format=json     who got this mail?",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
	};
	char **arguments;
	size_t count;
	struct ask_filter filter;
	unsigned long limit;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status == -1)
		status = keeping_filter(&k, &filter, &limit);
	if (status != -1)
		return status;
	status = keeping_open(&k);
	if (status == -1)
		status = list(&k, &filter, limit != 0 ? limit : 100);
	keeping_close(&k);
	return status;
}
