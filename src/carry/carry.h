/* carry: a message's way from the gate's question to its answer.
 *
 * Pipeline, judge, policy, then what the verdict asks for: headers for delivery, a durable hold in the keeper
 * before a quarantined message is acknowledged, or a refusal.  When we cannot judge, the answer is "later" (451)
 * and the sender keeps the mail; a policy may choose delivery after it has waited long enough, which the header
 * then says (DESIGN s5).  A message that must be held and cannot be is never delivered instead.
 * Every message and every refusal becomes an event. */
#ifndef CARRY_CARRY_H
#define CARRY_CARRY_H

#include "ask/ask.h"
#include "pipeline/pipeline.h"
#include "smtp/gate.h"
#include "syslog/syslog.h"

struct carry;

struct carry_options {
	const struct conf *conf;
	struct pipeline *pipeline;
	struct asker *keeper;
	struct ask *ask; /* NULL: nothing is asked about a message */
	const struct keyring *keyring; /* what goes out is signed with; NULL: nothing is */
	struct syslog *syslog; /* log servers that are told of every event; NULL: none */
	const struct log *log; /* may be NULL */
};

/**
 * carry_new(options): Ready to judge; what options points to outlives it.
 */
struct carry *carry_new(const struct carry_options *options);

/* Free the gate and the pipeline first; what has no answer yet is put off. */
void carry_free(struct carry *c);

/* For struct gate_options; the context is the struct carry. */
void carry_judge(void *context, const struct gate_question *q, struct gate_ticket *ticket);
void carry_event(void *context, const struct gate_event *e);
void carry_tls(void *context, const struct trust_outcome *o);

/* Append what was done since the start, as Prometheus reads it. */
void carry_metrics(const struct carry *c, struct buf *out);

#endif
