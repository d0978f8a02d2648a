#include "picture/finder.h"

#include <stdlib.h>

#include "base/must.h"

/* Side of the squares whose mean is a threshold; a module of a code that people scan is smaller. */
#define BLOCK 8u
/* A square whose greys differ less has no edge in it, only noise. */
#define CONTRAST_MIN 24

struct blocks {
	uint32_t columns, rows;
	uint8_t *level; /* threshold of each */
};

struct greys {
	uint32_t sum, least, most, count;
};

/* Of the square at AT, which is whole; the compiler makes vectors of it. */
static inline struct greys
greys_of_whole(const uint8_t *at, size_t stride)
{
	uint16_t sums[BLOCK] = { 0 };
	uint8_t least[BLOCK], most[BLOCK];
	struct greys n = { 0, 255, 0, BLOCK * BLOCK };
	memset(least, 255, sizeof least);
	memset(most, 0, sizeof most);
	for (uint32_t y = 0; y < BLOCK; y++, at += stride)
		for (uint32_t x = 0; x < BLOCK; x++) {
			sums[x] = (uint16_t)(sums[x] + at[x]);
			least[x] = at[x] < least[x] ? at[x] : least[x];
			most[x] = at[x] > most[x] ? at[x] : most[x];
		}
	for (uint32_t x = 0; x < BLOCK; x++) {
		n.sum += sums[x];
		n.least = least[x] < n.least ? least[x] : n.least;
		n.most = most[x] > n.most ? most[x] : n.most;
	}
	return n;
}

static struct greys
greys_of(const struct gray *g, uint32_t bx, uint32_t by)
{
	struct greys n = { 0, 255, 0, 0 };
	if ((bx + 1) * BLOCK <= g->width && (by + 1) * BLOCK <= g->height)
		return greys_of_whole(&g->at[(size_t)by * BLOCK * g->width + (size_t)bx * BLOCK], g->width);
	for (uint32_t y = by * BLOCK; y < (by + 1) * BLOCK && y < g->height; y++)
		for (uint32_t x = bx * BLOCK; x < (bx + 1) * BLOCK && x < g->width; x++) {
			uint8_t v = g->at[(size_t)y * g->width + x];
			n.sum += v;
			n.count++;
			n.least = v < n.least ? v : n.least;
			n.most = v > n.most ? v : n.most;
		}
	return n;
}

static void
block_level(const struct gray *g, struct blocks *b, uint32_t bx, uint32_t by)
{
	struct greys n = greys_of(g, bx, by);
	uint32_t level = n.sum / n.count;
	if (n.most - n.least < CONTRAST_MIN) {
		/* Flat: paper unless its neighbours, which were done before, say that it is darker than they are. */
		level = n.least / 2;
		if (bx > 0 && by > 0) {
			const uint8_t *here = &b->level[(size_t)by * b->columns + bx];
			uint32_t near = (2u * here[-1] + here[-(ptrdiff_t)b->columns] + here[-(ptrdiff_t)b->columns - 1]) / 4;
			if (n.least < near)
				level = near;
		}
	}
	b->level[(size_t)by * b->columns + bx] = (uint8_t)level;
}

/* The mean of the thresholds around a square, five by five. */
static uint32_t
smooth_level(const struct blocks *b, uint32_t bx, uint32_t by)
{
	uint32_t sum = 0, count = 0;
	for (uint32_t y = by > 2 ? by - 2 : 0; y <= by + 2 && y < b->rows; y++)
		for (uint32_t x = bx > 2 ? bx - 2 : 0; x <= bx + 2 && x < b->columns; x++, count++)
			sum += b->level[(size_t)y * b->columns + x];
	return sum / count;
}

/* COUNT pixels of a row: black up to LEVEL, white above. */
static inline void
darken(const uint8_t *restrict from, uint8_t *restrict to, uint32_t count, uint8_t level)
{
	for (uint32_t x = 0; x < count; x++)
		to[x] = from[x] <= level ? 0 : 255;
}

void
gray_binary(const struct gray *g, struct gray *out)
{
	must(out->width == g->width && out->height == g->height);
	struct blocks b = { (g->width + BLOCK - 1) / BLOCK, (g->height + BLOCK - 1) / BLOCK, NULL };
	b.level = xmalloc((size_t)b.columns * b.rows);
	for (uint32_t by = 0; by < b.rows; by++)
		for (uint32_t bx = 0; bx < b.columns; bx++)
			block_level(g, &b, bx, by);
	for (uint32_t by = 0; by < b.rows; by++)
		for (uint32_t bx = 0; bx < b.columns; bx++) {
			uint8_t level = (uint8_t)smooth_level(&b, bx, by);
			uint32_t width = g->width - bx * BLOCK < BLOCK ? g->width - bx * BLOCK : BLOCK;
			size_t at = (size_t)by * BLOCK * g->width + (size_t)bx * BLOCK;
			for (uint32_t y = by * BLOCK; y < (by + 1) * BLOCK && y < g->height; y++, at += g->width)
				if (width == BLOCK)
					darken(&g->at[at], &out->at[at], BLOCK, level);
				else
					darken(&g->at[at], &out->at[at], width, level);
		}
	free(b.level);
}

