/* reputation: evidence about addresses, networks and domains, gathered, aged and told as a number.
 *
 * Each key has good and bad evidence that fades by half in days to weeks, and the odds that its mail is bad:
 * log((bad + a p) / (good + a (1 - p))), where p is what is known of its parent (an address's network, a network's AS)
 * and a says how much evidence it takes to outweigh that, less the odds of all mail of this site where more than half
 * is bad.  So little evidence says little, a new address in a bad neighbourhood begins lower, and what is usual here
 * is held against nobody.
 *
 * Verdicts are weak evidence, good and bad ones alike, less for each further one of a day; and what reputation itself
 * added to a score does not count: or it would confirm itself.  What people say (release, feedback) is strong, and
 * each of them is heard less the more he says of one key.  A report blames least whom much good mail came from: a
 * list, a forwarder or a provider for one of those who write through it.  Whether good credit is any relief is for
 * the detector to say: it wants proof of the sender.
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
 * reputation_teach(r, event, by, is_good, weight, now_ms, a, out_given): BY says what EVENT's message was.
 *
 * What the verdict taught is taken back where it was the opposite.  His n-th word of a day on one key, for or against,
 * counts 1 / n^2; and what good mail speaks for is blamed for less of a bad one.
 *
 * Takes:   weight     1 for somebody whose word counts whole
 *          out_given  what each key was given is added, with keys in A; NULL: nobody will take it back
 */
void reputation_teach(struct reputation *r, const struct mail_event *event, struct bytes by, bool is_good, double weight,
    int64_t now_ms, struct arena *a, struct lesson_credits *out_given);

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
