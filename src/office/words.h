/* words: names and strings in macro code that act.
 *
 * After mraptor's and olevba's lists: what starts by itself, what writes, what executes, what fetches.  A list catches
 * what is called by its name; code that hides its names shows by the hiding (fold.h). */
#ifndef OFFICE_WORDS_H
#define OFFICE_WORDS_H

#include "office/office.h"

/**
 * words_name(o, before, name): NAME stands in code behind the name BEFORE: sign what it does.
 *
 * Gives:   true for CreateObject and GetObject, whose argument decides
 */
bool words_name(struct office *o, struct bytes before, struct bytes name);

/* CALL is CreateObject or GetObject of WHAT, empty where it is not constant. */
void words_created(struct office *o, struct bytes call, struct bytes what);

/* A string of code: sign what it names.  Gives: true where it calls a shell or fetches. */
bool words_in_string(struct office *o, struct bytes text);

#endif
