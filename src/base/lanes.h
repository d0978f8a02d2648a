/* lanes: sixteen octets at a time.
 *
 * What GCC and Clang make SSE2, AVX or NEON of, for the few loops that touch every octet of a text.  A comparison of
 * lanes gives 0xFF where it holds and 0 elsewhere. */
#ifndef BASE_LANES_H
#define BASE_LANES_H

#include "base/bytes.h"

typedef uint8_t lanes __attribute__((vector_size(16)));

enum { LANES = 16 };

static inline lanes
lanes_at(const uint8_t *p)
{
	lanes v;
	memcpy(&v, p, sizeof v);
	return v;
}

static inline lanes
lanes_of(uint8_t c)
{
	return (lanes){ 0 } + c;
}

/* Has any lane any bit? */
static inline bool
lanes_any(lanes v)
{
	uint64_t halves[2];
	memcpy(halves, &v, sizeof halves);
	return (halves[0] | halves[1]) != 0;
}

/* How many lanes are 0xFF, the others being 0. */
static inline unsigned
lanes_count(lanes v)
{
	uint64_t halves[2];
	memcpy(halves, &v, sizeof halves);
	/* Each octet is at most 2 in the sum, so that their sum fits into the highest. */
	uint64_t ones = (halves[0] & 0x0101010101010101u) + (halves[1] & 0x0101010101010101u);
	return (unsigned)(ones * 0x0101010101010101u >> 56);
}

/* The lanes that hold an octet in LOW..HIGH. */
static inline lanes
lanes_between(lanes v, uint8_t low, uint8_t high)
{
	return (lanes)(v - low <= lanes_of((uint8_t)(high - low)));
}

#endif
