/* dmarc: aggregate reports as XML (RFC 7489 appendix C), read and written.
 *
 * What others send is read leniently in what it says (unknown elements, spaces, other orders, namespaces) and
 * strictly in what it is (report/xml.h).  A text is cut at REPORT_TEXT_MAX octets; rows beyond REPORT_ROWS_MAX are
 * counted. */
#ifndef REPORT_DMARC_H
#define REPORT_DMARC_H

#include "base/arena.h"
#include "casefile/report.h"

/* Is this perhaps one?  Looks at the first octets only. */
bool report_dmarc_looks(struct bytes content);

/**
 * report_dmarc_read(xml, arena, out): Read a report.
 *
 * Gives:   0 and *out, its texts in ARENA
 * Fails:   FAULT_INPUT: it is none, or is malformed; FAULT_LIMIT at the arena's ceiling
 * Cost:    linear
 */
int report_dmarc_read(struct bytes xml, struct arena *arena, struct casefile_report *out);

/**
 * report_dmarc_write(r, out): Append R as XML.
 */
void report_dmarc_write(const struct casefile_report *r, struct buf *out);

#endif
