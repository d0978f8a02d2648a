/* xml: the elements and texts of a small document, one after the other.
 *
 * For reports that strangers send: no DTD, no entities but the five and numbers, no namespaces, no attributes' values;
 * a document with a DTD is refused whole, since everything bad about XML begins there (entity bombs, files read by
 * reference).  UTF-8 only.  Nothing is copied, nothing recurses; XML_DEPTH_MAX elements inside each other. */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "base/buf.h"

enum xml_limits { XML_DEPTH_MAX = 16, XML_NAME_MAX = 64 };

enum xml_kind {
	XML_END,   /* all of it was read, and every element closed */
	XML_OPEN,  /* an element begins: its name without a prefix */
	XML_CLOSE,
	XML_TEXT,  /* as it stands there; xml_text() makes octets of it */
	XML_BAD,   /* malformed or refused; it stays so */
};

struct xml {
	struct bytes all;
	size_t at;
	struct bytes open[XML_DEPTH_MAX]; /* names of the elements around */
	size_t depth;
	bool closes; /* the element that just opened is empty */
	bool had_root;
	bool is_bad;
};

static inline struct xml
xml_of(struct bytes document)
{
	return (struct xml){ .all = document };
}

/**
 * xml_next(x, out): The next thing.
 *
 * Gives:   its kind; *out the name or the raw text, a view
 * Cost:    linear over the whole document
 */
enum xml_kind xml_next(struct xml *x, struct bytes *out);

/**
 * xml_text(raw, out): Append RAW with its references resolved; what is no reference stays, what is no UTF-8 becomes
 * U+FFFD.
 */
void xml_text(struct bytes raw, struct buf *out);

/* Append TEXT so that it can stand in an element. */
void xml_escape(struct bytes text, struct buf *out);

#endif
