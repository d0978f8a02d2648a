/* files: what the policy does with types of files, by their content; inside judge/ only. */
#ifndef JUDGE_FILES_H
#define JUDGE_FILES_H

#include "casefile/casefile.h"
#include "conf/conf.h"

/**
 * files_bar(c, policy, arena): Note in c->asked.barred every file that POLICY does not deliver as it would any other.
 *
 * Gives:   the strongest of the policy's words for them; POLICY_DELIVER where there is none
 */
enum policy_action files_bar(struct casefile *c, const struct conf_policy *policy, struct arena *arena);

#endif
