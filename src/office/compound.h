/* compound: what a compound file is a document of, and everything that is read out of it.
 *
 * Word, Excel, PowerPoint, Outlook and encrypted packages share the container, and each may hold the others' streams:
 * a Visual Basic project, embedded objects, packages.  All streams of all kinds are looked at, whatever the file
 * claims to be. */
#ifndef OFFICE_COMPOUND_H
#define OFFICE_COMPOUND_H

#include "office/office.h"

/**
 * compound_read(o, content): Read the compound file CONTENT into O.
 *
 * Cost:    linear in CONTENT, bounded by the budget of O
 */
void compound_read(struct office *o, struct bytes content);

#endif
