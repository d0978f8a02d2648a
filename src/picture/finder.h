/* finder: are there the corner marks of QR codes?
 *
 * Ordinary pictures must cost little, so this comes before any decoder: one pass that makes the picture black and
 * white by its surroundings, and one along its rows for dark and light in the proportion 1:1:3:1:1, checked again
 * along the column.  Finds marks at any angle, also light on dark. */
#ifndef PICTURE_FINDER_H
#define PICTURE_FINDER_H

#include "picture/picture.h"

enum finder_limits {
	FINDERS_MAX = 64,      /* a page with twenty codes */
	FINDER_ROWS_MAX = 700, /* looked at, even of the tallest pictures */
};

struct finder {
	float x, y;    /* its centre */
	float module;  /* width of the smallest square */
	uint32_t hits; /* rows that crossed it */
	bool is_light; /* light on dark */
};

struct finders {
	struct finder at[FINDERS_MAX];
	size_t count;
	size_t dark, light; /* of each kind */
};

/**
 * gray_binary(g, out): 0 where G is darker than its surroundings, else 255.
 *
 * Takes:   out  of G's size
 * Cost:    linear
 */
void gray_binary(const struct gray *g, struct gray *out);

/**
 * finders_find(binary, out): The corner marks in it.
 *
 * Cost:    linear; at most FINDERS_MAX of them are kept
 */
void finders_find(const struct gray *binary, struct finders *out);

#endif
