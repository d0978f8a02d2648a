#include "picture/reshape.h"

#include "base/lanes.h"
#include "base/must.h"

struct gray
gray_inverted(const struct gray *g)
{
	struct gray out = gray_new(g->width, g->height);
	for (size_t i = 0; i < (size_t)g->width * g->height; i++)
		out.at[i] = (uint8_t)~g->at[i];
	return out;
}

struct gray
gray_part(const struct gray *g, uint32_t x, uint32_t y, uint32_t width, uint32_t height)
{
	must(x <= g->width && width <= g->width - x && y <= g->height && height <= g->height - y);
	struct gray out = gray_new(width, height);
	for (uint32_t row = 0; row < height; row++)
		memcpy(&out.at[(size_t)row * width], &g->at[(size_t)(y + row) * g->width + x], width);
	return out;
}

/* Inlined for each FACTOR, for it is divided by. */
static inline struct gray
larger(const struct gray *g, uint32_t factor)
{
	struct gray out = gray_new(g->width * factor, g->height * factor);
	for (uint32_t y = 0; y < out.height; y++) {
		/* In units of 1/(2 * factor): the middle of a pixel of one grid on the other. */
		uint32_t v = 2 * y + 1 > factor ? 2 * y + 1 - factor : 0, y0 = v / (2 * factor), fy = v % (2 * factor);
		uint32_t y1 = y0 + 1 < g->height ? y0 + 1 : y0;
		for (uint32_t x = 0; x < out.width; x++) {
			uint32_t u = 2 * x + 1 > factor ? 2 * x + 1 - factor : 0, x0 = u / (2 * factor), fx = u % (2 * factor);
			uint32_t x1 = x0 + 1 < g->width ? x0 + 1 : x0, one = 2 * factor;
			uint32_t top = g->at[(size_t)y0 * g->width + x0] * (one - fx) + g->at[(size_t)y0 * g->width + x1] * fx;
			uint32_t bottom = g->at[(size_t)y1 * g->width + x0] * (one - fx) + g->at[(size_t)y1 * g->width + x1] * fx;
			out.at[(size_t)y * out.width + x] = (uint8_t)((top * (one - fy) + bottom * fy) / (one * one));
		}
	}
	return out;
}

struct gray
gray_larger(const struct gray *g, uint32_t factor)
{
	return factor == 2 ? larger(g, 2) : factor == 3 ? larger(g, 3) : larger(g, factor);
}

struct gray
gray_smaller(const struct gray *g, uint32_t factor)
{
	must(g->width >= factor && g->height >= factor);
	struct gray out = gray_new(g->width / factor, g->height / factor);
	for (uint32_t y = 0; y < out.height; y++)
		for (uint32_t x = 0; x < out.width; x++) {
			uint32_t sum = 0;
			for (uint32_t dy = 0; dy < factor; dy++)
				for (uint32_t dx = 0; dx < factor; dx++)
					sum += g->at[(size_t)(y * factor + dy) * g->width + (size_t)x * factor + dx];
			out.at[(size_t)y * out.width + x] = (uint8_t)(sum / (factor * factor));
		}
	return out;
}

static inline void
sort_lanes(lanes *low, lanes *high)
{
	lanes is_less = (lanes)(*low < *high), other = (*low & ~is_less) | (*high & is_less);
	*low = (*low & is_less) | (*high & ~is_less);
	*high = other;
}

/* The median of nine, for sixteen pixels at a time: each column of three sorted, it is the median of the largest of the
 * smallest, the median of the medians and the smallest of the largest. */
static lanes
median_lanes(const uint8_t *above, const uint8_t *here, const uint8_t *below)
{
	lanes low[3], middle[3], high[3];
	for (int i = 0; i < 3; i++) {
		low[i] = lanes_at(above + i);
		middle[i] = lanes_at(here + i);
		high[i] = lanes_at(below + i);
		sort_lanes(&low[i], &middle[i]);
		sort_lanes(&middle[i], &high[i]);
		sort_lanes(&low[i], &middle[i]);
	}
	sort_lanes(&low[0], &low[1]);
	sort_lanes(&low[1], &low[2]); /* [2]: the largest */
	sort_lanes(&high[0], &high[1]);
	sort_lanes(&high[0], &high[2]); /* [0]: the smallest */
	sort_lanes(&middle[0], &middle[1]);
	sort_lanes(&middle[1], &middle[2]);
	sort_lanes(&middle[0], &middle[1]); /* [1]: the median */
	sort_lanes(&low[2], &middle[1]);
	sort_lanes(&middle[1], &high[0]);
	sort_lanes(&low[2], &middle[1]);
	return middle[1];
}

/* Of those of the nine that are there. */
static uint8_t
median_at(const struct gray *g, uint32_t x, uint32_t y)
{
	uint8_t v[9];
	uint32_t n = 0;
	for (uint32_t yy = y > 0 ? y - 1 : 0; yy <= y + 1 && yy < g->height; yy++)
		for (uint32_t xx = x > 0 ? x - 1 : 0; xx <= x + 1 && xx < g->width; xx++) {
			uint8_t one = g->at[(size_t)yy * g->width + xx];
			uint32_t i = n++;
			for (; i > 0 && v[i - 1] > one; i--)
				v[i] = v[i - 1];
			v[i] = one;
		}
	return v[n / 2];
}

struct gray
gray_median(const struct gray *g)
{
	struct gray out = gray_new(g->width, g->height);
	for (uint32_t y = 0; y < g->height; y++) {
		uint8_t *to = &out.at[(size_t)y * g->width];
		const uint8_t *here = &g->at[(size_t)y * g->width];
		bool is_inside = y > 0 && y + 1 < g->height;
		for (uint32_t x = 0; x < g->width;) {
			if (is_inside && x > 0 && g->width - x > LANES) {
				lanes median = median_lanes(here + x - 1 - g->width, here + x - 1, here + x - 1 + g->width);
				memcpy(to + x, &median, sizeof median);
				x += LANES;
			} else {
				to[x] = median_at(g, x, y);
				x++;
			}
		}
	}
	return out;
}

struct gray
gray_padded(const struct gray *g, uint32_t n)
{
	struct gray out = gray_new(g->width + 2 * n, g->height + 2 * n);
	size_t last = (size_t)g->width * g->height - 1;
	/* The corners of a code that fills its picture are dark marks, though its margin would be light. */
	uint32_t corners = ((uint32_t)g->at[0] + g->at[g->width - 1] + g->at[last] + g->at[last + 1 - g->width]) / 4;
	memset(out.at, corners < 64 ? 255 : (int)corners, (size_t)out.width * out.height);
	for (uint32_t y = 0; y < g->height; y++)
		memcpy(&out.at[(size_t)(y + n) * out.width + n], &g->at[(size_t)y * g->width], g->width);
	return out;
}
