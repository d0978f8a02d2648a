/* pages: plain text as a PDF, written by us: pages of lines, and nothing else.
 *
 * Every PDF reader has Courier; Chinese, Japanese and Korean come from the fonts of the reader's own system, by the names
 * that PDF gives them (ISO 32000-1 s9.7.5.2), so that nobody's font file is opened or embedded here. Scripts that are in
 * neither stay empty in the picture. No links, scripts, forms, files or names of anybody are in it: what TEXT says is drawn.
 *
 * Ceilings: PAGES_MAX pages; behind them the text ends. */
#ifndef STRIP_PAGES_H
#define STRIP_PAGES_H

#include "base/buf.h"

enum pages_limits {
	PAGES_MAX = 500,
	PAGES_LINES = 52,        /* of A4, 14 points each */
	PAGES_OCTETS_MAX = 2 << 20, /* of the file: 64 KB of text, each character of which takes at most a font of its own */
};

/**
 * pages_write(text, out): Append TEXT (UTF-8, lines end in LF) as a PDF.
 *
 * Gives:   whether all of it fits into PAGES_MAX pages; the PDF is whole in either case, unless *OUT is full
 */
bool pages_write(struct bytes text, struct buf *out);

#endif
