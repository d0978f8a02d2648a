/* biff: Excel 97 and Excel 5/95 workbooks: text, sheets and their hiding, names, macro formulas, DDE.
 *
 * The stream is read record by record from front to end, so a macro sheet that the list of sheets leaves out is seen
 * too.  Ceilings: BIFF_SHEETS_MAX sheets are told apart; the rest of the ceilings are those of office.h. */
#ifndef OFFICE_BIFF_H
#define OFFICE_BIFF_H

#include "office/office.h"

enum biff_limits {
	BIFF_SHEETS_MAX = 1024,
	BIFF_RECORD_MAX = 8224, /* data of one record; more is damage */
};

/**
 * biff_read(o, stream): Read the stream "Workbook" or "Book".
 *
 * Takes:   stream  in clear or encrypted (lock.h); one that no password opens ends where it says so
 * Cost:    linear
 * Source:  [MS-XLS], OpenOffice's documentation of BIFF2 to BIFF5
 */
void biff_read(struct office *o, struct bytes stream);

/* What a name that stands for a macro does by its own name: true for Auto_Open and its kin. */
bool biff_is_automatic(struct bytes name);

/* One macro formula, as text with what it does: counts it, signs it, keeps what matters. */
void biff_macro_formula(struct office *o, struct bytes text, uint32_t does);

#endif
