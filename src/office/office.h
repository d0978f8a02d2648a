/* office: what the readers of this folder find in one document, and the ceilings they share.
 *
 * Every reader takes octets and a struct office and adds to it: signs and samples for the case file, text that
 * people read, code that programs would run, files inside, gaps.  A reader never fails: what it cannot read is a gap
 * with a reason.  None of them runs anything, follows a link, or decodes what belongs to a third-party library.
 *
 * Work is counted: copying, decompressing and hashing draw on one budget a document, so that structures that point
 * at each other cost no more than a large honest file. */
#ifndef OFFICE_OFFICE_H
#define OFFICE_OFFICE_H

#include "base/arena.h"
#include "base/buf.h"
#include "casefile/casefile.h"

enum office_limits {
	OFFICE_CHILDREN_MAX = 200, /* files out of one document; a slide show with pictures has a hundred */
	OFFICE_GAPS_MAX = 16,
	OFFICE_DEPTH_MAX = 4,      /* compound files, objects and packages in each other */
};
/* Visible text of one document, and the strings of its code: a book has 2 MB. */
#define OFFICE_TEXT_MAX ((size_t)4 << 20)
#define OFFICE_CODE_MAX ((size_t)2 << 20)
/* Octets that are moved or produced for one document beyond reading it once. */
#define OFFICE_WORK_MAX ((uint64_t)256 << 20)

struct office_child {
	struct bytes name;
	struct bytes content;
};

struct office_gap {
	enum gap_reason reason;
	struct bytes text;
};

struct office {
	struct arena *arena;
	struct casefile_document facts;
	struct buf text; /* UTF-8, what a person reads */
	struct buf code; /* UTF-8, strings of its code in clear, one a line */
	struct buf scratch;
	LIST(struct office_child) children;
	LIST(struct office_gap) gaps;
	const struct bytes *passwords; /* to try, the likely first */
	size_t password_count;
	struct bytes package; /* a decrypted OOXML package that is yet to be opened */
	uint64_t work;
	uint32_t depth;
	uint32_t pictures; /* found, see pictures.h */
};

/**
 * office_init(o, arena), office_done(o): An empty collection; what it points at lives in ARENA, its buffers until done.
 */
void office_init(struct office *o, struct arena *arena);
void office_done(struct office *o);

/**
 * office_preload(why): Fetch the ciphers and digests that documents are locked with; before a jail closes.
 */
int office_preload(struct why *why);

static inline void
office_sign(struct office *o, enum document_sign sign)
{
	o->facts.signs |= UINT64_C(1) << sign;
}

/* Keep TEXT (any octets) as evidence, cut and repaired; once. */
void office_sample(struct office *o, struct bytes text);

/* Something that the document points to; KIND is a word of ours or of its markup. */
void office_relation(struct office *o, struct bytes kind, struct bytes target);

/* A file inside; the content must live as long as the arena. */
void office_child(struct office *o, struct bytes name, struct bytes content);

/* TEXT is static; each text is said once. */
void office_gap(struct office *o, enum gap_reason reason, struct bytes text);

/**
 * office_work(o, octets): Draw on the budget.
 *
 * Gives:   true, or false and a gap when it is used up
 */
bool office_work(struct office *o, uint64_t octets);

/* Append a line of text, or of code. */
void office_text(struct office *o, struct bytes utf8);
void office_code(struct office *o, struct bytes utf8);

/* Append UTF-16LE, or one octet a character of windows-1252, as UTF-8; NUL is left out. */
void office_utf16(struct bytes from, struct buf *out);
void office_latin1(struct bytes from, struct buf *out);

/* TEXT in code page CODEPAGE (0: windows-1252) as UTF-8: a view of TEXT where it is that already, else in the arena. */
struct bytes office_decode(struct office *o, struct bytes text, uint32_t codepage);

/* TEXT as UTF-8: as it is, by its byte order mark, or by the best guess; in the arena unless it is a view. */
struct bytes office_utf8(struct office *o, struct bytes text);

#endif
