/* letter: mail in Microsoft's own forms: Outlook messages (.msg, a compound file) and TNEF (winmail.dat).
 *
 * Both hold the same named properties, so one reader knows them: subject, body, page, compressed Rich Text, and the
 * attachments' names and octets.  Bodies are text and children, attachments are children.  Linear; a message embedded
 * in a message is told by the storage that holds it and read to OFFICE_DEPTH_MAX. */
#ifndef OFFICE_LETTER_H
#define OFFICE_LETTER_H

#include "office/cfb.h"
#include "office/office.h"

enum letter_limits { LETTER_ATTRIBUTES_MAX = 10000 };

/* Does CONTENT begin as TNEF? */
bool letter_is_tnef(struct bytes content);

/**
 * letter_read_tnef(o, content): Read winmail.dat.
 *
 * Source:  [MS-OXTNEF]
 */
void letter_read_tnef(struct office *o, struct bytes content);

/**
 * letter_read_message(o, c): Read an Outlook message.
 *
 * Gives:   false where C holds none
 * Source:  [MS-OXMSG]
 */
bool letter_read_message(struct office *o, struct cfb *c);

/**
 * letter_rtf(o, in, out): Compressed Rich Text in clear, appended.
 *
 * Gives:   false where it is damaged; what came out stays
 * Cost:    linear in what comes out
 * Source:  [MS-OXRTFCP]
 */
bool letter_rtf(struct office *o, struct bytes in, struct buf *out);

#endif
