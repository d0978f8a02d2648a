/* codes: the QR codes in a picture, in the many ways in which mail shows them.
 *
 * First the cheap question whether there are corner marks at all (finder.h); only then zbar reads it, as it is and in
 * other shapes: light on dark, smaller, larger, made black and white by its surroundings, without specks, with
 * a margin, colour by colour.  It runs in an opener's jail.  zbar is loaded when it is asked for, since its library
 * brings X11 and D-Bus along, which no other role shall have in its memory.
 *
 * Ceilings: CODES_MAX codes, CODES_PASSES_MAX times its pixels through zbar, from CODES_PIXELS_MIN to
 * CODES_PIXELS_MAX, for one picture (a number rather than a time, so that the same picture always gives the same
 * answer). */
#ifndef PICTURE_CODES_H
#define PICTURE_CODES_H

#include "base/schema.h"
#include "picture/picture.h"

enum codes_limits {
	CODES_MAX = 32,               /* a page of vouchers */
	CODE_OCTETS_MAX = 2953,       /* the largest QR code, version 40-L in octets */
	CODES_PASSES_MAX = 5,         /* times its own pixels: a code that was not read in as many shapes is none */
	CODES_PIXELS_MIN = 2 << 20,   /* ... but a small picture may be enlarged and tried in all */
	CODES_PIXELS_MAX = 24 << 20,  /* some 300 ms */
};

/* How a code had to be read, as bits. */
enum code_how {
	CODE_INVERTED = 1, /* light on dark */
	CODE_SCALED = 2,
	CODE_BINARY = 4,   /* too faint or uneven to be read as it was */
	CODE_NOISY = 8,
	CODE_COLOUR = 16,  /* legible in one colour only */
};

struct code {
	struct bytes text; /* as it stands in the code: any octets */
	uint32_t how;
};

struct codes {
	LIST(struct code) found;
	uint32_t marks;  /* corner marks seen */
	bool is_small;   /* ... and three of them lie as those of a code whose squares are few pixels wide */
	uint64_t pixels; /* through zbar */
};

/**
 * codes_preload(why): Load zbar; before the jail closes, once a process.
 *
 * Fails:   FAULT_SYSTEM: libzbar0 is not installed
 */
int codes_preload(struct why *why);

/**
 * codes_find(p, is_clean, arena, out): All codes in P.
 *
 * Takes:   codes_preload was called; out is zeroed, or holds what an earlier picture of the same part gave
 *          is_clean  drawn by a program, not photographed: what helps against noise and shadow is not tried
 * Gives:   0, no text twice
 * Fails:   FAULT_LIMIT: there are marks, and no more may be spent on them: *out is what was found
 * Cost:    one pass of gray pixels without marks (about 5 ms a megapixel); with them see CODES_PIXELS_MAX
 */
int codes_find(const struct picture *p, bool is_clean, struct arena *arena, struct codes *out);

/* zbar alone, once over the grey picture: what we are compared with. */
void codes_find_plain(const struct gray *g, struct arena *arena, struct codes *out);

#endif
