/* entity: character references, numeric and named, decoded as browsers do.
 *
 * All 2,231 names of the HTML standard, the 106 that need no semicolon included ("&ampltd"), longest match first;
 * in an attribute a name without semicolon before "=" or a letter or digit stays as it is written, because
 * "?a=1&copy=2" is a query there.  References are a favourite disguise for links ("&#104;ttps&colon;//"). */
#ifndef HTML_ENTITY_H
#define HTML_ENTITY_H

#include "base/buf.h"

/* One line of the generated table, in the order of the names' octets. */
struct html_entity {
	char name[33]; /* without '&', with ';' where it needs one */
	char text[8];
	uint8_t name_len;
	uint8_t text_len;
};
extern const struct html_entity html_entities[];
extern const size_t html_entities_count;

/**
 * entity_decode(in, in_attribute, out): Append IN with its character references replaced.
 *
 * Takes:   in  text between tags, or an attribute's value; any octets
 * Gives:   how many references were replaced; other octets are copied as they are
 * Fails:   never; a full buffer ends the work (buf_ok)
 * Cost:    linear: a reference that is none costs at most 32 steps
 * Source:  WHATWG HTML s13.2.5.72 to 13.2.5.80
 */
size_t entity_decode(struct bytes in, bool in_attribute, struct buf *out);

#endif
