/* ppt: the text of PowerPoint 97 to 2003, in clear or encrypted.
 *
 * The stream is records in records; all of them are walked flat, since a container's content begins right behind its
 * head.  Encrypted, each persistent object has a key of its own, and the list of them must be followed first. */
#ifndef OFFICE_PPT_H
#define OFFICE_PPT_H

#include "office/cfb.h"
#include "office/office.h"

/**
 * ppt_read(o, c): Read the stream "PowerPoint Document" of C.
 *
 * Gives:   false where there is none
 * Cost:    linear
 * Source:  [MS-PPT] 2.1.2, 2.9 (text), 2.3.4 (persist objects)
 */
bool ppt_read(struct office *o, struct cfb *c);

#endif
