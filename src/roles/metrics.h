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
#include "wire/messages.h"

/* What the keeper has, as it last said; it is asked again when somebody reads figures, so that nobody who does not pays for it. */
struct metrics_keeper {
	struct asker *keeper;
	struct answer_stats stats;
	bool is_known, is_asked;
};

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
	uint32_t restarts[WIRE_PEER_KIND_COUNT]; /* of each role */
	struct metrics_keeper *kept;
};

/* For struct gate_callbacks; the context is a struct metrics_sources. */
void metrics_write(void *context, struct buf *out);

#endif
