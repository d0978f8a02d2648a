/* note: OneNote sections: the files that they embed, and their text.
 *
 * Since macros are blocked, malice puts a script into a OneNote page behind a picture of a button (2023).  The files
 * lie in objects with a fixed class id in front, wherever the page tree puts them, so they are looked for by that id;
 * nothing of the tree, which is deep and self-referring, is needed. */
#ifndef OFFICE_NOTE_H
#define OFFICE_NOTE_H

#include "office/office.h"

/* Does CONTENT begin as a OneNote section or its table of contents? */
bool note_is(struct bytes content);

/**
 * note_read(o, content): Files inside become children, runs of text are kept.
 *
 * Cost:    linear
 * Source:  [MS-ONESTORE] 2.6.13 (FileDataStoreObject), 2.3.1
 */
void note_read(struct office *o, struct bytes content);

#endif
