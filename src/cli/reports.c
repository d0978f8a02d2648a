#include "cli/commands.h"

#include "casefile/casefile.h"
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
	const struct cli_option options[] = {
		{ "format", 0, "FORMAT", "text (default), or json: one report a line", &words.format, NULL },
		{ "config", 'c', "FILE", "the configuration; where it says nothing, the defaults", &words.conf, NULL },
	};
	const struct cli_usage usage = { "postern reports read PATH... [options]",
		"Reports about mail in our name (DMARC) and about TLS (RFC 8460).\n\n"
		"  read PATH...  print the reports that these mails carry, plain, gzipped or zipped: a line for each\n"
		"                address that sends in our name.  They are read in the same jails as any mail\n",
		options, sizeof options / sizeof *options, 1, (size_t)argc };
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status >= 0)
		return status;
	struct bytes what = bytes_of_cstr(arguments[0]);
	if (bytes_equal(what, BYTES("read")) && count > 1)
		return read_files(&words, arguments + 1, count - 1);
	(void)fprintf(stderr, "reports: read what?  --help says more.\n");
	return CLI_USAGE;
}
