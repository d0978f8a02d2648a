#include <stdio.h>

#include "cli/commands.h"
#include "cli/keeping.h"
#include "cli/show.h"
#include "verdict/verdict.h"

static void
show_row(const struct mail_event *e, enum language language, struct buf *out)
{
	keeping_show_time(out, e->time_ms);
	buf_add_cstr(out, "  ");
	show_column(out, bytes_of_cstr(outcome_names[e->outcome]), 11);
	buf_add_octet(out, ' ');
	show_column(out, bytes_of_cstr(mail_type_title(e->type, language)), 12);
	buf_addf(out, " %6.1f  ", e->score);
	show_column(out, e->client_ip, 15);
	buf_add_octet(out, ' ');
	show_column(out, e->mail_from.len != 0 ? e->mail_from : BYTES("<>"), 26);
	buf_add_cstr(out, "  ");
	struct bytes to = e->recipients.count != 0 ? e->recipients.at[0] : BYTES_NONE;
	show_column(out, to, e->recipients.count > 1 ? 22 : 26);
	if (e->recipients.count > 1)
		buf_addf(out, " +%-2zu", e->recipients.count - 1);
	buf_add_cstr(out, "  ");
	show_text(out, e->subject, 50);
	buf_add_cstr(out, "  ");
	show_text(out, e->id, EVENT_ID_MAX);
	buf_add_octet(out, '\n');
}

static void
print_rows(const struct keeping *k, const struct answer_events *answer)
{
	struct buf out;
	buf_init(&out, (size_t)64 << 20);
	for (size_t i = 0; i < answer->rows.count; i++) {
		if (k->is_json) {
			schema_json(&event_schema, &answer->rows.at[i], &out);
			buf_add_octet(&out, '\n');
		} else {
			show_row(&answer->rows.at[i], k->language, &out);
		}
	}
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
}

/* Newest first, page after page, until the limit. */
static int
list(struct keeping *k, struct ask_filter *filter, unsigned long limit)
{
	unsigned long shown = 0;
	do {
		unsigned long left = limit - shown;
		void *got;
		filter->limit = left < ASK_ROWS_MAX ? (uint32_t)left : ASK_ROWS_MAX;
		arena_reset(k->arena);
		if (keeping_ask(k, ASK_SEARCH, filter, NULL, &got) != 0)
			return CLI_UNREAD;
		struct answer_events *answer = got;
		print_rows(k, answer);
		shown += answer->rows.count;
		filter->before = answer->next;
	} while (filter->before != 0 && shown < limit);
	if (!k->is_json && filter->before != 0)
		(void)fprintf(stderr, "There is more: narrow it down, or --limit=N.\n");
	if (!k->is_json && shown == 0)
		(void)fprintf(stderr, "Nothing found.\n");
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
