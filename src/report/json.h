/* json: the values of a small document, one after the other (RFC 8259), for reports that strangers send.
 *
 * Nothing is copied or built, nothing recurses; JSON_DEPTH_MAX levels.  A key that stands twice is read twice: who
 * reads decides (here: the first counts). */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/buf.h"

enum json_limits { JSON_DEPTH_MAX = 16 };

enum json_kind {
	JSON_END,
	JSON_OBJECT,       /* begins; its members follow */
	JSON_ARRAY,
	JSON_OBJECT_END,
	JSON_ARRAY_END,
	JSON_TEXT,         /* between the quotes, raw: json_unescape() */
	JSON_NUMBER,
	JSON_WORD,         /* true, false, null */
	JSON_BAD,          /* malformed; it stays so */
};

struct json {
	struct bytes all;
	size_t at;
	size_t depth;
	bool is_array[JSON_DEPTH_MAX];
	bool wants_comma;  /* something stands before, in this level */
	bool is_started;
	bool is_bad;
};

static inline struct json
json_of(struct bytes document)
{
	return (struct json){ .all = document };
}

/**
 * json_next(j, out_key, out): The next value, or the end of one.
 *
 * Gives:   its kind; *out_key its name, raw, in an object (else empty); *out its octets
 */
enum json_kind json_next(struct json *j, struct bytes *out_key, struct bytes *out);

/**
 * json_unescape(raw, out): Append a text's octets as UTF-8; what is malformed becomes U+FFFD.
 */
void json_unescape(struct bytes raw, struct buf *out);

#endif
