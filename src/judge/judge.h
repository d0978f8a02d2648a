/* judge: from a case file to a verdict, by the policy that is configured.
 *
 * The one place where detectors, verdict and configuration meet; the gate and `postern scan` both come here, so
 * that a message gets the same answer from both. */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "conf/conf.h"
#include "detect/detector.h"
#include "verdict/verdict.h"

struct judgement {
	struct findings findings;
	struct verdict verdict;
	bool strips; /* deliver or tag without the files that c->asked.barred takes out, once the whole is held */
};

/**
 * judge_envelope(conf, tenant, arena, envelope): Tell the detectors whom they protect.
 *
 * Takes:   tenant    as in [domain]; its domains and executives are copied, up to the case file's ceilings
 *          arena     must live as long as *envelope is used; at its ceiling the rest is left out
 * Gives:   envelope->own_domains and ->executives; the domains of ->recipients come first, for a tenant may have more
 *          domains than a case file lists
 * Cost:    linear in the configured domains
 */
void judge_envelope(const struct conf *conf, struct bytes tenant, struct arena *arena,
    struct casefile_envelope *envelope);

/* Thresholds as POLICY, which may be NULL, has them. */
struct policy_view judge_policy(const struct conf_policy *policy);

/**
 * judge_settled_from(conf): The score from which nothing more that a message says changes what is done with it.
 *
 * Gives:   0 where there is no such score: [dissect] picture_words says so, or a policy does different things with
 *          different types of bad mail
 */
double judge_settled_from(const struct conf *conf);

/**
 * judge_wants_words(c, v, settled_from): Must C be read once more, with envelope.wants_words?  The dissector left the words
 * in its pictures because of a score that good signs, from the DNS or from our history, have taken off since.  Once only.
 */
bool judge_wants_words(const struct casefile *c, const struct verdict *v, double settled_from);

/**
 * judge(c, policy, arena, out): Ask every detector, add up, decide.
 *
 * Takes:   c       c->asked.barred is filled: what the policy bars is a reason that is kept
 *          policy  NULL for the built-in one, which bars no type of file
 *          arena   for the findings; must live as long as *out is used
 * Gives:   *out; out->verdict.action is what the policy wants for such a message.  ACTION_DEFER only where the
 *          policy defers what cannot be judged
 * Cost:    linear in the case file
 */
void judge(struct casefile *c, const struct conf_policy *policy, struct arena *arena, struct judgement *out);

#endif
