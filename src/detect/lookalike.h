/* lookalike: does one domain imitate another?
 *
 * Compares the names in front of the public suffix ("example" of example.com): by how they look
 * (letters of other alphabets, 0 for o, rn for m), and by the slips of a hand (one letter more,
 * less, other, or two swapped).  Names are cut at 63 octets, the most a label has (RFC 1035
 * s2.3.4), so the quadratic comparison is bounded. */
#ifndef DETECT_LOOKALIKE_H
#define DETECT_LOOKALIKE_H

#include "base/bytes.h"

/**
 * lookalike_strength(suspect, model): How much SUSPECT looks like an imitation of MODEL.
 *
 * Takes:   registrable domains, lower case, A-labels
 * Gives:   0 (the same, or nothing alike) to 1 (reads the same)
 * Cost:    at most 64 * 64 steps
 * Source:  UTS #39 s4 (skeletons); dnstwist's classes; RFC 3492 for A-labels
 */
double lookalike_strength(struct bytes suspect, struct bytes model);

/**
 * lookalike_skeleton(label, out): What LABEL looks like, in ASCII where there is a look-alike.
 *
 * Takes:   out  room for LOOKALIKE_ROOM octets
 * Gives:   octets written; code points without a look-alike are kept as '?' so that lengths stay
 * comparable
 */
#define LOOKALIKE_ROOM 64
size_t lookalike_skeleton(struct bytes label, uint8_t out[LOOKALIKE_ROOM]);

#endif
