/* dot: the one place that says where a line ends and where a message ends (RFC 5321 s2.3.8, s4.5.2).
 *
 * CRLF ends a line and nothing but CRLF "." CRLF ends a message.  What other servers once took for the same
 * (LF "." LF, CR "." CR, LF "." CRLF ...: CVE-2023-51764 to -51766) is content here, and leaves us in a form
 * that no server can mistake: a bare LF goes out as CRLF, a bare CR as a space, and a line that begins with a
 * dot is stuffed again.  What dot_feed() gives is what is scanned, hashed and sent on.
 *
 * Both are counted, so that the session can refuse such mail by policy.  Any split of the input gives the same
 * output: a test cuts every vector at every place. */
#ifndef FRONT_DOT_H
#define FRONT_DOT_H

#include "base/bytes.h"

enum dot_state { DOT_LINE_START, DOT_INSIDE, DOT_CR, DOT_DOT, DOT_DOT_CR };

/* Zeroed at the start of a message. */
struct dot {
	enum dot_state state;
	bool is_chunked;     /* BDAT: no dots, no end mark */
	bool after_bare_lf;  /* the present line began behind a bare LF: its dot ends nothing */
	uint64_t bare_lf;
	uint64_t bare_cr;
	uint64_t nul;
	uint64_t lines;
	uint64_t dot_lines;  /* lines of the output that begin with a dot */
};

/* The most that dot_feed() writes for LEN octets, and dot_finish() ever. */
#define DOT_ROOM(len) (2 * (len) + 4)

/**
 * dot_feed(d, in, out, out_len, used): Decode as much of IN as there is of this message.
 *
 * Takes:   out  room for DOT_ROOM(in.len) octets; must not overlap IN
 * Gives:   true when the end mark was seen: the session goes on at in + *used (never for BDAT)
 *          false otherwise; *used == in.len
 *          *out_len  octets written
 * Fails:   never
 * Cost:    one pass, no allocation
 */
bool dot_feed(struct dot *d, struct bytes in, uint8_t *out, size_t *out_len, size_t *used);

/**
 * dot_finish(d, out): End a message that came in chunks: complete its last line.
 *
 * Gives:   octets written to OUT (at most 4)
 */
size_t dot_finish(struct dot *d, uint8_t *out);

/**
 * dot_run(b, at_line_start): How many octets of B can be sent before a dot must be added.
 *
 * Gives:   the length of the run; less than b.len when the next octet is a dot at the start of a line: send a
 *          second one, then that dot with at_line_start false
 * Cost:    one pass over the run
 */
size_t dot_run(struct bytes b, bool at_line_start);

#endif
