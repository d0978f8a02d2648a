#include "cli/commands.h"

#include <stdio.h>
#include <time.h>

#include "casefile/casefile.h"
#include "cli/keeping.h"
#include "cli/options.h"
#include "cli/reports_table.h"
#include "cli/scan.h"
#include "cli/show.h"

static void
show_reports(const char *path, const struct casefile *c, bool is_json, struct buf *out)
{
	for (size_t i = 0; i < c->reports.count; i++) {
		if (is_json) {
			schema_json(&casefile_report_schema, &c->reports.at[i], out);
			buf_add_octet(out, '\n');
		} else {
			reports_table(&c->reports.at[i], out);
		}
	}
	if (c->reports.count == 0 && !is_json)
		buf_addf(out, "%s: no report\n", path);
}

static void
print_day(const struct ask_reported *d)
{
	char day[32] = "";
	struct tm tm;
	time_t t = (time_t)(d->day * 86400);
	struct buf line;
	if (gmtime_r(&t, &tm) != NULL)
		(void)strftime(day, sizeof day, "%Y-%m-%d", &tm);
	buf_init(&line, 4096);
	buf_addf(&line, "%-10s  %-5s  ", day, report_kind_names[d->kind]);
	show_column(&line, d->domain, 36);
	buf_addf(&line, " %-6.*s %6llu %6llu  ", BYTES_ARGS(d->state), (unsigned long long)d->rows, (unsigned long long)d->lost);
	(void)show_text(&line, d->detail, 80);
	(void)printf("%s\n", buf_cstr(&line));
	buf_done(&line);
}

static int
show_ours(struct keeping *k)
{
	void *answer;
	if (keeping_ask(k, ASK_REPORTS, NULL, &(struct ask_fds){ .count = 0 }, &answer) != 0)
		return CLI_UNREAD;
	const struct answer_reports *reports = answer;
	if (reports->rows.count == 0)
		(void)printf("Nothing is counted%s\n", k->conf.reports.from.len == 0 ? "; [reports] from is empty" : " yet");
	else
		(void)printf("%-10s  %-5s  %-36s %-6s %6s %6s  %s\n", "day", "kind", "domain", "state", "rows", "lost", "to");
	for (size_t i = 0; i < reports->rows.count; i++)
		print_day(&reports->rows.at[i]);
	return CLI_OK;
}

static int
send_ours(struct keeping *k)
{
	void *answer;
	if (keeping_ask(k, ASK_HURRY, NULL, &(struct ask_fds){ .count = 0 }, &answer) != 0)
		return CLI_UNREAD;
	(void)printf("What is counted so far is sent by the running gateway within a minute; postern reports show\n");
	return CLI_OK;
}

static int
with_keeper(int (*run)(struct keeping *k), const struct scan_words *words, const char *data)
{
	struct keeping k = { .config = words->conf, .data = data };
	int status = keeping_open(&k);
	if (status == -1)
		status = run(&k);
	keeping_close(&k);
	return status;
}

static int
read_files(const struct scan_words *words, char **paths, size_t count)
{
	struct scan_options scan = { .show = show_reports };
	if (!scan_words_read(words, &scan))
		return CLI_USAGE;
	return scan_paths(&scan, paths, count);
}

int
cli_reports(int argc, char **argv)
{
	struct scan_words words = SCAN_WORDS;
	const char *data = NULL;
	const struct cli_option options[] = {
		{ "format", 0, "FORMAT", "text (default), or json: one report a line", &words.format, NULL },
		{ "config", 'c', "FILE", "the configuration; where it says nothing, the defaults", &words.conf, NULL },
		{ "data", 0, "DIR", "the data directory, instead of the configured one", &data, NULL },
	};
	const struct cli_usage usage = { "postern reports read PATH...|show|send [options]",
		"Reports about mail in our name (DMARC) and about TLS (RFC 8460).\n\n"
		"  read PATH...  print the reports that these mails carry, plain, gzipped or zipped: a line for each\n"
		"                address that sends in our name.  They are read in the same jails as any mail\n"
		"  show          what we count for others' reports ([reports]), and what was sent to whom\n"
		"  send          send it now, and not when the day is over",
		options, sizeof options / sizeof *options, 1, (size_t)argc };
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status >= 0)
		return status;
	struct bytes what = bytes_of_cstr(arguments[0]);
	if (bytes_equal(what, BYTES("read")) && count > 1)
		return read_files(&words, arguments + 1, count - 1);
	if (bytes_equal(what, BYTES("show")) && count == 1)
		return with_keeper(show_ours, &words, data);
	if (bytes_equal(what, BYTES("send")) && count == 1)
		return with_keeper(send_ours, &words, data);
	(void)fprintf(stderr, "reports: read PATH..., show or send; --help says more.\n");
	return CLI_USAGE;
}
