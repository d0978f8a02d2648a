/* text: figures in the text form that Prometheus reads, version 0.0.4.
 *
 *     metrics_family(out, "postern_messages_total", METRIC_COUNTER, "Messages by what became of them.");
 *     metrics_begin(out, "postern_messages_total");
 *     metrics_label(out, "outcome", BYTES("delivered"));
 *     metrics_end(out, 12);
 *
 * Names and help are ours; the value of a label may be anything that is UTF-8: it is escaped, and cut at METRICS_LABEL_MAX. */
#ifndef METRICS_TEXT_H
#define METRICS_TEXT_H

#include "base/buf.h"

enum metrics_limits { METRICS_LABEL_MAX = 200, METRICS_BUCKETS = 13 };

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* How long something took: bounds from 1 ms to 30 s. */
struct metrics_times {
	uint64_t within[METRICS_BUCKETS]; /* each between its bound and the one before */
	uint64_t count;                   /* longer ones, too */
	uint64_t us;                      /* of all together */
};

/* HELP and TYPE, before the samples of NAME. */
void metrics_family(struct buf *out, const char *name, enum metric_kind kind, const char *help);

/* One sample: its name, its labels, its value. */
void metrics_begin(struct buf *out, const char *name);
void metrics_label(struct buf *out, const char *label, struct bytes value);
void metrics_end(struct buf *out, uint64_t value);
void metrics_end_seconds(struct buf *out, uint64_t us);

/* A family that is one sample without a label. */
void metrics_one(struct buf *out, const char *name, enum metric_kind kind, const char *help, uint64_t value);

/* It took US microseconds; what is negative is not counted. */
void metrics_took(struct metrics_times *t, int64_t us);

/* The samples of a histogram whose one label is LABEL. */
void metrics_histogram(struct buf *out, const char *name, const char *label, struct bytes value, const struct metrics_times *t);

#endif
