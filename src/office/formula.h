/* formula: Excel's compiled formulas as text, with constant strings put together.
 *
 * Excel stores formulas as postfix tokens, in three dialects (BIFF5, BIFF8, BIFF12 of .xlsb).  Excel 4.0 macros are
 * nothing but formulas whose functions act (EXEC, CALL, REGISTER, FORMULA), so their text is their source.  Nothing is
 * evaluated but what is constant: "ur"&"lmon" is "urlmon", CHAR(104) is "h".  Cells are not followed.
 *
 * Ceilings: FORMULA_TEXT_MAX octets of text a formula and FORMULA_STACK_MAX open operands; a formula beyond is cut.
 * What is moved while operands are joined is drawn from the document's budget. */
#ifndef OFFICE_FORMULA_H
#define OFFICE_FORMULA_H

#include "office/office.h"

enum formula_dialect { FORMULA_BIFF5, FORMULA_BIFF8, FORMULA_BIFF12 };

enum formula_limits {
	FORMULA_TEXT_MAX = 16384, /* Excel's own limit is 8,192 characters */
	FORMULA_STACK_MAX = 1024,
};

/* What a formula's functions do, as bits. */
enum formula_does {
	FORMULA_EXECUTES = 1 << 0, /* EXEC, CALL, REGISTER */
	FORMULA_BUILDS = 1 << 1,   /* FORMULA, SET.VALUE: writes cells that are run later */
	FORMULA_WRITES = 1 << 2,   /* FOPEN, FWRITE */
	FORMULA_CHARS = 1 << 3,    /* three or more single characters put together */
	FORMULA_LOOKS = 1 << 4,    /* GET.WORKSPACE and its like: asks where it runs */
	FORMULA_EXTERNAL = 1 << 5, /* refers to a name of another book or program */
};

/**
 * formula_read(o, dialect, tokens, out_does): The text of TOKENS in o->scratch, which is cleared first.
 *
 * Gives:   the text, valid until o->scratch is used again; *out_does has bits of enum formula_does
 * Fails:   never: tokens that make no sense end the text
 * Cost:    linear in the tokens and what is moved
 * Source:  [MS-XLS] 2.5.198, [MS-XLSB] 2.2.2
 */
struct bytes formula_read(struct office *o, enum formula_dialect dialect, struct bytes tokens, uint32_t *out_does);

/**
 * formula_text_does(o, text): The same of a formula that is text already (.xlsx, .slk).
 *
 * Gives:   bits; constant strings that TEXT joins are added to the document's code
 */
uint32_t formula_text_does(struct office *o, struct bytes text);

#endif
