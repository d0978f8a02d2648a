/* picture: the pixels of a picture, for looking for codes in it.
 *
 * picture_size() reads the header only, with code of our own, and may run in the dissector.  picture_decode() is
 * where libpng, libjpeg-turbo, libwebp and giflib meet hostile octets: only in an opener's jail.
 *
 * Knows PNG, JPEG, GIF (its first frame), WebP (not animated), BMP (not compressed) and PGM, which is what the
 * dissector draws itself.  Ceilings: PICTURE_SIDE_MAX and PICTURE_PIXELS_MAX are checked in the header, before
 * anything is decoded; what is larger than PICTURE_KEPT_MAX is made smaller by a whole factor, since a code to scan
 * that a person can see is still legible then. */
#ifndef PICTURE_PICTURE_H
#define PICTURE_PICTURE_H

#include "base/bytes.h"
#include "base/fault.h"

enum picture_limits {
	PICTURE_SIDE_MAX = 20000,       /* a scanned A0 page */
	PICTURE_PIXELS_MAX = 40 << 20,  /* a camera's; 120 MB while it is decoded */
	PICTURE_KEPT_MAX = 6 << 20,     /* an A4 page of 200 dpi is 4 */
	PICTURE_LOOKS_MIN = 20000,      /* buttons and icons are alike */
	PICTURE_CODE_MIN = 21,          /* modules of the smallest QR code: no code fits into less pixels */
};

struct picture {
	uint32_t width, height;
	uint32_t channels; /* 1: grey, 3: red, green, blue */
	uint8_t *at;       /* rows without padding */
};

/* Eight bits of grey. */
struct gray {
	uint32_t width, height;
	uint8_t *at;
};

enum picture_format {
	PICTURE_UNKNOWN, PICTURE_PNG, PICTURE_JPEG, PICTURE_GIF, PICTURE_WEBP, PICTURE_BMP, PICTURE_PGM,
};

/**
 * picture_size(octets, out_width, out_height): What the header says.
 *
 * Gives:   the format, and both sides; PICTURE_UNKNOWN where it is none that we decode or has no size
 * Cost:    constant, for JPEG the number of segments before its frame (at most 1000)
 */
enum picture_format picture_size(struct bytes octets, uint32_t *out_width, uint32_t *out_height);

/**
 * picture_decode(octets, out): Decode it over a white background.
 *
 * Gives:   0 and *out; a cut file gives what was there
 * Owns:    the caller frees it with picture_done
 * Fails:   FAULT_ABSENT for a format that is not known, FAULT_LIMIT, FAULT_INPUT
 */
int picture_decode(struct bytes octets, struct picture *out);
void picture_done(struct picture *p);

/* Which of a picture's colours become grey: codes are drawn in colours of the same brightness, too. */
enum picture_channel { CHANNEL_LUMA, CHANNEL_RED, CHANNEL_GREEN, CHANNEL_BLUE, CHANNEL_COUNT };

/**
 * picture_gray(p, channel, out): One channel of P.
 *
 * Owns:    the caller frees it with gray_done
 */
void picture_gray(const struct picture *p, enum picture_channel channel, struct gray *out);

/**
 * picture_looks(p): What P looks like from afar: for each of 8 by 8 fields, is it brighter than its right neighbour (dHash)?
 *
 * Gives:   a hash that differs in few bits for the same picture in another size, format, quality or tint; 0 for a
 *          picture that is too small to tell (PICTURE_LOOKS_MIN pixels) or has next to nothing on it
 * Cost:    constant: at most 18,432 pixels are looked at
 */
uint64_t picture_looks(const struct picture *p);

/**
 * picture_strokes(p): How much writing P may hold: for each line of it, the strokes of letters that a row crosses.
 *
 * Gives:   about one and a half for a Latin letter, five for a Chinese character; 0 for photographs, which have no even
 *          ground to write on.  Drawings and codes to scan have strokes too: it says where looking for words is in vain
 * Cost:    one pass over the pixels, 2 ms for a million
 */
uint32_t picture_strokes(const struct picture *p);

/* Its pixels are not set.  Sides of 1 and more whose product is at most 4 * PICTURE_KEPT_MAX. */
struct gray gray_new(uint32_t width, uint32_t height);
struct gray gray_white(uint32_t width, uint32_t height);
void gray_done(struct gray *g);

#endif
