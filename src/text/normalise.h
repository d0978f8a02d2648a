/* normalise: one spelling for text that can be written in many.
 *
 * A sender who wants to be read by people and not by filters writes full-width or mathematical letters, puts
 * zero-width characters between them, mixes Cyrillic into Latin words, or spaces Chinese out with dots.  Three
 * views undo this, each on top of the one before; what was removed is counted, because it is evidence itself:
 *   normalise   NFKC, without what cannot be seen, white space collapsed: what a reader sees
 *   fold        lower case, simplified Chinese, plain quotes and dashes, Chinese closed up: for matching
 *   skeleton    look-alike characters made one (UTS #39): for comparing names and hosts
 *
 * Ceilings: the output buffer's maximum, and 32 combining characters on one base (UAX #15's stream-safe format
 * allows 30 in any language; more is "Zalgo" text, whose canonical ordering costs quadratic time).
 * Refuses nothing: malformed UTF-8 becomes U+FFFD and is counted. */
#ifndef TEXT_NORMALISE_H
#define TEXT_NORMALISE_H

#include "base/buf.h"
#include "base/fault.h"

/* Characters (code points), unless said otherwise. */
struct text_counts {
	uint64_t octets;     /* read */
	uint32_t malformed;  /* octet runs that are no UTF-8 */
	uint32_t zero_width; /* U+200B, U+2060, U+FEFF and the other marks of no width, removed */
	uint32_t joiner;     /* U+200C, U+200D: ordinary in Persian, Indic scripts and emoji, removed */
	uint32_t soft_hyphen;
	uint32_t variation; /* variation selectors: ordinary behind emoji, removed */
	uint32_t tag;       /* U+E0000..U+E007F: hidden ASCII ("prompt smuggling"), removed */
	uint32_t bidi;      /* embeddings, overrides, isolates and marks, removed */
	uint32_t control;   /* C0 and C1 controls except white space, removed */
	uint32_t stacked;   /* combining characters above the ceiling, removed */
	uint32_t full_width;
	uint32_t styled;      /* mathematical and enclosed letters and digits */
	uint32_t compatible;  /* runs that NFKC changed otherwise */
	uint32_t mixed_words; /* words of Latin and Cyrillic or Greek letters together */
};

/* Letters by script. */
struct text_letters {
	uint32_t han;
	uint32_t kana;
	uint32_t hangul;
	uint32_t latin;    /* accented ones included */
	uint32_t accented; /* Latin letters outside ASCII */
	uint32_t cyrillic;
	uint32_t greek;
	uint32_t arabic;
	uint32_t other;
};

enum text_language {
	TEXT_OTHER,
	TEXT_ENGLISH, /* Latin letters with next to no accents */
	TEXT_CHINESE,
	TEXT_JAPANESE,
	TEXT_KOREAN,
};

/**
 * text_preload(why): Build the tables that the functions below use.
 *
 * Call it once in every process, before the jail closes and before any fork: it is the only place where ICU
 * may look for files.  A second call does nothing.  The functions end the process when it was not called.
 *
 * Gives:   0
 * Fails:   FAULT_SYSTEM where ICU lacks its data
 * Owns:    the tables live as long as the process and are only read from then on
 * Cost:    about 25 ms, 128 KiB
 */
int text_preload(struct why *why);

/**
 * text_normalise(in, out, counts): Append what a reader of IN sees.
 *
 * NFKC; full-width letters become ASCII; what is not visible is left out; a run of white space becomes one
 * space, or one line feed if it held a line break; none at the start and at the end.
 *
 * Takes:   counts  is added to; may be NULL
 * Gives:   well-formed UTF-8 in NFKC; normalising it again changes nothing
 * Fails:   never; a full buffer ends the work (buf_ok)
 * Cost:    linear; ordinary ASCII and Chinese are copied, the rest goes through ICU
 * Source:  UAX #15, UAX #44 (Default_Ignorable_Code_Point)
 */
void text_normalise(struct bytes in, struct buf *out, struct text_counts *counts);

/**
 * text_fold(in, out): Append IN, which is normalised, as it is matched with phrases.
 *
 * Simple case folding (one character stays one; Turkish i has a dot in all its forms); traditional Chinese characters
 * become simplified ones; accents stay;
 * typographic quotes and dashes become ' " -; every white space one space.  Between two Chinese characters up
 * to three white spaces or separators (. * - _ | / ~ + = ^ # and middle dots) are left out.
 *
 * Gives:   how many such places held a separator or a space: the amount of spacing-out (a line break alone
 *          does not count)
 * Cost:    linear
 */
uint32_t text_fold(struct bytes in, struct buf *out);

/**
 * text_skeleton(in, out): Append the look-alike skeleton of IN, in lower case.
 *
 * Equal skeletons look alike: "pаypal" with a Cyrillic letter and "paypal", "rnicrosoft" and "microsoft".
 * Meant for names and hosts; a skeleton is no text to show (every m is rn).
 *
 * Takes:   in  only the first 1024 octets are used
 * Source:  UTS #39 s4
 */
void text_skeleton(struct bytes in, struct buf *out);

/**
 * text_looks_like(a, b): Do A and B look the same without being the same (ignoring case)?
 */
bool text_looks_like(struct bytes a, struct bytes b);

/**
 * text_letters_count(in, letters): Add IN's letters by script.
 */
void text_letters_count(struct bytes in, struct text_letters *letters);

/**
 * text_language(letters): The language that such letters hint at.
 *
 * A hint: kana decides for Japanese from one in twenty Han on, Hangul for Korean; a Han counts as four Latin
 * letters, because it carries about a word; German without umlauts is taken for English.
 */
enum text_language text_language(const struct text_letters *letters);

/* "zh", "ja", "ko", "en" or "other". */
const char *text_language_name(enum text_language language);

#endif
