/* decode: the transfer encodings of mail, read the way mail clients read them.
 *
 * Clients do not agree on damaged base64 and quoted-printable, and an attachment that only the victim's
 * client can decode is an attachment that nobody checked.  So nothing is refused: each oddity sets a flag,
 * and where clients fall into two camps there are two decoders (the loose ones take the other reading).
 *
 * Output never depends on how the input was cut into pieces, and is never longer than DECODE_ROOM. */
#ifndef MAIL_DECODE_H
#define MAIL_DECODE_H

#include "base/arena.h"
#include "base/bytes.h"

enum decode_kind {
	DECODE_NONE,         /* 7bit, 8bit, binary: as it stands */
	DECODE_BASE64,       /* a '=' ends a unit, what follows starts a new one */
	DECODE_QP,           /* RFC 2045 6.7; a broken escape is text */
	DECODE_UU,           /* lines between "begin" and "end" */
	DECODE_YENC,         /* lines between =ybegin and =yend */
	DECODE_BASE64_LOOSE, /* a '=' is junk as any other octet outside the alphabet */
	DECODE_QP_LOOSE,     /* a broken escape and control octets are dropped, breaks inside escapes ignored */
};
#define DECODE_KINDS 7

enum decode_flag {
	DECODE_JUNK = 1 << 0,       /* octets outside the alphabet */
	DECODE_PAD_INSIDE = 1 << 1, /* data behind padding */
	DECODE_PAD_ODD = 1 << 2,    /* padding missing, or too much of it */
	DECODE_CUT = 1 << 3,        /* ended inside a unit or an escape */
	DECODE_LOWER_HEX = 1 << 4,
	DECODE_BAD_ESCAPE = 1 << 5,
	DECODE_ODD_BREAK = 1 << 6,      /* a soft break by bare CR or several CR */
	DECODE_TRAILING_BLANK = 1 << 7, /* blanks at line ends, which the standard removes */
	DECODE_CONTROL = 1 << 8,        /* control or 8-bit octets in quoted-printable text */
};

/* Blanks held back in case the line ends behind them; a longer run is taken as text at once, so that memory
 * is fixed and the result does not depend on the cutting of the input. */
#define DECODE_HELD 256

struct decoder {
	enum decode_kind kind;
	uint32_t flags;
	uint32_t bits;
	uint8_t have;  /* base64, uu: sextets in bits */
	uint8_t state; /* qp, uu, yenc */
	uint8_t saved; /* qp: first digit of an escape */
	bool padded;   /* base64: the last thing was padding */
	size_t want;   /* uu: octets still due on this line */
	size_t held_len;
	uint8_t held[DECODE_HELD];
};

/* The most octets that a feed of LEN, or the end, can give. */
#define DECODE_ROOM(len) ((len) + DECODE_HELD + 8)

void decoder_init(struct decoder *d, enum decode_kind kind);

/**
 * decoder_feed(d, in, out), decoder_end(d, out): Decode the next piece, and what was held at the end.
 *
 * Takes:   out  room for DECODE_ROOM(in.len) octets (DECODE_ROOM(0) at the end)
 * Gives:   octets written; d->flags tells the oddities so far
 * Cost:    O(in.len)
 */
size_t decoder_feed(struct decoder *d, struct bytes in, uint8_t *out);
size_t decoder_end(struct decoder *d, uint8_t *out);

/**
 * decode_all(kind, in, arena, out, out_flags): The whole of IN at once.
 *
 * Takes:   out_flags  may be NULL
 * Gives:   0 and *out: for DECODE_NONE a view of IN, else octets in ARENA
 * Fails:   FAULT_LIMIT at the arena's ceiling
 */
int decode_all(enum decode_kind kind, struct bytes in, struct arena *arena, struct bytes *out,
    uint32_t *out_flags);

/**
 * decode_qp_check(in): Which oddities that clients read differently does this quoted-printable text hold?
 *
 * Gives:   flags among BAD_ESCAPE, ODD_BREAK, CONTROL, and TRAILING_BLANK for blanks or an empty line right
 *          behind a soft break (some clients drop them)
 * Cost:    one search per '=' and one pass over the octets
 */
uint32_t decode_qp_check(struct bytes in);

/* Its name as evidence ("base64", "quoted-printable loose"). */
const char *decode_name(enum decode_kind kind);

#endif
