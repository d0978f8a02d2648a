/* sheet12: the binary parts of .xlsb (BIFF12): workbook, sheets, shared strings, links to programs. */
#ifndef OFFICE_SHEET12_H
#define OFFICE_SHEET12_H

#include "office/office.h"

/* Does CONTENT begin with the first record of such a part? */
bool sheet12_is(struct bytes content);

/**
 * sheet12_read(o, content, is_macro, macro_ids, macro_count): Read one part.
 *
 * Takes:   is_macro   it is a macro sheet
 *          macro_ids  relation ids of macro sheets, by which a workbook's hidden ones are told
 * Gives:   true where a name in it runs a macro on opening
 * Cost:    linear
 * Source:  [MS-XLSB] 2.1.4, 2.4
 */
bool sheet12_read(struct office *o, struct bytes content, bool is_macro, const struct bytes *macro_ids,
    size_t macro_count);

#endif
