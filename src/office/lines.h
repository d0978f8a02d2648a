/* lines: spreadsheets that are text: SYLK (.slk), which carries Excel 4.0 macros past every look at binary formats, and
 * comma-separated values, whose cells become formulas when Excel opens them. */
#ifndef OFFICE_LINES_H
#define OFFICE_LINES_H

#include "office/office.h"

/* Does CONTENT begin as SYLK? */
bool lines_is_sylk(struct bytes content);

/* Read SYLK; linear.  Source: SYLK.TXT of 1986, and what Excel writes. */
void lines_read_sylk(struct office *o, struct bytes content);

/* Look for cells of CSV that start something; linear. */
void lines_read_csv(struct office *o, struct bytes content);

#endif
