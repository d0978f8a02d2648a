/* reputation: evidence about addresses, networks and domains, gathered, aged and told as a number.
 *
 * Each key has good and bad evidence that fades by half in days to weeks, and the odds that its mail is bad:
 * log((bad + a p) / (good + a (1 - p))), where p is what is known of its parent (an address's network, a network's AS)
 * and a says how much evidence it takes to outweigh that.  So little evidence says little, and a new address in a
 * bad neighbourhood begins lower.
 *
 * Verdicts are weak evidence, and what reputation itself added to a score does not count: or it would confirm
 * itself.  What people say (release, feedback) is strong.  Good evidence is only earned by mail whose sender
 * authenticated.
 *
 * Rows in use lie in memory and are written in one transaction every REPUTATION_WRITE_MS; a crash loses that much.
 * Ceilings: REPUTATION_ROWS rows in memory (then all are written and forgotten), CREDITS_ROWS_MAX on disk. */
#ifndef KEEPER_REPUTATION_H
#define KEEPER_REPUTATION_H

#include "store/credits.h"
#include "store/lessons.h"
#include "wire/ask.h"

struct reputation;

enum reputation_limits {
	REPUTATION_WRITE_MS = 5000,
	REPUTATION_ROWS = 32768,
};

/* Rows live in STORE, which outlives it. */
struct reputation *reputation_new(struct store *store);
void reputation_free(struct reputation *r);

/**
 * reputation_note(r, event): Learn what the verdict on EVENT says of its keys.
 *
 * Takes:   event  judged; one that was refused, put off or sent by our own people changes nothing
 */
void reputation_note(struct reputation *r, const struct mail_event *event);

/**
 * reputation_teach(r, event, is_good, weight, now_ms, a, out_given): A person says what EVENT's message was.
 *
 * What the verdict taught is taken back where it was the opposite.
 *
 * Takes:   weight     1 for somebody whose word counts whole
 *          out_given  what each key was given is added, with keys in A; NULL: nobody will take it back
 */
void reputation_teach(struct reputation *r, const struct mail_event *event, bool is_good, double weight, int64_t now_ms,
    struct arena *a, struct lesson_credits *out_given);

/**
 * reputation_take_back(r, given, then_ms, now_ms): What reputation_teach gave at THEN_MS, as much of it as has not faded.
 */
void reputation_take_back(struct reputation *r, const struct lesson_credits *given, int64_t then_ms, int64_t now_ms);

/**
 * reputation_find(r, question, now_ms, a, out, why): What is known of each key, in their order.
 */
int reputation_find(struct reputation *r, const struct ask_credits *question, int64_t now_ms, struct arena *a,
    struct answer_credits *out, struct why *why);

/**
 * reputation_worst(r, question, now_ms, a, out, why): A page of the addresses and domains whose credit is bad enough to
 * tell others.
 *
 * Gives:   those at the score or below whose odds are surely bad, with bad evidence of their own: a neighbourhood alone
 *          condemns nobody before others.  Networks and AS are no rows of it.
 * Cost:    reads ASK_WORST_READ rows and their parents, whatever lies in memory stays there
 */
int reputation_worst(struct reputation *r, const struct ask_worst *question, int64_t now_ms, struct arena *a,
    struct answer_worst *out, struct why *why);

/**
 * reputation_write(r, why): Write all changed rows in a transaction of its own.
 *
 * Fails:   as the store; what was not written waits for the next try
 */
int reputation_write(struct reputation *r, struct why *why);

/* Milliseconds until it wants to be written, on the steady clock; INT32_MAX: nothing has changed. */
int reputation_due(const struct reputation *r, int64_t steady_ms);

#endif
