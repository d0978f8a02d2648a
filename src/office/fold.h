/* fold: what is constant in macro source, in clear.
 *
 * Macros hide their strings from searches by taking them apart ("ht" & "tp"), writing them as character numbers
 * (Chr(104)), turning them round, or as hexadecimal and base64.  What is constant is put together here, decoded up to
 * FOLD_DEPTH_MAX times, and added to the document's code, where links are looked for; strings that call a shell are a
 * sign of their own.  Names that act (AutoOpen, Shell, URLDownloadToFile) become signs.
 *
 * Nothing is run: a string that needs a loop or a cell stays hidden, and only its tricks are counted.
 * Ceilings: FOLD_STRING_MAX octets a string, FOLD_VARIABLES_MAX variables remembered. */
#ifndef OFFICE_FOLD_H
#define OFFICE_FOLD_H

#include "office/office.h"

enum fold_limits {
	FOLD_STRING_MAX = 8192,
	FOLD_VARIABLES_MAX = 64,
	FOLD_DEPTH_MAX = 4,
};

/**
 * fold_strings(o, source): Add the constant strings of a formula to the document's code.
 *
 * Gives:   how many single characters were put together
 */
uint32_t fold_strings(struct office *o, struct bytes source);

/**
 * fold_vba(o, source): The same of a Visual Basic module, and the signs of what it calls.
 *
 * Takes:   source  UTF-8
 * Cost:    linear
 */
void fold_vba(struct office *o, struct bytes source);

/**
 * fold_found(o, text): TEXT stood in code in clear: add it, decode it as far as it goes.
 */
void fold_found(struct office *o, struct bytes text);

#endif
