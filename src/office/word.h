/* word: the text and fields of Word 97 to 2003 (.doc), and of Word 6 and 95 as far as they store it in one run.
 *
 * The text lies in pieces, which a list in the table stream puts in order; writers may let pieces overlap, so what is
 * copied is drawn from the budget. */
#ifndef OFFICE_WORD_H
#define OFFICE_WORD_H

#include "office/office.h"

/* What the first octets of the stream "WordDocument" say. */
struct word_head {
	bool is_word;      /* it is one */
	bool is_old;       /* Word 6 or 95 */
	bool is_encrypted;
	bool is_xored;     /* obfuscated, not encrypted */
	bool has_table_1;  /* the table stream is "1Table", else "0Table" */
	uint32_t key_octets; /* length of the encryption header at the front of the table stream */
};

/**
 * word_head(document, out): Read the head of the document stream.
 *
 * Source:  [MS-DOC] 2.5.1 (Fib)
 */
void word_head(struct bytes document, struct word_head *out);

/**
 * word_read(o, document, table): Text and fields.
 *
 * Takes:   both streams in clear
 * Cost:    linear, drawn from the budget
 * Source:  [MS-DOC] 2.8.35 (PlcPcd), 2.8.25 (fields)
 */
void word_read(struct office *o, struct bytes document, struct bytes table);

#endif
