/* reply: a server's answer, read octet by octet with ceilings.
 *
 * The server behind us is trusted with mail, not with memory: a reply of a megabyte, a code that changes from
 * line to line, control characters or a line without end make the reply bad, and the connection is dropped
 * (reliability P21).  Kept for passing on: the code and the first REPLY_TEXT_MAX octets of text. */
#ifndef SMTP_REPLY_H
#define SMTP_REPLY_H

#include "base/bytes.h"

enum reply_limits {
	REPLY_LINE_MAX = 2048,  /* RFC 5321 says 512; EHLO lines with AUTH lists are longer in the wild */
	REPLY_LINES_MAX = 128,
	REPLY_TEXT_MAX = 480,   /* of one reply passed to the client: its line stays within 512 */
};

struct reply {
	int code;
	size_t lines;
	char text[REPLY_TEXT_MAX + 1]; /* of the last line, printable ASCII; other octets are "?" */
	/* inside */
	char line[REPLY_LINE_MAX];
	size_t line_len;
};

enum reply_result { REPLY_MORE, REPLY_LINE, REPLY_DONE, REPLY_BAD };

/**
 * reply_feed(r, in, used): Read on; stops behind each line.
 *
 * Takes:   r  zeroed code, lines and line_len at the start of each reply
 * Gives:   REPLY_MORE  *used == in.len
 *          REPLY_LINE  a line that is not the last; its text is in r->text, too
 *          REPLY_DONE  the last
 *          REPLY_BAD   this is no SMTP
 */
enum reply_result reply_feed(struct reply *r, struct bytes in, size_t *used);

#endif
