/* show: a case file as text for a person at a terminal.
 *
 * Everything that came from the mail is made harmless to print: control characters, bidi controls and escape
 * sequences are gone, long texts are cut and say so. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "casefile/casefile.h"
#include "casefile/finding.h"

/**
 * show_casefile(c, language, out): Append the whole case file, section by section; empty sections are left out.
 */
void show_casefile(const struct casefile *c, enum language language, struct buf *out);

/**
 * show_text(out, text, max): Append TEXT on one line, harmless, at most MAX columns (CJK takes two).
 *
 * Gives:   the columns used
 */
size_t show_text(struct buf *out, struct bytes text, size_t max);

/**
 * show_column(out, text, width): As show_text, then blanks up to WIDTH columns.
 */
void show_column(struct buf *out, struct bytes text, size_t width);

#endif
