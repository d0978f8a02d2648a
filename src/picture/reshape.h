/* reshape: other forms of a grey picture.  Each gives a new one, which the caller frees with gray_done(). */
#ifndef PICTURE_RESHAPE_H
#define PICTURE_RESHAPE_H

#include "picture/picture.h"

/* Light and dark exchanged. */
struct gray gray_inverted(const struct gray *g);
/* The rectangle of WIDTH by HEIGHT pixels at (X, Y), which must lie inside. */
struct gray gray_part(const struct gray *g, uint32_t x, uint32_t y, uint32_t width, uint32_t height);
/* FACTOR times as large, soft between the pixels. */
struct gray gray_larger(const struct gray *g, uint32_t factor);
/* Each FACTOR * FACTOR pixels made one; sides of at least FACTOR. */
struct gray gray_smaller(const struct gray *g, uint32_t factor);
/* Each pixel the median of the nine around it. */
struct gray gray_median(const struct gray *g);
/* With a margin of N pixels in the colour of its corners. */
struct gray gray_padded(const struct gray *g, uint32_t n);

#endif
