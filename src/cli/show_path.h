/* show_path: the way of a message hop by hop, and what is known of its client, for people, in their language. */
#ifndef CLI_SHOW_PATH_H
#define CLI_SHOW_PATH_H

#include "casefile/casefile.h"
#include "casefile/finding.h"

/**
 * show_path(c, language, out): Append the table of hops, the client with its names and place, its credit, and whose
 * data the places are; nothing where nothing is known.
 */
void show_path(const struct casefile *c, enum language language, struct buf *out);

/* "CN 山东 济南, AS64500 Example Net"; nothing where the place is not known. */
void show_place(const struct casefile_place *p, struct buf *out);

#endif
