/* shadow: where a shadow milter and the filter in place differ (docs/milter.md). */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/keeping.h"
#include "cli/show.h"
#include "verdict/verdict.h"

enum { WIDE_ADVICE = 10, WIDE_OTHER = 30, WIDE_SENDER = 26, WIDE_SUBJECT = 36 };

/* By what we advise and what it did. */
struct counts {
	uint64_t cells[2][2]; /* [we stop it or mark it][it does] */
	uint64_t alone;       /* messages that bear no word of another filter */
};

static bool
we_object(const struct mail_event *e)
{
	return e->advice.len != 0 && !bytes_equal(e->advice, BYTES("deliver")) && !bytes_equal(e->advice, BYTES("defer"));
}

static bool
it_objects(const struct mail_event *e)
{
	/* "FILTER spam|ham [action] [score]" */
	return bytes_has(e->other, BYTES(" spam"));
}

static void
show_difference(const struct mail_event *e, struct buf *out)
{
	keeping_show_time(out, e->time_ms);
	buf_add_cstr(out, "  ");
	show_column(out, e->advice, WIDE_ADVICE);
	buf_addf(out, " %6.1f  ", e->score);
	show_column(out, e->other, WIDE_OTHER);
	buf_add_octet(out, ' ');
	show_column(out, e->mail_from.len != 0 ? e->mail_from : BYTES("<>"), WIDE_SENDER);
	buf_add_cstr(out, "  ");
	show_column(out, e->subject, WIDE_SUBJECT);
	buf_add_cstr(out, "  ");
	show_text(out, e->id, EVENT_ID_MAX);
	buf_add_octet(out, '\n');
}

static void
take_rows(struct keeping *k, const struct answer_events *answer, void *context)
{
	struct counts *counts = context;
	struct buf out;
	buf_init(&out, (size_t)64 << 20);
	for (size_t i = 0; i < answer->rows.count; i++) {
		const struct mail_event *e = &answer->rows.at[i];
		if (e->other.len == 0) {
			counts->alone++;
			continue;
		}
		counts->cells[we_object(e)][it_objects(e)]++;
		if (we_object(e) == it_objects(e))
			continue;
		if (k->is_json) {
			schema_json(&event_schema, e, &out);
			buf_add_octet(&out, '\n');
		} else {
			show_difference(e, &out);
		}
	}
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
}

static void
print_counts(const struct keeping *k, const struct counts *c)
{
	bool is_zh = k->language == LANGUAGE_ZH;
	uint64_t all = c->cells[0][0] + c->cells[0][1] + c->cells[1][0] + c->cells[1][1];
	if (k->is_json) {
		(void)printf("{\"messages\":%llu,\"both_pass\":%llu,\"both_object\":%llu,\"only_postern\":%llu,\"only_other\":%llu,"
		    "\"no_other\":%llu}\n", (unsigned long long)(all + c->alone), (unsigned long long)c->cells[0][0],
		    (unsigned long long)c->cells[1][1], (unsigned long long)c->cells[1][0], (unsigned long long)c->cells[0][1],
		    (unsigned long long)c->alone);
		return;
	}
	(void)printf(is_zh ? "%llu 封邮件：两者都放行 %llu，两者都反对 %llu，只有 Postern 反对 %llu，只有另一个过滤器反对 %llu，没有另一个过滤器的标记 %llu\n"
	                   : "%llu messages: both let pass %llu, both object %llu, only Postern objects %llu, only the other filter objects %llu, "
	                     "without a word of another filter %llu\n",
	    (unsigned long long)(all + c->alone), (unsigned long long)c->cells[0][0], (unsigned long long)c->cells[1][1],
	    (unsigned long long)c->cells[1][0], (unsigned long long)c->cells[0][1], (unsigned long long)c->alone);
}

static int
compare(struct keeping *k, struct ask_filter *filter, unsigned long limit)
{
	struct counts counts = { 0 };
	if (keeping_events(k, filter, limit, take_rows, &counts) != 0)
		return CLI_UNREAD;
	print_counts(k, &counts);
	return CLI_OK;
}

int
cli_shadow(int argc, char **argv)
{
	struct keeping k = { 0 };
	const struct cli_option options[] = { KEEPING_OPTIONS(k), KEEPING_FILTERS(k) };
	const struct cli_usage usage = {
		.line = "postern shadow [options]",
		.summary = "Where a milter with shadow = yes and the filter in place differ: what we would have done, our score, what it\n"
		           "wrote into the message; then how often both agree. Newest first, the last 100,000 messages unless --limit says.\n\n"
		           "  postern shadow --since=1d\n"
		           "  postern shadow --recipient=@example.com --format=json",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
	};
	char **arguments;
	size_t count;
	struct ask_filter filter;
	unsigned long limit;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	k.outcome = outcome_names[OUTCOME_ADVISED];
	if (status == -1)
		status = keeping_filter(&k, &filter, &limit);
	if (status != -1)
		return status;
	status = keeping_open(&k);
	if (status == -1)
		status = compare(&k, &filter, limit != 0 ? limit : 100000);
	keeping_close(&k);
	return status;
}