/* Do five runs have the proportion?  A module may be off by two thirds: small codes are blurred. */
static bool
is_mark(const uint32_t runs[5], float *out_module)
{
	uint32_t total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
	if (total < 7)
		return false;
	float module = (float)total / 7.0f, slack = module * 0.67f;
	for (int i = 0; i < 5; i++) {
		float want = i == 2 ? 3 * module : module, off = (float)runs[i] - want;
		float most = i == 2 ? 3 * slack : slack;
		if (runs[i] == 0 || off > most || off < -most)
			return false;
	}
	*out_module = module;
	return true;
}

/* The five runs through (x, y) along the column; MOST bounds the search. */
static bool
crosses(const struct gray *g, uint32_t x, uint32_t y, uint32_t most, uint8_t colour, float *out_y, float *out_module)
{
	uint32_t runs[5] = { 0, 0, 0, 0, 0 };
	uint32_t up = y, down = y;
	for (int run = 2; run >= 0; run--) {
		uint8_t want = run == 1 ? (uint8_t)~colour : colour;
		while (g->at[(size_t)up * g->width + x] == want && runs[run] <= most) {
			runs[run]++;
			if (up == 0)
				break;
			up--;
		}
		if (runs[run] == 0 || runs[run] > most)
			return false;
	}
	uint32_t top_of_centre = runs[2];
	for (int run = 2; run < 5; run++) {
		uint8_t want = run == 3 ? (uint8_t)~colour : colour;
		uint32_t count = 0;
		while (down + 1 < g->height && g->at[(size_t)(down + 1) * g->width + x] == want && count <= most) {
			count++;
			down++;
		}
		runs[run] += count;
		if (runs[run] == 0 || runs[run] > 2 * most)
			return false;
	}
	*out_y = (float)y - (float)top_of_centre + 0.5f + (float)runs[2] / 2.0f;
	return is_mark(runs, out_module);
}

static void
keep(struct finders *f, float x, float y, float module, bool is_light)
{
	for (size_t i = 0; i < f->count; i++) {
		struct finder *known = &f->at[i];
		float dx = known->x - x, dy = known->y - y, near = known->module * 2;
		if (known->is_light != is_light || dx > near || dx < -near || dy > near || dy < -near)
			continue;
		float n = (float)known->hits;
		known->x = (known->x * n + x) / (n + 1);
		known->y = (known->y * n + y) / (n + 1);
		known->module = (known->module * n + module) / (n + 1);
		known->hits++;
		return;
	}
	if (f->count == FINDERS_MAX)
		return;
	f->at[f->count++] = (struct finder){ x, y, module, 1, is_light };
	*(is_light ? &f->light : &f->dark) += 1;
}

static void
scan_row(const struct gray *g, uint32_t y, struct finders *out)
{
	const uint8_t *row = &g->at[(size_t)y * g->width];
	uint32_t runs[5] = { 0, 0, 0, 0, 0 }, seen = 0;
	for (uint32_t x = 0; x < g->width;) {
		uint32_t start = x;
		uint8_t colour = row[x];
		while (x < g->width && row[x] == colour)
			x++;
		for (int i = 0; i < 4; i++)
			runs[i] = runs[i + 1];
		runs[4] = x - start;
		float module, module_y, centre_y;
		if (++seen < 5 || !is_mark(runs, &module))
			continue;
		uint32_t middle = x - runs[4] - runs[3] - runs[2] / 2 - (runs[2] % 2 == 0 ? 0 : 1);
		uint32_t most = (uint32_t)(module * 6) + 2;
		if (middle >= g->width || row[middle] != colour ||
		    !crosses(g, middle, y, most, colour, &centre_y, &module_y))
			continue;
		/* Seen at an angle a mark is a rhomb, but not five times as high as wide. */
		if (module_y > module * 2.5f || module > module_y * 2.5f)
			continue;
		keep(out, (float)(x - runs[4] - runs[3]) - (float)runs[2] / 2, centre_y, (module + module_y) / 2,
		    colour != 0);
	}
}

void
finders_find(const struct gray *binary, struct finders *out)
{
	uint32_t step = 1 + binary->height / FINDER_ROWS_MAX;
	*out = (struct finders){ .count = 0 };
	for (uint32_t y = 0; y < binary->height; y += step)
		scan_row(binary, y, out);
}
