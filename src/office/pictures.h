/* pictures: the pictures inside old documents, which keep them as they are between records of drawing.
 *
 * Found by their own first octets and cut by their own structure, so nothing of the drawing's records is needed; a
 * picture becomes a child and is looked at (codes to scan) like an attached one.  At most PICTURES_MAX a document. */
#ifndef OFFICE_PICTURES_H
#define OFFICE_PICTURES_H

#include "office/cfb.h"
#include "office/office.h"

enum pictures_limits { PICTURES_MAX = 64 };

/**
 * pictures_find(o, stream): PNG and JPEG files in STREAM become children.
 *
 * Takes:   stream  that lives as long as the arena
 * Cost:    linear
 */
void pictures_find(struct office *o, struct bytes stream);

/**
 * pictures_read(o, c): Those of the streams where Word and PowerPoint keep them, and of an Excel book's drawing group.
 */
void pictures_read(struct office *o, struct cfb *c);

#endif
