/* reports: what is counted for the reports that we send (casefile/report.h), by kind, day and policy domain, until each
 * is sent.
 *
 * Ceilings: REPORT_ROWS_MAX different rows for a domain and day, REPORT_DOMAINS_MAX domains a day: forged senders of
 * ten thousand domains must not fill the disk.  What is beyond is counted as lost. */
#ifndef STORE_REPORTS_H
#define STORE_REPORTS_H

#include "casefile/report.h"
#include "store/store.h"

enum reports_limits {
	REPORT_DOMAINS_MAX = 10000,
	REPORT_TRIES_MAX = 5,     /* to find out where one goes */
	REPORT_KEEP_DAYS = 14,
};

/* One policy domain's day. */
struct report_day {
	enum report_kind kind;
	int64_t day;              /* since 1970, UTC */
	struct bytes domain;
	struct bytes state;       /* "open", "sent", "none" (nobody wants it), "failed" */
	struct bytes detail;
	uint64_t rows;
	uint64_t lost;
};

/**
 * reports_count(s, r, day, why): Add the rows of R to the counters of its domain and DAY.
 *
 * Takes:   r  rows with their counts; inside a transaction of the caller
 */
int reports_count(struct store *s, const struct casefile_report *r, int64_t day, struct why *why);

/**
 * reports_due(s, now_ms, a, out, out_day, why): The oldest day that is over, or asked for, and not sent; leased for an hour.
 *
 * Gives:   0; *out with kind, domain and rows, the most first
 * Fails:   FAULT_ABSENT: none is due
 */
int reports_due(struct store *s, int64_t now_ms, struct arena *a, struct casefile_report *out, int64_t *out_day,
    struct why *why);

/**
 * reports_done(s, d, now_ms, why): What became of it: "sent" and "none" forget its rows; "failed" is tried again, at most
 * REPORT_TRIES_MAX times.
 */
int reports_done(struct store *s, const struct report_day *d, int64_t now_ms, struct why *why);

/* Make all that is counted so far due at once. */
int reports_hurry(struct store *s, struct why *why);

/* reports_list(s, a, list, most, why): The newest days, into LIST(struct report_day). */
struct report_days {
	struct report_day *at;
	size_t count;
	size_t room;
};
int reports_list(struct store *s, struct arena *a, struct report_days *out, size_t most, struct why *why);

/* Delete what is older than REPORT_KEEP_DAYS. */
int reports_expire(struct store *s, int64_t now_ms, struct why *why);

#endif
