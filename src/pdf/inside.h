/* inside: what the files of src/pdf share while one document is read. */
#ifndef PDF_INSIDE_H
#define PDF_INSIDE_H

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

#include "pdf/pdf.h"

/* Bits of facts.actions, in the order of the case file's enum pdf_action. */
enum pdf_does {
	DOES_OPEN = 1, DOES_SCRIPT = 2, DOES_LAUNCH = 4, DOES_SUBMIT = 8, DOES_REMOTE = 16, DOES_FORM = 32, DOES_XFA = 64,
	DOES_RICH_MEDIA = 128,
};

struct pdf {
	const struct unpack_request *r;
	struct arena *arena;
	struct unpacked *out;
	fz_context *ctx;
	pdf_document *doc;
	struct buf text;
	uint64_t octets;  /* put */
	uint64_t octets_max;
	uint32_t scripts;
	uint32_t drawn;   /* pages that are given as they are drawn */
	bool is_partly;   /* something could not be read */
	bool is_full;     /* a ceiling was met */
};

/* pdf.c: one more link, once. */
void pdf_add_link(struct pdf *p, enum unpacked_link_kind kind, struct bytes text, uint32_t page, uint32_t how);

/* pdf.c: one more entry, whose content follows with pdf_put; NULL at a ceiling. */
struct unpacked_entry *pdf_add_entry(struct pdf *p, struct bytes name, enum unpacked_role role);
/* Gives: false when no more may come out. */
bool pdf_put(struct pdf *p, struct unpacked_entry *e, struct bytes content);

/* pages.c: text, links and codes of the pages. */
void pdf_read_pages(struct pdf *p);

/* objects.c: actions, scripts and files, wherever they stand. */
void pdf_walk_objects(struct pdf *p);

#endif
