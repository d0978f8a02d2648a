#include "store/reports.h"

#define DAY_MS INT64_C(86400000)
#define LEASE_MS INT64_C(3600000)
#define ROW_OCTETS_MAX ((size_t)64 << 10)

static void
put_day(struct query *q, enum report_kind kind, int64_t day, struct bytes domain)
{
	query_put_int(q, (int64_t)kind);
	query_put_int(q, day);
	query_put_text(q, domain);
}

static int
one_number(struct query *q, int64_t *out, struct why *why)
{
	int got = query_next(q, why);
	*out = got > 0 ? query_get_int(q) : 0;
	if (got > 0)
		query_done(q);
	return got < 0 ? got : 0;
}

/* Opens the domain's day; *out_rows is how many rows it has, REPORT_ROWS_MAX where it may have none. */
static int
open_day(struct store *s, enum report_kind kind, int64_t day, struct bytes domain, int64_t *out_rows, struct why *why)
{
	int64_t days = 0;
	struct query *q = query_of(s, "UPDATE report_days SET state = CASE WHEN state = 'hurry' THEN state ELSE 'open' END"
	                              " WHERE kind = ? AND day = ? AND domain = ?");
	put_day(q, kind, day, domain);
	int fault = query_run(q, why);
	if (fault != 0)
		return fault;
	if (store_changes(s) != 0) {
		q = query_of(s, "SELECT count(*) FROM report_rows WHERE kind = ? AND day = ? AND domain = ?");
		put_day(q, kind, day, domain);
		return one_number(q, out_rows, why);
	}
	q = query_of(s, "SELECT count(*) FROM report_days WHERE kind = ? AND day = ?");
	query_put_int(q, (int64_t)kind);
	query_put_int(q, day);
	fault = one_number(q, &days, why);
	*out_rows = days >= REPORT_DOMAINS_MAX ? REPORT_ROWS_MAX : 0;
	if (fault != 0 || days >= REPORT_DOMAINS_MAX)
		return fault;
	q = query_of(s, "INSERT INTO report_days (kind, day, domain, state, detail, lost, tries, next_ms)"
	                " VALUES (?,?,?,'open','',0,0,0)");
	put_day(q, kind, day, domain);
	return query_run(q, why);
}

/* One row, whose form without its count is the key. */
static int
count_row(struct store *s, const struct casefile_report *r, int64_t day, struct bytes form, uint64_t count,
    int64_t *rows, struct why *why)
{
	struct query *q = query_of(s, "UPDATE report_rows SET count = count + ? WHERE kind = ? AND day = ? AND domain = ?"
	                              " AND form = ?");
	query_put_int(q, (int64_t)count);
	put_day(q, r->kind, day, r->domain);
	query_put_octets(q, form);
	int fault = query_run(q, why);
	if (fault != 0 || store_changes(s) != 0)
		return fault;
	if (*rows >= REPORT_ROWS_MAX) {
		q = query_of(s, "UPDATE report_days SET lost = lost + ? WHERE kind = ? AND day = ? AND domain = ?");
		query_put_int(q, (int64_t)count);
		put_day(q, r->kind, day, r->domain);
		return query_run(q, why);
	}
	(*rows)++;
	q = query_of(s, "INSERT INTO report_rows (kind, day, domain, form, count) VALUES (?,?,?,?,?)");
	put_day(q, r->kind, day, r->domain);
	query_put_octets(q, form);
	query_put_int(q, (int64_t)count);
	return query_run(q, why);
}

int
reports_count(struct store *s, const struct casefile_report *r, int64_t day, struct why *why)
{
	int64_t rows = 0;
	struct buf form;
	int fault = open_day(s, r->kind, day, r->domain, &rows, why);
	buf_init(&form, ROW_OCTETS_MAX);
	for (size_t i = 0; fault == 0 && i < r->dmarc.count; i++) {
		struct report_dmarc_row row = r->dmarc.at[i];
		row.count = 0;
		buf_clear(&form);
		schema_write(&report_dmarc_row_schema, &row, &form);
		fault = buf_ok(&form) ? count_row(s, r, day, buf_bytes(&form), r->dmarc.at[i].count, &rows, why) : 0;
	}
	for (size_t i = 0; fault == 0 && i < r->tls.count; i++) {
		struct report_tls_row row = r->tls.at[i];
		row.count = 0;
		buf_clear(&form);
		schema_write(&report_tls_row_schema, &row, &form);
		fault = buf_ok(&form) ? count_row(s, r, day, buf_bytes(&form), r->tls.at[i].count, &rows, why) : 0;
	}
	buf_done(&form);
	return fault;
}

static int
read_row(struct query *q, struct arena *a, struct casefile_report *out)
{
	struct bytes form = query_get_copy(q, a);
	uint64_t count = (uint64_t)query_get_int(q);
	if (out->kind == REPORT_DMARC) {
		struct report_dmarc_row *row = LIST_ADD(a, &out->dmarc);
		if (row == NULL || schema_read(&report_dmarc_row_schema, form, a, row) != 0)
			return FAULT_LIMIT;
		row->count = count;
	} else {
		struct report_tls_row *row = LIST_ADD(a, &out->tls);
		if (row == NULL || schema_read(&report_tls_row_schema, form, a, row) != 0)
			return FAULT_LIMIT;
		row->count = count;
	}
	return 0;
}

