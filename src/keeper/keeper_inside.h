/* keeper_inside: what keeper.c and answers.c share; nobody else includes it. */
#ifndef KEEPER_KEEPER_INSIDE_H
#define KEEPER_KEEPER_INSIDE_H

#include "keeper/keeper.h"
#include "keeper/reputation.h"

struct keeper {
	struct store *store;
	struct keys *keys;
	struct quarantine *quarantine;
	struct reputation *reputation;
	struct keeper_options options;
	int data;
	int lock;
	/* the log's next rows */
	struct arena *arena;
	LIST(struct mail_event) events;
	int64_t first_ms; /* when the oldest of them came, on the steady clock */
	uint64_t events_lost;
	int64_t expired_ms;
	struct answer_stats scanned;
};

/* Add one event to the log's next rows; write them all. */
void keeper_note(struct keeper *k, const struct mail_event *e);
void keeper_flush(struct keeper *k);

#endif
