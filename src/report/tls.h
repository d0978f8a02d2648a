/* tls: SMTP TLS reports as JSON (RFC 8460), read and written.
 *
 * One row for each policy's sessions that went well, and one for each failure.  Texts and rows are cut as in
 * report/dmarc.h. */
#ifndef REPORT_TLS_H
#define REPORT_TLS_H

#include "base/arena.h"
#include "casefile/report.h"

bool report_tls_looks(struct bytes content);

/**
 * report_tls_read(json, arena, out): Read a report.
 *
 * Fails:   FAULT_INPUT: it is none, or is malformed; FAULT_LIMIT at the arena's ceiling
 * Cost:    linear
 */
int report_tls_read(struct bytes json, struct arena *arena, struct casefile_report *out);

/**
 * report_tls_write(r, out): Append R as JSON: one policy for all rows of the same type and domain, in the order of
 * their first rows.
 *
 * Cost:    O(rows * policies)
 */
void report_tls_write(const struct casefile_report *r, struct buf *out);

/* Unix time as "2026-11-22T00:00:00Z", and back; FAULT_INPUT for another form (offsets are read too). */
void report_time_write(int64_t time, struct buf *out);
int report_time_read(struct bytes text, int64_t *out);

#endif
