/* script: JavaScript, VBScript, PowerShell, batch files and the scripts of pages, read for what they would do.
 *
 * Nothing is run.  Texts that are put together ("Wscr" & "ipt.Shell"), spelled by numbers (Chr(87),
 * String.fromCharCode(87, 83), \x57), broken by carets or backticks, filled up with something that is replaced away, or
 * reversed are made whole; base64, hexadecimal and percent texts are decoded, and what comes out is read again.
 * Variables are not followed: that would be running it.
 *
 * Ceilings: SCRIPT_READ_MAX octets of one script, SCRIPT_DEPTH_MAX encodings in each other, SCRIPT_DECODED_MAX octets
 * decoded, SCRIPT_CHILDREN_MAX files found inside. */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include "base/arena.h"
#include "casefile/script.h"

enum script_reading {
	SCRIPT_DEPTH_MAX = 4, /* what is seen in the wild has three */
	SCRIPT_CHILDREN_MAX = 8,
};
/* Scripts are filled up with megabytes of comments to tire scanners; the rest is a gap. */
#define SCRIPT_READ_MAX ((size_t)8 << 20)
#define SCRIPT_DECODED_MAX ((size_t)32 << 20)

struct script_found {
	struct casefile_script facts;
	struct bytes text;           /* all that came to light, for links */
	LIST(struct bytes) children; /* programs, archives and pages that stood in it encoded */
	bool is_cut;                 /* at a ceiling: not all was read */
};

/**
 * script_read(text, arena, out): What TEXT would do.
 *
 * Takes:   text  in ASCII or UTF-8
 *          out   zeroed
 * Gives:   *out; what it points at lives in ARENA; out->facts.part is the caller's
 * Cost:    linear in text, at most SCRIPT_DEPTH_MAX + 1 times and twice more for texts that are replaced or reversed
 */
void script_read(struct bytes text, struct arena *arena, struct script_found *out);

/**
 * script_fold(text, out, pieces): Append TEXT to OUT with its literals put together.
 *
 * Gives:   *pieces, raised by the number of joints and numbers
 */
void script_fold(struct bytes text, struct buf *out, uint32_t *pieces);

#endif
