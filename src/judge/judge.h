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
};

/**
 * judge(c, policy, arena, out): Ask every detector, add up, decide.
 *
 * Takes:   policy  NULL for the built-in one
 *          arena   for the findings; must live as long as *out is used
 * Gives:   *out; out->verdict.action is what the policy wants for such a message.  ACTION_DEFER only where the
 *          policy defers what cannot be judged
 * Cost:    linear in the case file
 */
void judge(const struct casefile *c, const struct conf_policy *policy, struct arena *arena, struct judgement *out);

#endif
