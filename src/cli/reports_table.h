/* reports_table: a DMARC or TLS report as people read it: one line for each source address, or for each result. */
#ifndef CLI_REPORTS_TABLE_H
#define CLI_REPORTS_TABLE_H

#include "base/buf.h"
#include "casefile/report.h"

/**
 * reports_table(r, out): Append R: whose it is and when, then the table, the most mail first.
 *
 * Cost:    O(rows * log(rows))
 */
void reports_table(const struct casefile_report *r, struct buf *out);

#endif
