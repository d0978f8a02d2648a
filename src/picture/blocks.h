/* blocks: pictures that are drawn with the block characters of Unicode (U+2580 to U+259F) or with number signs. */
#ifndef PICTURE_BLOCKS_H
#define PICTURE_BLOCKS_H

#include "base/buf.h"

enum blocks_limits {
	BLOCKS_LINES_MIN = 10,   /* half blocks: two modules in a line, and QR codes have 21 */
	BLOCKS_LINES_MAX = 200,
	BLOCKS_COLUMNS_MAX = 400,
	BLOCKS_DRAWN_MIN = 100,  /* characters; borders and bars of text have fewer */
};

/**
 * blocks_draw(text, wide, out): The first picture drawn in TEXT, as PGM (picture.h).
 *
 * Takes:   text  UTF-8 as it was written, line breaks included; moved behind the picture
 *          wide  false: a character is twice as high as wide, as on a screen; true: it is square, for codes
 *                that use a character for a module
 * Gives:   true and the picture in OUT (cleared before), which needs up to BLOCKS_LINES_MAX * BLOCKS_COLUMNS_MAX * 64
 *          octets
 * Cost:    linear
 */
bool blocks_draw(struct bytes *text, bool wide, struct buf *out);

#endif
