/* show_hold: a message in quarantine as text for a person at a terminal; nothing of it reaches the terminal raw. */
#ifndef CLI_SHOW_HOLD_H
#define CLI_SHOW_HOLD_H

#include "detect/detector.h"
#include "wire/ask.h"

/**
 * show_hold(answer, casefile, message, language, out): Append envelope, verdict with its reasons, the main header
 * lines, an excerpt of the text, and the attachments.
 *
 * Takes:   casefile  as stored; may be empty or unreadable, then the first lines of MESSAGE are shown instead
 */
void show_hold(const struct answer_show *answer, struct bytes casefile, struct bytes message,
    enum language language, struct buf *out);

/* One line of a list, and the line above the first. */
void show_hold_row(const struct hold_row *row, enum language language, struct buf *out);
void show_hold_heading(enum language language, struct buf *out);

#endif
