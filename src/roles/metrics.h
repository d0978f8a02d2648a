/* metrics: everything that the gate can count, in the text form of Prometheus (docs/metrics.md). */
#ifndef ROLES_METRICS_H
#define ROLES_METRICS_H

#include "ask/ask.h"
#include "carry/carry.h"
#include "http/http.h"
#include "milter/milter.h"
#include "pipeline/pipeline.h"
#include "smtp/gate.h"
#include "spamd/spamd.h"
#include "syslog/syslog.h"

/* Whose figures; all of them outlive the listeners. */
struct metrics_sources {
	const struct carry *carry;
	const struct pipeline *pipeline;
	const struct asker *keeper;
	struct ask *ask;
	const struct gate *gate;
	const struct milter *milter;
	const struct http *http;
	const struct spamd *spamd;
	const struct syslog *syslog;
	int64_t started_ms; /* since 1970 */
};

/* For struct gate_callbacks; the context is a struct metrics_sources. */
void metrics_write(void *context, struct buf *out);

#endif
