/* drawn: pictures that a page makes of other things: tables whose cells are its pixels, pictures laid side by side.
 *
 * Codes to scan are drawn so because no filter that looks at pictures sees them (Barracuda 2026).  Cells
 * count by their own colour (bgcolor or style), by colspan or by their width in pixels; classes of style sheets are not
 * applied here.  Ceilings below; what is beyond them is no code that a telephone reads. */
#ifndef HTML_DRAWN_H
#define HTML_DRAWN_H

#include "base/arena.h"
#include "base/schema.h"

enum drawn_limits {
	DRAWN_SIDE_MIN = 21,    /* rows and columns of the smallest QR code */
	DRAWN_SIDE_MAX = 800,   /* version 40 has 177 modules; four pixels for each, and a margin */
	DRAWN_GRIDS_MAX = 8,
	DRAWN_IMAGES_MAX = 256,
	DRAWN_DEPTH_MAX = 8,    /* tables in tables */
	DRAWN_CELLS_MAX = 200000,
	DRAWN_TEXT_MAX = 1 << 20,
};

/* A table as a picture: 0 is black, 255 white. */
struct drawn_grid {
	uint32_t width, height;
	uint8_t *at;
};

/* A picture of the page; those of one group stand together without words between, row below row. */
struct drawn_image {
	struct bytes source; /* of its src attribute, references not decoded */
	uint32_t group;
	uint32_t row;
};

struct drawn {
	LIST(struct drawn_grid) grids;
	LIST(struct drawn_image) images;
	struct bytes preformatted; /* the text of its pre elements with all its blanks */
};

/**
 * drawn_read(in, arena, out): The tables that may be pictures, and all pictures in their order.
 *
 * Takes:   in   UTF-8, malformed octets allowed; must outlive *out
 *          out  zeroed
 * Cost:    linear: one pass over the tokens
 */
void drawn_read(struct bytes in, struct arena *arena, struct drawn *out);

#endif
