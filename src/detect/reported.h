/* reported: what several detectors say of fingerprints (casefile/prints.h). */
#ifndef DETECT_REPORTED_H
#define DETECT_REPORTED_H

#include "detect/detector.h"

/* What the lessons of an organisation say at most (keeper/taught.h). */
#define TAUGHT_FULL 1.5

/**
 * reported_find(c, type, out): A finding for each fingerprint of C whose copies were called TYPE by more than called them
 * good, and not more often something else.
 *
 * A text, and a picture or file where it is the message, carry a campaign; a link or the build of a page stands in good
 * mail, too: alone it is worth less than half, and nothing where only one reporter said it.
 *
 * Gives:   sentences have {1} what it is of in English, {2} the likeness, {3} the number of reporters, {4} as {1} in
 *          Chinese
 */
void reported_find(const struct casefile *c, enum mail_type type, struct findings *out);

#endif
