#include "picture/reshape.h"

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

struct gray
gray_larger(const struct gray *g, uint32_t factor)
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

struct gray
gray_median(const struct gray *g)
{
	struct gray out = gray_new(g->width, g->height);
	for (uint32_t y = 0; y < g->height; y++)
		for (uint32_t x = 0; x < g->width; x++) {
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
			out.at[(size_t)y * g->width + x] = v[n / 2];
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
