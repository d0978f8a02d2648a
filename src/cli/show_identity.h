/* show_identity: who sent a message, for people, in their language. */
#ifndef CLI_SHOW_IDENTITY_H
#define CLI_SHOW_IDENTITY_H

#include "casefile/casefile.h"
#include "casefile/finding.h"

/* Append what the DNS told about C's sender; nothing where it was not asked.  Strangers' words as show_text does. */
void show_identity(const struct casefile *c, enum language language, struct buf *out);

#endif
