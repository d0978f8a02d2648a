/* campaigns: which messages of a corpus are learned from and which are counted.
 *
 * A mailing of a thousand copies says one thing a thousand times: counted each, it makes a rate look surer than it is.
 * And what is older may teach what is newer, never the other way round: in life that is the only order. */
#ifndef CLI_CAMPAIGNS_H
#define CLI_CAMPAIGNS_H

#include "cli/corpus.h"

enum campaigns_limits {
	CAMPAIGN_LIKENESS = 70, /* per cent of pairs of words in common: names, numbers and a phrase differ */
};

/**
 * campaigns_mark(corpus): Say of every message whether a near-equal one of the same source and side (good, bad) came
 * before it, by the fingerprint of its text (prints/prints.h).  Texts too short for one are each their own.
 *
 * Gives:   how many are such copies
 * Cost:    linear but for campaigns: at most CAMPAIGN_LOOKS comparisons a message
 */
size_t campaigns_mark(struct corpus *corpus);

/* Copies (campaigns_mark) are neither learned from nor counted. */
void campaigns_count_once(struct corpus *corpus);

/**
 * campaigns_split(corpus, percent): The newest PERCENT of each source's good and bad mail, by the Date field, are counted
 * and not learned from; the others are learned from and not counted.  A copy of an older one is neither.
 *
 * Takes:   corpus  after campaigns_mark
 */
void campaigns_split(struct corpus *corpus, unsigned long percent);

#endif
