/* report: what `postern scan` says of one message, as one JSON object or as lines for people. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "detect/detector.h"
#include "verdict/verdict.h"

struct report {
	const char *path;
	const struct casefile *casefile;
	const struct findings *findings;
	const struct verdict *verdict;
	enum language language;
};

/**
 * report_json(r, out): Append one object and a line feed; the members are those of DESIGN s7.
 */
void report_json(const struct report *r, struct buf *out);

/**
 * report_text(r, out): Append the verdict and its reasons, the heaviest first.
 */
void report_text(const struct report *r, struct buf *out);

/**
 * report_reasons(r, max, out): Append at most MAX sentences, the heaviest first, each on an indented line.
 */
void report_reasons(const struct report *r, size_t max, struct buf *out);

#endif
