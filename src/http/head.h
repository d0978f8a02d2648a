/* head: a request of HTTP/1.1 up to its content, as octets: no sockets here.
 *
 * Two readers of one request must not see two requests (CWE-444, request smuggling), so what the standard lets a server
 * repair is refused here: bare LF and CR, folded lines, a space before the colon, controls, Content-Length twice or
 * beside Transfer-Encoding, a coding other than "chunked", two Hosts.
 *
 * A dialect is a protocol that borrowed the form ("CHECK RSPAMC/1.3", then fields and Content-length): whoever serves
 * one names its word, and gets the same reader with the same ceilings.
 *
 * Source: RFC 9112, RFC 9110. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "base/schema.h"

enum http_head_limits {
	HTTP_HEAD_MAX = 131072,   /* a thousand recipients, each a field of its own; a link keeps 256K */
	HTTP_FIELDS_MAX = 1200,
};

enum http_protocol { HTTP_1_0, HTTP_1_1, HTTP_DIALECT };

struct http_field {
	struct bytes name;
	struct bytes value; /* without white space at its ends */
};

struct http_head {
	enum http_protocol protocol;
	struct bytes method;
	struct bytes version;   /* of a dialect: "1.3"; else "1.0", "1.1" */
	struct bytes path;      /* as written, begins with "/"; "" in a dialect */
	struct bytes query;     /* behind "?", as written */
	LIST(struct http_field) fields;
	bool has_length;
	bool is_chunked;
	bool expects_continue;
	bool keeps_open;
	uint64_t length;        /* has_length */
};

/**
 * http_head_find(in, scanned): Where the head at the front of IN ends.
 *
 * Takes:   scanned  0 at first; what was already looked at, when more of the same comes
 * Gives:   its length, with the empty line; 0: more must come
 * Cost:    linear in what is new
 */
size_t http_head_find(struct bytes in, size_t *scanned);

/**
 * http_head_read(text, dialect, arena, out): Read a whole head.
 *
 * Takes:   text     as http_head_find() cut it; what OUT points to
 *          dialect  "RSPAMC", or NULL for none
 * Gives:   0 and *out
 * Fails:   the status that tells the client: 400, 417, 431, 501, 505.  What follows cannot be read either
 */
int http_head_read(struct bytes text, const char *dialect, struct arena *arena, struct http_head *out);

/* The value of the first field called NAME; at NULL where there is none. */
struct bytes http_field(const struct http_head *head, const char *name);

/* The next field called NAME from *at on, which begins with 0; false at the end. */
bool http_field_next(const struct http_head *head, size_t *at, const char *name, struct bytes *out);

/**
 * http_query(head, name, arena): The argument NAME of the query, percent-encoding undone ("+" is a space).
 *
 * Gives:   its value; at NULL where there is none, or where it holds what is no encoding, or a control, which no field could hold
 */
struct bytes http_query(const struct http_head *head, const char *name, struct arena *arena);

#endif
