/* reply: how a reply stands on the wire. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/http.h"

/* The usual words for STATUS. */
const char *http_reason(int status);

/**
 * http_reply_write(r, server, keeps_open, is_head, out): Append R.
 *
 * Takes:   server   of the field Server; NULL: none
 *          is_head  its content is announced and left out
 */
void http_reply_write(const struct http_reply *r, const char *server, bool keeps_open, bool is_head, struct buf *out);

#endif
