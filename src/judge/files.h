/* files: what the policy does with types of files, by their content; inside judge/ only. */
#ifndef JUDGE_FILES_H
#define JUDGE_FILES_H

#include "casefile/casefile.h"
#include "conf/conf.h"
#include "verdict/verdict.h"

struct files_barred {
	enum action least; /* that must happen to the mail */
	bool strips;       /* files go out of it */
};

/**
 * files_bar(c, policy, arena, out): Note in c->asked.barred every file that POLICY does not deliver as it would any other.
 *
 * Gives:   *out; a file that cannot be taken out, as the policy wants, holds the mail
 */
void files_bar(struct casefile *c, const struct conf_policy *policy, struct arena *arena, struct files_barred *out);

#endif
