/* teaching: what the commands have in common that tell the keeper what a message was. */
#ifndef CLI_TEACHING_H
#define CLI_TEACHING_H

#include "cli/keeping.h"

struct teaching {
	enum lesson_as as;
	struct bytes by;
	enum teacher teacher;
	struct bytes tenant;
	struct bytes hold; /* id in quarantine, or "" */
};

/**
 * teaching_give(k, c, how, what): Teach that the message C is what HOW says, and print what came of it.
 *
 * Takes:   what  how it is called: a path, an id
 * Gives:   0 or the fault, which is said on standard error
 */
int teaching_give(struct keeping *k, const struct casefile *c, const struct teaching *how, const char *what);

/* Who is at the keyboard, for the audit log. */
struct bytes teaching_asker(void);

/**
 * teaching_word(flags, out): Which one of --spam, --phish, --virus and --ham was given.
 *
 * Takes:   flags  in the order of enum lesson_as
 * Gives:   true; false where it is none or more than one, which is said
 */
bool teaching_word(const bool flags[LESSON_AS_COUNT], enum lesson_as *out);

#endif
