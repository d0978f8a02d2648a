/* passwords: what mails named as passwords, and which held mails wait for one, by the two who write to each other.
 *
 * People who mean it send the key apart from the lock: in an earlier mail of the conversation, or in a later one.  So the gate
 * tells the words that may be passwords, and asks for those of the pair when a file is locked; a held mail with a locked file
 * is handed out when a new word comes.
 *
 * Only in memory, under keyed hashes of the addresses: passwords of other people's files are nothing to keep on a disk.  What
 * is lost at a restart is that a file stays locked.  Ceilings: PASSWORDS_PAIRS pairs, the oldest go; per pair the last
 * PASSWORDS_WORDS words and PASSWORDS_HOLDS held mails, for PASSWORDS_AGE_MS; each mail is handed out PASSWORDS_TRIES times,
 * so that a flood of words does not buy work. */
#ifndef KEEPER_PASSWORDS_H
#define KEEPER_PASSWORDS_H

#include "wire/ask.h"

enum passwords_limits {
	PASSWORDS_PAIRS = 4096,
	PASSWORDS_WORDS = 16,
	PASSWORDS_HOLDS = 4,
	PASSWORDS_TRIES = 5,
};
#define PASSWORDS_AGE_MS (INT64_C(7) * 86400000)

struct passwords;

struct passwords *passwords_new(void);
void passwords_free(struct passwords *p);

/* Two people of one tenant, in any order; ASCII case does not matter. */
struct pair {
	struct bytes tenant, one, other;
};

/**
 * passwords_tell(p, pair, word, now_ms): A mail between them named WORD.
 */
void passwords_tell(struct passwords *p, const struct pair *pair, struct bytes word, int64_t now_ms);

/**
 * passwords_of(p, pair, now_ms, a, out): Append the words of PAIR to OUT, newest first, at most ASK_PASSWORDS_MAX in all.
 */
void passwords_of(const struct passwords *p, const struct pair *pair, int64_t now_ms, struct arena *a,
    struct answer_passwords *out);

/**
 * passwords_wait(p, pair, id, now_ms): The held mail ID of PAIR has a locked file.
 */
void passwords_wait(struct passwords *p, const struct pair *pair, struct bytes id, int64_t now_ms);

/**
 * passwords_waiting(p, pair, now_ms, a): The newest held mail that waits, handed out once more; "" for none.
 */
struct bytes passwords_waiting(struct passwords *p, const struct pair *pair, int64_t now_ms, struct arena *a);

/**
 * passwords_was_given(p, id): Was ID handed out?  It waits no longer.
 */
bool passwords_was_given(struct passwords *p, struct bytes id);

#endif
