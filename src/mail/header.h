/* header: header fields as they stand, and what their values say.
 *
 * Values stay views of the raw octets until somebody asks; reading never fails, it only gives less and sets
 * flags.  Where a value is damaged, the flags say so and the walk takes every plausible reading.
 *
 * Ceilings: HEADER_PARAMS_MAX parameters per value (joining RFC 2231 pieces compares each piece with each
 * name; an uncapped list cost Dovecot minutes of CPU, CVE-2026-27859), HEADER_WORDS_MAX encoded words and
 * HEADER_TEXT_MAX octets of text per value (one field may be megabytes; nobody reads further). */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "base/arena.h"
#include "base/schema.h"

#define HEADER_PARAMS_MAX 100
#define HEADER_WORDS_MAX 20000
#define HEADER_TEXT_MAX ((size_t)1 << 20)
#define HEADER_VALUE_MAX ((size_t)64 << 10) /* of a structured value, what is read of it */

enum header_flag {
	HEADER_NAME_SPACE = 1 << 0,  /* blanks between the name and the colon */
	HEADER_NAME_DAMAGED = 1 << 1, /* octets at either end of the name that cannot be in one */
	HEADER_NAME_FOLDED = 1 << 2, /* the colon stands on a continuation line */
	HEADER_FIRST_FOLDED = 1 << 3, /* the first line of the block begins with a blank */
	HEADER_BARE_CR = 1 << 4,
	HEADER_NUL = 1 << 5,
	HEADER_8BIT = 1 << 6,
	/* of values */
	HEADER_PARAM_LIMIT = 1 << 7,
	HEADER_PARAM_GAP = 1 << 8,  /* RFC 2231 pieces missing, doubled or out of order */
	HEADER_PARAM_ODD = 1 << 9,  /* unclosed quotes, text without a name, blanks in a bare value */
	HEADER_PARAM_TWICE = 1 << 10,
	HEADER_WORD_ODD = 1 << 11,  /* a damaged encoded word was read all the same */
	HEADER_TEXT_LIMIT = 1 << 12,
	HEADER_CHARSET_ODD = 1 << 13, /* unknown or untrue character set */
	HEADER_COMMENT = 1 << 14,
};

struct header_field {
	struct bytes name;  /* without blanks and controls at its ends */
	struct bytes value; /* behind the colon, folding kept, without the last line break */
	uint32_t flags;
};

enum header_line {
	HEADER_LINE_END,   /* nothing left */
	HEADER_LINE_BLANK, /* the line that ends the block; it is consumed */
	HEADER_LINE_FIELD,
	HEADER_LINE_JUNK, /* no field; out->value holds it; consumed */
};

/* A place in a header block. */
struct header_lines {
	struct bytes all;
	size_t pos;
	size_t lf;       /* where the next LF stands; kept, so that CR-rich lines stay linear */
	bool cr_breaks;  /* a lone CR ends a line, too */
	bool any;        /* a line was read before */
	size_t blanks;   /* first line of nothing but blanks, or SIZE_MAX: a fold for some, the end for others */
};

struct header_lines header_lines_of(struct bytes all, bool cr_breaks);

/**
 * header_lines_next(l, out): Read the next field with its continuation lines.
 *
 * Gives:   what it was, *out for a field or junk
 * Cost:    linear over the whole block
 */
enum header_line header_lines_next(struct header_lines *l, struct header_field *out);

/**
 * header_unfold(value, arena, out): VALUE without its line breaks and outer blanks.
 *
 * Gives:   true; a view where no line break is inside
 * Fails:   false at the arena's ceiling
 */
bool header_unfold(struct bytes value, struct arena *arena, struct bytes *out);

/**
 * header_text(value, arena, out, out_flags): VALUE as people read it, in UTF-8.
 *
 * RFC 2047 words are decoded (also damaged ones: raw blanks or 8-bit octets inside, missing padding, missing
 * end; words whose characters are split between them are joined first), raw octets by guessing the charset.
 *
 * Takes:   out_flags  may be NULL; flags are added
 * Gives:   0 and well-formed UTF-8 without line breaks, at most HEADER_TEXT_MAX octets
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Cost:    linear
 */
int header_text(struct bytes value, struct arena *arena, struct bytes *out, uint32_t *out_flags);

struct header_param {
	struct bytes name;  /* lower case, without RFC 2231 marks */
	struct bytes value; /* as the standard reads it, octets */
	struct bytes loose; /* all up to the next semicolon, for bare values; else as value */
	struct bytes text;  /* value as UTF-8 */
	bool extended;      /* it came in RFC 2231 form */
};

struct header_value {
	struct bytes main; /* what stands before the first semicolon: lower case, no comments, no blanks */
	LIST(struct header_param) params;
	uint32_t flags;
};

/**
 * header_value_read(raw, arena, out): Read "main; name=value; ..." (Content-Type and the like).
 *
 * Plain and RFC 2231 forms of one name both stay in the list, plain ones first.
 * Fails:   FAULT_LIMIT at the arena's ceiling
 */
int header_value_read(struct bytes raw, struct arena *arena, struct header_value *out);

/**
 * header_param_find(v, name): The first parameter NAME, or NULL.
 */
const struct header_param *header_param_find(const struct header_value *v, struct bytes name);

/**
 * header_comment_end(b, pos): Behind the comment that opens at POS (nested, RFC 5322 3.2.2).
 *
 * Gives:   b.len where it never closes
 */
size_t header_comment_end(struct bytes b, size_t pos);

#endif
