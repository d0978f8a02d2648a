/* again: what was locked is tried again when another mail of the same two people names a word that may be the password.
 *
 * The keeper remembers the words and the held mails that wait (keeper/passwords.h).  A mail that arrives later than the word is
 * read once more with it (carry.c); a held mail is read once more here, when the word arrives.  If it opens, it is judged
 * anew, on what was asked about it then and what other scanners say now: what may be delivered is released, anything else is held again with what was found
 * inside, and the old copy goes when the new one is durable.  What opened what stands in the audit log.
 *
 * Ceilings: AGAIN_MAX at a time; more words are told and nothing is tried, until the next. */
#ifndef CARRY_AGAIN_H
#define CARRY_AGAIN_H

#include "ask/ask.h"
#include "conf/conf.h"
#include "pipeline/pipeline.h"

struct again;

enum again_limits { AGAIN_MAX = 4 };

struct again_options {
	struct pipeline *pipeline;
	struct asker *keeper;
	struct ask *ask;       /* for its engines; NULL: there are none */
	const struct log *log; /* may be NULL */
};

struct again *again_new(const struct again_options *options);

/* Free the keeper's asker and the pipeline first: nobody calls back then. */
void again_free(struct again *a);

/* Is a file locked in C, for want of a password? */
bool again_is_locked(const struct casefile *c);

/**
 * again_question(c, arena, out): The question about the two (and more) who write in C.
 */
void again_question(const struct casefile *c, struct arena *arena, struct ask_passwords *out);

/**
 * again_tell(a, c, policy, id): C, the message ID, names words: tell the keeper, and try what waits.
 *
 * Takes:   policy  of C's direction, under which what waits is judged; lives as long as the configuration
 */
void again_tell(struct again *a, const struct casefile *c, const struct conf_policy *policy, struct bytes id);

/**
 * again_try(a, answer, fds, told, policy, id): The same, when the keeper has answered already.
 *
 * Takes:   told, told_count  the words of the message ID
 */
void again_try(struct again *a, const struct answer_passwords *answer, const struct ask_fds *fds, const struct bytes *told,
    size_t told_count, const struct conf_policy *policy, struct bytes id);

#endif
