/* body: the content of a request: so many octets, or chunks (RFC 9112 s7).
 *
 * Chunk extensions and trailer fields are read over; both are counted, or a client could feed us for ever and we would
 * never see content (CVE-2023-39326). */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "base/fault.h"
#include "http/head.h"

enum http_body_limits {
	HTTP_EXTENSIONS_MAX = 16384, /* of all chunks */
	HTTP_TRAILER_MAX = 8192,
};

enum http_body_state { BODY_LENGTH, BODY_SIZE, BODY_EXTENSION, BODY_SIZE_LF, BODY_DATA, BODY_DATA_CR, BODY_DATA_LF,
	BODY_TRAILER_START, BODY_TRAILER, BODY_TRAILER_LF, BODY_FINAL_LF, BODY_DONE };

struct http_body {
	enum http_body_state state;
	uint64_t left;   /* of the content, or of this chunk */
	uint64_t total;  /* content seen */
	uint64_t max;
	unsigned digits;
	size_t extensions, trailer;
};

/**
 * http_body_begin(b, head, max): The content that HEAD announces, which may have MAX octets.
 *
 * Fails:   FAULT_LIMIT: it says that it has more
 */
int http_body_begin(struct http_body *b, const struct http_head *head, uint64_t max);

/**
 * http_body_next(b, in, out, out_used): The next run of content at the front of IN.
 *
 * Gives:   1: the content is whole, 0: go on behind *out_used while there is input; *out  a part of IN, may be ""
 * Fails:   FAULT_INPUT: no chunks, end the connection; FAULT_LIMIT: more than its maximum
 * Cost:    linear
 */
int http_body_next(struct http_body *b, struct bytes in, struct bytes *out, size_t *out_used);

#endif
