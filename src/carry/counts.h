/* counts: what the judge of this gate did since it started, for /metrics. */
#ifndef CARRY_COUNTS_H
#define CARRY_COUNTS_H

#include "casefile/finding.h"
#include "metrics/text.h"
#include "wire/event.h"

enum count_stage { STAGE_READ, STAGE_ASK, STAGE_JUDGE, STAGE_WHOLE, STAGE_NEXT_HOP, STAGE_COUNT };

struct counts {
	uint64_t outcomes[OUTCOME_COUNT][TYPE_COUNT];
	uint64_t families[FAMILY_COUNT]; /* messages that it spoke against */
	uint64_t findings, gaps, octets, not_judged;
	uint64_t cpu_us;
	struct metrics_times stages[STAGE_COUNT];
};

/* A message or refusal, as its event tells it. */
void counts_event(struct counts *c, const struct mail_event *e);

void counts_write(const struct counts *c, struct buf *out);

#endif
