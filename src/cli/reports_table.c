#include "cli/reports_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/must.h"
#include "cli/show.h"

/* What one address sent, or how often one result came. */
struct line {
	struct bytes key;
	struct bytes detail; /* header_from; mx */
	uint64_t count;
	uint64_t dkim;
	uint64_t spf;
	uint64_t passed;
	uint64_t stopped;    /* quarantine or reject */
};

static int
by_key(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = bytes_compare(x->key, y->key);
	return order != 0 ? order : bytes_compare(x->detail, y->detail);
}

static int
by_count(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	return x->count != y->count ? (x->count < y->count ? 1 : -1) : by_key(a, b);
}

/* Makes one line of those with the same key and detail, the most first; how many are left. */
static size_t
gather(struct line *lines, size_t count)
{
	size_t kept = 0;
	if (count == 0)
		return 0;
	qsort(lines, count, sizeof *lines, by_key);
	for (size_t i = 1; i < count; i++) {
		struct line *last = &lines[kept];
		if (by_key(last, &lines[i]) != 0) {
			lines[++kept] = lines[i];
			continue;
		}
		last->count += lines[i].count;
		last->dkim += lines[i].dkim;
		last->spf += lines[i].spf;
		last->passed += lines[i].passed;
		last->stopped += lines[i].stopped;
	}
	qsort(lines, kept + 1, sizeof *lines, by_count);
	return kept + 1;
}

static void
add_day(struct buf *out, int64_t when)
{
	char text[40];
	struct tm tm;
	time_t t = (time_t)when;
	if (gmtime_r(&t, &tm) != NULL && strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm) != 0)
		buf_add_cstr(out, text);
}

static void
head(const struct casefile_report *r, struct buf *out)
{
	buf_addf(out, "%s report of ", r->kind == REPORT_DMARC ? "DMARC" : "TLS");
	(void)show_text(out, r->organization, 60);
	buf_add_cstr(out, " about ");
	(void)show_text(out, r->domain, 60);
	buf_add_cstr(out, ", ");
	add_day(out, r->begin);
	buf_add_cstr(out, " to ");
	add_day(out, r->end);
	buf_add_cstr(out, " UTC\n");
}

static void
dmarc_table(const struct casefile_report *r, struct line *lines, struct buf *out)
{
	struct line all = { 0 };
	for (size_t i = 0; i < r->dmarc.count; i++) {
		const struct report_dmarc_row *row = &r->dmarc.at[i];
		bool passed = row->is_dkim_aligned || row->is_spf_aligned;
		lines[i] = (struct line){ row->source_ip, row->header_from, row->count, row->is_dkim_aligned ? row->count : 0,
			row->is_spf_aligned ? row->count : 0, passed ? row->count : 0,
			row->disposition != AUTH_POLICY_ACCEPT ? row->count : 0 };
	}
	size_t count = gather(lines, r->dmarc.count);
	buf_addf(out, "  policy %s, %u %%\n  %-40s %9s %9s %9s %9s %9s  %s\n", auth_policy_names[r->policy], r->percent, "source",
	    "messages", "passed", "DKIM", "SPF", "stopped", "From");
	for (size_t i = 0; i < count; i++) {
		const struct line *l = &lines[i];
		buf_add_cstr(out, "  ");
		show_column(out, l->key, 40);
		buf_addf(out, " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "  ", l->count, l->passed, l->dkim, l->spf,
		    l->stopped);
		(void)show_text(out, l->detail, 60);
		buf_add_octet(out, '\n');
		all.count += l->count;
		all.passed += l->passed;
		all.dkim += l->dkim;
		all.spf += l->spf;
		all.stopped += l->stopped;
	}
	buf_addf(out, "  %-40s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n", "all", all.count, all.passed,
	    all.dkim, all.spf, all.stopped);
}

static void
tls_table(const struct casefile_report *r, struct line *lines, struct buf *out)
{
	for (size_t i = 0; i < r->tls.count; i++) {
		const struct report_tls_row *row = &r->tls.at[i];
		lines[i] = (struct line){ .key = row->result.len != 0 ? row->result : BYTES("sent well"),
			.detail = row->mx.len != 0 ? row->mx : row->policy_domain, .count = row->count };
	}
	size_t count = gather(lines, r->tls.count);
	buf_addf(out, "  %-40s %9s  %s\n", "result", "sessions", "server");
	for (size_t i = 0; i < count; i++) {
		buf_add_cstr(out, "  ");
		show_column(out, lines[i].key, 40);
		buf_addf(out, " %9" PRIu64 "  ", lines[i].count);
		(void)show_text(out, lines[i].detail, 60);
		buf_add_octet(out, '\n');
	}
}

void
reports_table(const struct casefile_report *r, struct buf *out)
{
	struct line *lines = xcalloc(r->dmarc.count + r->tls.count + 1, sizeof *lines);
	head(r, out);
	if (r->kind == REPORT_DMARC)
		dmarc_table(r, lines, out);
	else
		tls_table(r, lines, out);
	if (r->more != 0)
		buf_addf(out, "  and %" PRIu64 " rows more\n", r->more);
	buf_add_octet(out, '\n');
	free(lines);
}
