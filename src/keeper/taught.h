/* taught: what each organisation's own lessons add to what the shipped model says.
 *
 * A thin layer of weights for words and pairs of words (casefile.words), for each organisation its own, learned by
 * logistic regression beside what the shipped model says.  It is made from the lessons in the store whenever it is needed and not there; so
 * taking a lesson back is making it again without, and no organisation's mail is in another's.
 *
 * Bounded: no weight beyond TAUGHT_WEIGHT_MAX, no message by more than TAUGHT_MAX either way, at most TAUGHT_LESSONS
 * lessons of TAUGHT_DAYS days.  It says nothing before there are TAUGHT_LEAST lessons of each side: who is only shown
 * spam would find every word in it suspicious.  But people hardly report good mail; so a sample of TAUGHT_USUAL of all
 * messages that came, whatever we said of them, stands on the good side, too: what reported mail has in common with
 * it is no sign.  Alone it speaks for nothing, only against, and not by one user's lessons.  It lies in memory only.  A reporter's lessons weigh less the more he gives, and the side
 * that has more lessons has no more to say: words that stand in both are worth nothing. */
#ifndef KEEPER_TAUGHT_H
#define KEEPER_TAUGHT_H

#include "store/lessons.h"

struct taught;

enum taught_limits {
	TAUGHT_LEAST = 5,
	TAUGHT_LESSONS = 2000, /* learned again in some 70 ms, in which mail waits */
	TAUGHT_DAYS = 180,
	TAUGHT_TENANTS = 64,   /* in memory, 770 KB each; another one pushes out the one longest unused */
	TAUGHT_USUAL = 256,
	TAUGHT_USUAL_LEAST = 100, /* fewer are one day of one sender */
};
#define TAUGHT_MAX 1.5
#define TAUGHT_WEIGHT_MAX 1.0

/* Lessons live in STORE, which outlives it. */
struct taught *taught_new(struct store *store);
void taught_free(struct taught *t);

/**
 * taught_score(t, tenant, words, now_ms, out_score, out_lessons): What TENANT's lessons say of a message with these words.
 *
 * Gives:   0; *out_score within TAUGHT_MAX, 0 where there are too few lessons
 * Fails:   as the store
 * Cost:    a look at each word; the first time for a tenant, and after something was taken back, all its lessons
 */
int taught_score(struct taught *t, struct bytes tenant, struct bytes words, int64_t now_ms, double *out_score,
    uint32_t *out_lessons, struct why *why);

/* A message with these words came for TENANT.  Cost: a copy of them for the first TAUGHT_USUAL, of 1 in 100 in the end. */
void taught_see(struct taught *t, struct bytes tenant, struct bytes words);

/* One more lesson of TENANT is stored: it is learned when the layer is asked next, or with some more where there are many. */
void taught_add(struct taught *t, struct bytes tenant);

/* TENANT's lessons have changed otherwise. */
void taught_forget(struct taught *t, struct bytes tenant);

#endif
