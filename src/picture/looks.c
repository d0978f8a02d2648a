#include "picture/picture.h"

#define FIELDS 8
/* Pixels looked at in each field, along each side. */
#define SAMPLES 16
/* Brightness by which the fields of a picture that shows something differ at least. */
#define CONTRAST_MIN 8
/* Bits by which a picture of one slope, or of one thing on a plain ground, differs from all or nothing. */
#define BITS_MIN 8

static uint32_t
brightness(const struct picture *p, uint32_t x, uint32_t y)
{
	const uint8_t *at = p->at + ((size_t)y * p->width + x) * p->channels;
	return p->channels == 1 ? at[0] : (at[0] * 77u + at[1] * 150u + at[2] * 29u) >> 8;
}

/* Of field COLUMN of nine, ROW of eight: the mean of pixels spread evenly. */
static uint32_t
field(const struct picture *p, uint32_t column, uint32_t row)
{
	uint32_t sum = 0;
	for (uint32_t i = 0; i < SAMPLES; i++)
		for (uint32_t k = 0; k < SAMPLES; k++) {
			uint64_t x = (uint64_t)p->width * (column * SAMPLES + k) / ((FIELDS + 1) * SAMPLES);
			uint64_t y = (uint64_t)p->height * (row * SAMPLES + i) / (FIELDS * SAMPLES);
			sum += brightness(p, (uint32_t)x, (uint32_t)y);
		}
	return sum;
}

uint64_t
picture_looks(const struct picture *p)
{
	uint64_t bits = 0;
	uint32_t least = UINT32_MAX, most = 0;
	if ((uint64_t)p->width * p->height < PICTURE_LOOKS_MIN || p->width < FIELDS + 1 || p->height < FIELDS)
		return 0;
	for (uint32_t row = 0; row < FIELDS; row++) {
		uint32_t left = field(p, 0, row);
		for (uint32_t column = 1; column <= FIELDS; column++) {
			uint32_t right = field(p, column, row);
			bits = bits << 1 | (left > right);
			least = left < least ? left : least;
			most = left > most ? left : most;
			left = right;
		}
	}
	int ones = __builtin_popcountll(bits);
	if (most - least < CONTRAST_MIN * SAMPLES * SAMPLES || ones < BITS_MIN || ones > FIELDS * FIELDS - BITS_MIN)
		return 0;
	return bits;
}
