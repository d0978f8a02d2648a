/* charset: text in any of mail's character sets, as UTF-8.
 *
 * Labels follow the WHATWG Encoding Standard (clients do: "iso-8859-1" means windows-1252, "gb2312" means
 * GB18030), plus what mail has and the web gave up: UTF-7, HZ, ISO-2022-KR and -CN, which hide text from
 * filters that do not know them.  ASCII and true UTF-8 are neither converted nor copied.
 *
 * A label is a claim by the sender: octets that are plainly UTF-8 or plainly Chinese are read as that, and
 * the mismatch is flagged.  Conversion is ICU's, whose tables lie in a library that is mapped at start, so no
 * file is opened later; charset_preload() makes it load them before a jail closes. */
#ifndef MAIL_CHARSET_H
#define MAIL_CHARSET_H

#include "base/arena.h"
#include "base/bytes.h"

enum charset_flag {
	CHARSET_UNKNOWN = 1 << 0,   /* a label that nobody knows */
	CHARSET_MISMATCH = 1 << 1,  /* the octets are not what the label says */
	CHARSET_GUESSED = 1 << 2,   /* no label, not UTF-8: the best guess was taken */
	CHARSET_MALFORMED = 1 << 3, /* octets without meaning became U+FFFD */
};

/**
 * charset_name(label): The canonical name of what LABEL asks for ("utf-8", "gb18030").
 *
 * Gives:   a constant, or NULL for an unknown label; blanks, quotes and case do not matter
 */
const char *charset_name(struct bytes label);

/**
 * charset_to_utf8(text, label, arena, out, out_flags): TEXT as well-formed UTF-8.
 *
 * Takes:   label      may be empty; out_flags may be NULL, flags are added
 * Gives:   0 and *out: a view of TEXT where that is UTF-8 already, else octets in ARENA
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Cost:    linear; at most 4 octets of output per octet of input
 */
int charset_to_utf8(struct bytes text, struct bytes label, struct arena *arena, struct bytes *out,
    uint32_t *out_flags);

/**
 * charset_looks_gb(text): Are the octets above 0x7f in TEXT mostly Chinese in GB2312's main rows?
 */
bool charset_looks_gb(struct bytes text);

/**
 * charset_preload(): Load every converter, so that a process without files can convert.
 *
 * Gives:   how many of the tables are missing on this machine (0 in good order)
 */
int charset_preload(void);

#endif
