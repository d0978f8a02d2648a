/* rtf: Rich Text: its text, fields, remote template, pictures and above all its objects.
 *
 * An object stands in RTF as hexadecimal digits, and Word takes nearly anything between them: blanks, unknown words,
 * groups, even \bin.  Exploits (CVE-2017-11882, CVE-2017-0199) break their objects up so that readers who expect plain
 * digits lose them; so digits are gathered as Word does, and how much stood between them is a sign of its own.
 *
 * Ceilings: RTF_DEPTH_MAX groups in each other have a state; in deeper ones that of the last holds.  Linear. */
#ifndef OFFICE_RTF_H
#define OFFICE_RTF_H

#include "office/office.h"

enum rtf_limits {
	RTF_DEPTH_MAX = 512,
	RTF_OBJECTS_MAX = 64,
	RTF_PICTURES_MAX = 64,
};

/* Does CONTENT begin as RTF?  Word wants no more than "{\rt". */
bool rtf_is(struct bytes content);

/**
 * rtf_read(o, content): Read it.
 *
 * Cost:    linear
 * Source:  RTF Specification 1.9.1
 */
void rtf_read(struct office *o, struct bytes content);

#endif
