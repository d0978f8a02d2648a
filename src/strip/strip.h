/* strip: a file is taken out of a message, and a note, or its text as a PDF, stands in its place; every other octet stays
 * as it is.
 *
 * Where the file stands is told by the case file, whose spans the schema has checked; here no message is parsed, so this
 * may run in the gate.  What is cut begins and ends with a line.  Nothing is taken out of a message that could be read in
 * two ways, and nothing signed or encrypted is touched, also not from inside (a signature is over all that stands in it).
 * DKIM signatures of the sender break: that cannot be helped (docs/file-policy.md). */
#ifndef STRIP_STRIP_H
#define STRIP_STRIP_H

#include "base/buf.h"
#include "casefile/casefile.h"

/**
 * strip_find(c, part, out): Which part of the message goes when the file that is PART goes.
 *
 * Gives:   FILE_NOT_KEPT and *out: PART itself, or what it was unpacked from; else why nothing can go
 * Cost:    linear in parts and gaps
 */
enum file_kept strip_find(const struct casefile *c, uint32_t part, uint32_t *out);

/* What takes the place of a part. */
struct strip_cut {
	uint32_t part;
	struct bytes fields; /* Content-Type and the like, each with its line end */
	struct bytes body;   /* as encoded; without a line end at its end */
};

/**
 * strip_write(message, c, cuts, count, out): Append MESSAGE, with each part of CUTS replaced.
 *
 * Takes:   c     the case file of exactly these octets
 *          cuts  in any order; a part that stands there twice is replaced by the first
 * Fails:   FAULT_INPUT: a part has no span, the octets around it are no ends of lines, or its header is not fields alone
 *          (of a part that is a whole mail the other fields stay); FAULT_LIMIT: *OUT is full
 */
int strip_write(struct bytes message, const struct casefile *c, const struct strip_cut *cuts, size_t count, struct buf *out);

/**
 * strip_has_text(c, part): Is the text of the document PART known, so that it can take the document's place?
 *
 * Gives:   false where it is locked, was not read to its end, or has no text
 */
bool strip_has_text(const struct casefile *c, uint32_t part);

/**
 * strip_note(c, part, id, out_fields, out_body): The note for the place of PART: text/plain, in English and Chinese.
 *
 * Takes:   c   c->asked.barred tells what goes with PART, and why
 *          id  of the message in the quarantine
 * Gives:   fields and body for a struct strip_cut; names in it are made safe to show: no line ends, invisible or turning
 *          characters, and nothing that a mail client makes a link of
 */
void strip_note(const struct casefile *c, uint32_t part, struct bytes id, struct buf *out_fields, struct buf *out_body);

/**
 * strip_convert(c, part, id, out_fields, out_body): The same for a document of which strip_has_text(): the note, and the text
 * as a PDF (strip/pages.h) behind it, both in a multipart/mixed.
 */
void strip_convert(const struct casefile *c, uint32_t part, struct bytes id, struct buf *out_fields, struct buf *out_body);

#endif
