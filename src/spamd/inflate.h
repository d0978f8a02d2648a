/* inflate: octets that zlib has compressed, back (RFC 1950, RFC 1951), from memory, piece by piece.
 *
 * Our own, since it runs in the gate, where no third-party decoder meets what comes from outside.  A piece is at most
 * INFLATE_RUN octets, so whoever calls can stop where there is enough, and let others have their turn. */
#ifndef SPAMD_INFLATE_H
#define SPAMD_INFLATE_H

#include "base/bytes.h"
#include "base/fault.h"

enum inflate_limits {
	INFLATE_WINDOW = 32768,  /* how far back a copy may reach */
	INFLATE_COPY_MAX = 258,
	INFLATE_RUN = INFLATE_WINDOW + INFLATE_COPY_MAX,
	INFLATE_FAST_BITS = 9,   /* codes up to that length are found by one look */
};

struct inflate_code {
	uint16_t fast[1 << INFLATE_FAST_BITS]; /* symbol << 4 | length; 0: longer, or none */
	uint16_t count[16];                    /* codes of each length */
	uint16_t symbols[288];                 /* in the order of their codes */
};

enum inflate_state { INFLATE_HEAD, INFLATE_BLOCK, INFLATE_STORED, INFLATE_CODED, INFLATE_TAIL };

struct inflate {
	struct bytes in;
	size_t at;
	uint64_t bits;
	unsigned bit_count;
	enum inflate_state state;
	bool is_last;
	size_t stored;           /* octets of this block that are left */
	struct inflate_code literals, distances;
	uint32_t sum_a, sum_b;   /* Adler-32 */
	size_t history;          /* octets before the run that may be copied */
	size_t made;             /* octets of the run */
	uint8_t window[INFLATE_WINDOW + INFLATE_RUN];
};

/* IN lives as long as the reading. */
void inflate_begin(struct inflate *z, struct bytes in);

/**
 * inflate_next(z, out): The next piece.
 *
 * Gives:   0 and *out, valid until the next call, where more follows; 1 and *out (may be "") at the end
 * Fails:   FAULT_INPUT: no zlib stream, or one that is damaged, cut off, or followed by something
 * Cost:    linear in what comes out and what is read
 */
int inflate_next(struct inflate *z, struct bytes *out);

#endif
