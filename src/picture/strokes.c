#include <stdlib.h>

#include "picture/picture.h"

/* Brightness that changes within two pixels where a letter begins or ends; the weave of a scan changes less. */
#define EDGE 56
/* Neighbours that differ less are of one ground; drawn pictures are mostly such, photographs are not. */
#define SAME 10
/* Percent of neighbours that are of one ground where somebody wrote on it. */
#define GROUND_MIN 50
/* Edges in a row that crosses letters, and rows of the smallest letters that are read. */
#define ROW_EDGES_MIN 4
#define LINE_ROWS_MIN 5

static int
brightness(const uint8_t *at, uint32_t channels)
{
	return channels == 1 ? at[0] : (at[0] * 77 + at[1] * 150 + at[2] * 29) >> 8;
}

/* Edges of one row; *same counts the neighbours of one ground. */
static uint32_t
row_edges(const struct picture *p, uint32_t y, uint64_t *same)
{
	const uint8_t *at = p->at + (size_t)y * p->width * p->channels;
	int before = brightness(at, p->channels), last = brightness(at + p->channels, p->channels), rising = 0;
	uint32_t edges = 0;
	for (uint32_t x = 2; x < p->width; x++) {
		int now = brightness(at + (size_t)x * p->channels, p->channels);
		int way = now - before > EDGE ? 1 : before - now > EDGE ? -1 : 0;
		*same += abs(now - last) < SAME;
		/* One edge is as wide as its blur: it is over when brightness goes the other way. */
		if (way != 0 && way != rising) {
			edges++;
			rising = way;
		}
		before = last;
		last = now;
	}
	return edges;
}

uint32_t
picture_strokes(const struct picture *p)
{
	uint64_t same = 0, strokes = 0;
	uint32_t rows = 0, most = 0;
	if (p->width < 3)
		return 0;
	for (uint32_t y = 0; y <= p->height; y++) {
		uint32_t edges = y < p->height ? row_edges(p, y, &same) : 0;
		if (edges >= ROW_EDGES_MIN) {
			rows++;
			most = edges > most ? edges : most;
			continue;
		}
		if (rows >= LINE_ROWS_MIN)
			strokes += most / 2;
		rows = most = 0;
	}
	if (same * 100 < (uint64_t)(p->width - 2) * p->height * GROUND_MIN)
		return 0;
	return strokes > UINT32_MAX ? UINT32_MAX : (uint32_t)strokes;
}
