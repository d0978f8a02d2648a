/* outgoing: a message as it is sent on: our header lines, then the original without the lines that we take out.
 *
 * Ours stand at the very top, where no form of the original can swallow them.  When the original does not
 * begin with a header line (body only, a continuation line, nothing at all), an empty line is put between, so
 * that its first line never becomes part of our last one; an mbox "From " line in front is left out, since
 * behind our lines it would end the header.  Whatever is taken from outside into our lines is printable ASCII,
 * at most OUTGOING_LINE_MAX octets a line. */
#ifndef FRONT_OUTGOING_H
#define FRONT_OUTGOING_H

#include <sys/uio.h>

#include "base/buf.h"

enum outgoing_limits {
	OUTGOING_HEAD_MAX = 65536,
	OUTGOING_CUTS_MAX = 1000, /* lines taken out; more than that is no mail */
	OUTGOING_LINE_MAX = 900,  /* RFC 5322 allows 998 */
	OUTGOING_PARTS = 32,
};

struct outgoing {
	struct buf head;
	struct bytes *parts; /* of the original */
	size_t count;
	size_t room;
	uint64_t size;       /* of head and parts */
	/* sending */
	bool stuffs;         /* dots are added, and the end mark */
	size_t at_part;      /* 0: the head, then parts[at_part - 1], then the end mark */
	size_t at_octet;
	bool dot_sent;
	struct iovec vec[OUTGOING_PARTS];
	bool vec_is_dot[OUTGOING_PARTS];
};

struct header_line {
	struct bytes whole; /* with its continuation lines and line end */
	struct bytes name;  /* without the space that may stand before the colon */
	struct bytes value; /* behind the colon, raw */
};

/**
 * header_next(rest, out): The next header field at the front of *REST.
 *
 * Gives:   true, and *REST moves behind it; false at the empty line, at the end, and at what is no header field
 */
bool header_next(struct bytes *rest, struct header_line *out);

/* What to change in the header. */
struct outgoing_edit {
	const struct bytes *remove; /* names of fields that go */
	size_t remove_count;
	struct bytes remove_prefix; /* fields whose names begin so go, too; "": none */
	struct bytes authserv_id;   /* Authentication-Results of that name go (RFC 8601 s5) */
	struct bytes subject_tag;   /* UTF-8, put before the subject; empty: nothing */
};

/**
 * outgoing_init(o), outgoing_done(o): Begin and end; lines for the top are added to o->head in between, with
 * outgoing_header or directly.
 */
void outgoing_init(struct outgoing *o);
void outgoing_done(struct outgoing *o);

/**
 * outgoing_header(o, name, value): Add "NAME: VALUE", made harmless and folded.
 */
void outgoing_header(struct outgoing *o, struct bytes name, struct bytes value);

/* Append TAG, which goes before a subject, as encoded words (RFC 2047), or as it is when it is plain. */
void outgoing_tag(struct buf *out, struct bytes tag);

/* Append TEXT as printable ASCII: anything else, and what would end a comment or quote, becomes "?"; cut at MAX. */
void outgoing_plain(struct buf *out, struct bytes text, size_t max);

/**
 * outgoing_message(o, message, edit): Add the original, changed by EDIT, behind the head.
 *
 * Fails:   FAULT_LIMIT: more than OUTGOING_CUTS_MAX lines would go, or the head is full
 */
int outgoing_message(struct outgoing *o, struct bytes message, const struct outgoing_edit *edit);

/* Back to the start, to be sent with dots and an end mark (DATA) or as it is (BDAT, a file). */
void outgoing_start(struct outgoing *o, bool stuffs);

/**
 * outgoing_next(o): The next run to be written, in o->vec.
 *
 * Gives:   how many parts; 0 when everything was sent
 */
int outgoing_next(struct outgoing *o);

/* LEN octets of it were written. */
void outgoing_sent(struct outgoing *o, size_t len);

#endif