static int
read_rows(struct store *s, int64_t day, struct arena *a, struct casefile_report *out, struct why *why)
{
	int got, fault = 0;
	struct query *q = query_of(s, "SELECT form, count FROM report_rows WHERE kind = ? AND day = ? AND domain = ?"
	                              " ORDER BY count DESC LIMIT 5000");
	put_day(q, out->kind, day, out->domain);
	/* what does not fit is the rare end of the list */
	while ((got = query_next(q, why)) > 0 && fault == 0)
		fault = read_row(q, a, out);
	if (got > 0)
		query_done(q);
	if (fault != 0) {
		out->dmarc.count -= out->kind == REPORT_DMARC && out->dmarc.count != 0;
		out->tls.count -= out->kind == REPORT_TLS && out->tls.count != 0;
	}
	return got < 0 ? got : 0;
}

int
reports_due(struct store *s, int64_t now_ms, struct arena *a, struct casefile_report *out, int64_t *out_day,
    struct why *why)
{
	struct query *q = query_of(s, "SELECT kind, day, domain FROM report_days WHERE state IN ('open', 'hurry')"
	                              " AND (day < ?1 OR state = 'hurry') AND next_ms <= ?2 ORDER BY day, kind, domain LIMIT 1");
	query_put_int(q, now_ms / DAY_MS);
	query_put_int(q, now_ms);
	int got = query_next(q, why);
	if (got <= 0)
		return got < 0 ? got : why_set(why, FAULT_ABSENT, "no report is due");
	int64_t kind = query_get_int(q);
	*out_day = query_get_int(q);
	out->domain = query_get_copy(q, a);
	query_done(q);
	out->kind = kind == REPORT_TLS ? REPORT_TLS : REPORT_DMARC;
	out->begin = *out_day * (DAY_MS / 1000);
	out->end = out->begin + DAY_MS / 1000 - 1;
	q = query_of(s, "UPDATE report_days SET next_ms = ?, tries = tries + 1 WHERE kind = ? AND day = ? AND domain = ?");
	query_put_int(q, now_ms + LEASE_MS);
	put_day(q, out->kind, *out_day, out->domain);
	int fault = query_run(q, why);
	return fault != 0 ? fault : read_rows(s, *out_day, a, out, why);
}

int
reports_done(struct store *s, const struct report_day *d, int64_t now_ms, struct why *why)
{
	bool is_over = bytes_equal(d->state, BYTES("sent")) || bytes_equal(d->state, BYTES("none"));
	struct query *q = query_of(s, is_over
	    ? "UPDATE report_days SET state = ?, detail = ?, next_ms = 0 WHERE kind = ? AND day = ? AND domain = ?"
	    : "UPDATE report_days SET state = CASE WHEN tries >= 5 THEN ? ELSE state END, detail = ?"
	      " WHERE kind = ? AND day = ? AND domain = ?");
	query_put_text(q, is_over ? d->state : BYTES("failed"));
	query_put_text(q, d->detail);
	put_day(q, d->kind, d->day, d->domain);
	int fault = query_run(q, why);
	if (fault != 0 || !is_over)
		return fault;
	q = query_of(s, "DELETE FROM report_rows WHERE kind = ? AND day = ? AND domain = ?");
	put_day(q, d->kind, d->day, d->domain);
	return query_run(q, why);
}

int
reports_hurry(struct store *s, struct why *why)
{
	return query_run(query_of(s, "UPDATE report_days SET state = 'hurry', next_ms = 0, tries = 0 WHERE state IN"
	                             " ('open', 'failed', 'hurry')"), why);
}

int
reports_list(struct store *s, struct arena *a, struct report_days *out, size_t most, struct why *why)
{
	int got;
	struct query *q = query_of(s, "SELECT d.kind, d.day, d.domain, d.state, d.detail, d.lost, (SELECT count(*) FROM"
	                              " report_rows r WHERE r.kind = d.kind AND r.day = d.day AND r.domain = d.domain)"
	                              " FROM report_days d ORDER BY d.day DESC, d.kind, d.domain LIMIT ?");
	query_put_int(q, (int64_t)most);
	while ((got = query_next(q, why)) > 0) {
		struct report_day *d = LIST_ADD(a, out);
		if (d == NULL) {
			query_done(q);
			break;
		}
		d->kind = query_get_int(q) == REPORT_TLS ? REPORT_TLS : REPORT_DMARC;
		d->day = query_get_int(q);
		d->domain = query_get_copy(q, a);
		d->state = query_get_copy(q, a);
		d->detail = query_get_copy(q, a);
		d->lost = (uint64_t)query_get_int(q);
		d->rows = (uint64_t)query_get_int(q);
	}
	return got < 0 ? got : 0;
}

int
reports_expire(struct store *s, int64_t now_ms, struct why *why)
{
	int64_t before = now_ms / DAY_MS - REPORT_KEEP_DAYS;
	struct query *q = query_of(s, "DELETE FROM report_rows WHERE day < ?");
	query_put_int(q, before);
	int fault = query_run(q, why);
	if (fault != 0)
		return fault;
	q = query_of(s, "DELETE FROM report_days WHERE day < ?");
	query_put_int(q, before);
	return query_run(q, why);
}
