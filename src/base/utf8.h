/* utf8: reading and writing UTF-8 (RFC 3629), strictly.
 *
 * Overlong forms, surrogates and code points above U+10FFFF are malformed. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"
#include "base/bytes.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* What utf8_next and utf8_add do where it is not ASCII. */
uint32_t utf8_next_many(struct bytes b, size_t *pos);
void utf8_add_many(struct buf *out, uint32_t cp);

/**
 * utf8_next(b, pos): The code point at *POS; *POS moves behind it.
 *
 * Takes:   *pos < b.len
 * Gives:   the code point; for malformed input U+FFFD, and *pos moves by the maximal subpart (1 to 3
 *          octets, as the WHATWG decoder does), so a loop always ends
 */
static inline uint32_t
utf8_next(struct bytes b, size_t *pos)
{
	return b.at[*pos] < 0x80 ? b.at[(*pos)++] : utf8_next_many(b, pos);
}

/* Is all of B well-formed?  And is there no NUL either?  Linear; runs of ASCII go 32 octets at a time. */
bool utf8_valid(struct bytes b);
bool utf8_is_text(struct bytes b);

/* Append code point CP (a surrogate or a number above U+10FFFF becomes U+FFFD). */
static inline void
utf8_add(struct buf *out, uint32_t cp)
{
	if (cp < 0x80)
		buf_add_octet(out, (uint8_t)cp);
	else
		utf8_add_many(out, cp);
}

/**
 * utf8_write(cp, out): CP's octets into OUT[4].
 *
 * Gives:   how many (1 to 4)
 */
size_t utf8_write(uint32_t cp, uint8_t out[4]);

/* The longest prefix of B that is at most MAX octets and does not cut a character in two. */
struct bytes utf8_prefix(struct bytes b, size_t max);

/* Is CP of a script whose words are not set apart by spaces (Chinese, Japanese)?  Its ranges are wide on purpose: who asks
 * wants pieces of text, not a dictionary. */
static inline bool
utf8_writes_no_spaces(uint32_t cp)
{
	return (cp >= 0x2E80 && cp <= 0x9FFF && !(cp >= 0x3000 && cp <= 0x3004)) || (cp >= 0xF900 && cp <= 0xFAFF) ||
	    (cp >= 0x20000 && cp <= 0x3FFFF);
}

/* Does CP change how the line around it is shown: a control, a bidi control, a character that is not seen? */
static inline bool
utf8_upsets_line(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C || (cp >= 0x200B && cp <= 0x200F) ||
	    (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xE0000 && cp <= 0xE007F);
}

/* Is CP, outside ASCII, a letter and not a sign or a replacement character? */
static inline bool
utf8_is_letter(uint32_t cp)
{
	return cp >= 0xC0 && !(cp >= 0x2000 && cp <= 0x2E7F) && cp != 0xFFFD;
}

#endif
