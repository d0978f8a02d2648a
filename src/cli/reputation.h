/* reputation: what the keeper knows of a sender, as a question and as text; for `postern reputation` and whoever else
 * shows it. */
#ifndef CLI_REPUTATION_H
#define CLI_REPUTATION_H

#include "conf/conf.h"
#include "detect/detector.h"
#include "wire/ask.h"

/**
 * reputation_question(about, a, out): The question (ASK_CREDITS) about an address, a domain or "AS64500".
 *
 * Gives:   true and *out, its keys in A; false where ABOUT is none of these
 */
bool reputation_question(struct bytes about, struct arena *a, struct ask_credits *out);

/**
 * reputation_show(answer, language, out): Append its answer for people, a line for each key that is known.
 */
void reputation_show(const struct answer_credits *answer, enum language language, struct buf *out);

/**
 * reputation_of(conf, about, language, out): Ask the keeper of CONF's data directory and append what it knows.
 *
 * Gives:   nothing appended where there is no such directory or keeper, or ABOUT is none of the above
 */
void reputation_of(const struct conf *conf, struct bytes about, enum language language, struct buf *out);

#endif
