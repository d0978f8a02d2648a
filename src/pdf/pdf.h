/* pdf: what a PDF says, shows, links to and does; with MuPDF, inside an opener's jail.
 *
 * Gives its text, its links, the files and scripts inside, what it does by itself, and the codes to scan on its first
 * pages as a person sees them.  Nothing in it is executed.  Encrypted ones are tried with the passwords of the request.
 *
 * Ceilings, each of which makes the status PARTLY: PDF_PAGES_MAX pages read, PDF_PAGES_SHOWN drawn, PDF_OBJECTS_MAX
 * objects walked, PDF_TEXT_MAX octets of text.  The caller's rlimits bound time and memory. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include "unpack/archive.h"

enum pdf_limits {
	PDF_PAGES_MAX = 100,      /* a lure has one or two; a contract thirty */
	PDF_PAGES_SHOWN = 3,      /* codes stand on the first pages */
	PDF_PAGES_DRAWN = 1,      /* given as a picture to read words in, which takes a second: a lure says it on the first */
	PDF_WORDS_MIN = 40,       /* octets of text of a page that speaks for itself */
	PDF_STROKES_MIN = 28,     /* of one that may have words on it, see picture_strokes */
	PDF_OBJECTS_MAX = 50000,  /* a book of 1,000 pages has 10,000 */
	PDF_DEPTH_MAX = 8,        /* of values inside one object */
	PDF_TEXT_MAX = 4 << 20,   /* as much as is read of any text */
	PDF_SCRIPT_MAX = 256 << 10,
	PDF_FILES_MAX = 100,
	PDF_SCRIPTS_MAX = 50,
};

/**
 * pdf_open(r, arena, out, out_text): An opener's driver, see archive_unpack.
 *
 * Gives:   out->entries: its text (UNPACKED_TEXT), scripts, embedded files, pages that are pictures only (UNPACKED_PAGE); out->links; out->facts
 */
enum unpack_status pdf_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out,
    struct bytes *out_text);

#endif
