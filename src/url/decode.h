/* url/decode: the three disguises in which text hides inside a URL.
 *
 * Percent escapes, base64 (both alphabets, padding optional) and hexadecimal.  Attackers nest and damage all
 * three, so nothing here fails halfway: a decoder gives what it could read or says that the run was none of
 * its kind.  Output is never longer than the input, so the ceiling is the caller's input ceiling. */
#ifndef URL_DECODE_H
#define URL_DECODE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"

/**
 * percent_decode(in, out): Append IN with every well-formed %XX replaced, once.
 *
 * Gives:   true where something was replaced
 * Cost:    linear
 */
bool percent_decode(struct bytes in, struct buf *out);

/**
 * percent_decode_all(in, out): As percent_decode, until nothing is left to decode ("%252541" gives "A").
 *
 * Gives:   0 where there was no escape, 1 where there were plain ones, 2 where escapes held escapes
 * Cost:    linear: a decoded octet can only complete the escape it stands in
 */
unsigned percent_decode_all(struct bytes in, struct buf *out);

/**
 * base64_decode(in, out): Append what IN, all of it base64 or base64url, stands for.
 *
 * Gives:   true
 * Fails:   false for another octet, data behind the padding, or a length no encoder writes; OUT may then hold
 *          the beginning
 */
bool base64_decode(struct bytes in, struct buf *out);

/* Is C of either base64 alphabet (not the padding)? */
bool base64_is_digit(uint8_t c);

/**
 * hex_decode(in, out): Append what IN, an even number of hexadecimal digits, stands for; false otherwise.
 */
bool hex_decode(struct bytes in, struct buf *out);

#endif
