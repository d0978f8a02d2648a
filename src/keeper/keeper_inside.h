/* keeper_inside: what keeper.c and answers.c share; nobody else includes it. */
#ifndef KEEPER_KEEPER_INSIDE_H
#define KEEPER_KEEPER_INSIDE_H

#include "keeper/keeper.h"
#include "keeper/passwords.h"
#include "keeper/prints.h"
#include "keeper/reputation.h"
#include "keeper/taught.h"
#include "store/triplets.h"

/* What greylisting has to remember. */
struct triplet_news {
	struct triplet triplet;
	int64_t time_ms;
	bool passed;
};

struct keeper {
	struct store *store;
	struct keys *keys;
	struct quarantine *quarantine;
	struct reputation *reputation;
	struct prints *prints;
	struct taught *taught;
	struct passwords *passwords;
	struct keeper_options options;
	int data;
	int lock;
	/* the log's next rows */
	struct arena *arena;
	LIST(struct mail_event) events;
	LIST(struct triplet_news) triplets; /* written with them */
	uint64_t triplet_count;
	LIST(struct casefile_report) tallies; /* of reports, in the same arena */
	int64_t first_ms; /* when the oldest of them came, on the steady clock */
	uint64_t events_lost;
	int64_t expired_ms;
	struct answer_stats scanned;
};

/* How long must this triplet wait?  Remembers that it came. */
int keeper_triplet(struct keeper *k, const struct ask_triplet *t, int64_t now_ms, int64_t *out_wait_ms, struct why *why);

/* Add one event to the log's next rows; write them all. */
void keeper_note(struct keeper *k, const struct mail_event *e);
void keeper_flush(struct keeper *k);

/* reports.c: count rows with the log's next rows; write them, in the caller's transaction. */
void keeper_tally(struct keeper *k, const struct casefile_report *r);
int keeper_write_tallies(struct keeper *k);

/* reports.c: one function for each question about reports and mail of our own, as in answers.c. */
typedef int keeper_answerer(struct keeper *k, const void *question, struct ask_fds *fds, struct arena *a, void *answer,
    struct why *why);
keeper_answerer answer_mail, answer_tally, answer_report, answer_reported, answer_reports, answer_hurry;

/* lessons.c: the same for what people teach, and what is known of fingerprints. */
keeper_answerer answer_lesson, answer_forget, answer_lessons, answer_prints;

#endif
