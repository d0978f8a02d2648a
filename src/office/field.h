/* field: Word's field codes and Excel's DDE texts, from whatever format they come.
 *
 * DDE starts a program with arguments when a document is opened.  The code is often split into many runs, nested
 * (QUOTE 67 77 68 spells a word by numbers), or has blanks and quotes between; so a reader puts the runs of the
 * outermost field together and asks here. */
#ifndef OFFICE_FIELD_H
#define OFFICE_FIELD_H

#include "office/office.h"

/* One field's instruction, UTF-8: signs DDE, keeps links and remote contents. */
void field_read(struct office *o, struct bytes code);

/* A cell or formula of text: =cmd|'/c calc'!A0.  Gives: true, and the sign, where it is DDE. */
bool field_cell(struct office *o, struct bytes cell);

/* Does TARGET lie on the network: a web address or another machine's share? */
bool field_is_remote(struct bytes target);

#endif
