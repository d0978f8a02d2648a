/* What an icon is drawn as, by its colours: the icons of PDF, Word and Excel files are sheets of white paper with one
 * field of red, blue or green, a folder is yellow.  Coarse on purpose: it is asked only of programs, of which hardly
 * any is drawn as a sheet of paper. */
#include "program/inside.h"

#define SIDE_MAX 256

struct colours {
	uint32_t solid, white, red, blue, green, yellow;
};

static void
count_pixel(struct colours *n, uint8_t b, uint8_t g, uint8_t r)
{
	int high = r > g ? (r > b ? r : b) : g > b ? g : b;
	int low = r < g ? (r < b ? r : b) : g < b ? g : b;
	n->solid++;
	if (low >= 215)
		n->white++;
	else if (high - low < 60)
		return;
	else if (r == high && g > 130 && b < 140 && r - g < 90)
		n->yellow++;
	else if (r == high && g < 100)
		n->red++;
	else if (b == high && b - r >= 60)
		n->blue++;
	else if (g == high && g - r >= 40 && g - b >= 20)
		n->green++;
}

struct bytes
icon_drawn_as(struct bytes dib)
{
	struct colours n = { 0 };
	struct reader r = reader_of(dib);
	uint32_t header = reader_u32le(&r), width = reader_u32le(&r), height = reader_u32le(&r) / 2;
	reader_skip(&r, 2);
	/* 32 bits a pixel, as every icon since Windows XP has one; PNG icons are the 256 pixel form of the same. */
	if (reader_u16le(&r) != 32 || header != 40 || width < 16 || width > SIDE_MAX || height < 16 || height > SIDE_MAX)
		return BYTES_NONE;
	struct bytes pixels = bytes_slice(dib, header, header + (size_t)width * height * 4);
	for (size_t i = 0; i + 4 <= pixels.len; i += 4)
		if (pixels.at[i + 3] >= 128)
			count_pixel(&n, pixels.at[i], pixels.at[i + 1], pixels.at[i + 2]);
	if (n.solid < width * height / 4)
		return BYTES_NONE;
	if (n.yellow * 10 >= n.solid * 6)
		return BYTES("folder");
	uint32_t field = n.red + n.blue + n.green;
	/* Paper, and one field of nearly one colour. */
	if (n.white * 10 < n.solid * 3 || field * 10 < n.solid)
		return BYTES_NONE;
	if (n.red * 10 >= field * 8)
		return BYTES("pdf");
	if (n.blue * 10 >= field * 8)
		return BYTES("word");
	return n.green * 10 >= field * 8 ? BYTES("excel") : BYTES_NONE;
}
