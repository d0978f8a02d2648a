/* markup: what office documents say in XML, one tag after the other.
 *
 * Not a validating parser, on purpose: no entities but the five of the language and numbers, no document type, no
 * namespaces (a name is what stands behind its colon), nothing nested is remembered.  So nothing grows, nothing is
 * fetched, and broken XML, which programs repair and read, is read too.  Linear, no allocation. */
#ifndef OFFICE_MARKUP_H
#define OFFICE_MARKUP_H

#include "base/buf.h"

enum markup_event {
	MARKUP_NOTHING, /* the end */
	MARKUP_OPEN,
	MARKUP_CLOSE,
	MARKUP_TEXT,
	MARKUP_INSTRUCTION, /* <?name ...?> */
};

struct markup {
	struct bytes in; /* UTF-8 */
	size_t at;
	struct bytes name;       /* local name of the tag */
	struct bytes attributes; /* raw */
	struct bytes text;       /* raw */
	bool is_empty;           /* <name/>: no MARKUP_CLOSE follows */
	bool is_literal;         /* the text is CDATA: no references in it */
};

/* Begin at the front of IN. */
struct markup markup_of(struct bytes in);

/* The next event; its views live as long as the input. */
enum markup_event markup_next(struct markup *x);

/**
 * markup_attribute(x, name): The raw value of the attribute with local name NAME; empty where there is none.
 *
 * Cost:    linear in the tag
 */
struct bytes markup_attribute(const struct markup *x, struct bytes name);

/* Append RAW with its references replaced. */
void markup_decode(struct bytes raw, struct buf *out);

/* Append the text of the event. */
void markup_add_text(const struct markup *x, struct buf *out);

#endif
