#include "picture/picture.h"

#include <stdlib.h>

#include "base/must.h"
#include "picture/decoders.h"

void
picture_init(struct picture *p, uint32_t width, uint32_t height, uint32_t channels)
{
	size_t size = (size_t)width * height * channels;
	must(size > 0 && size <= (size_t)PICTURE_PIXELS_MAX * 4);
	*p = (struct picture){ .width = width, .height = height, .channels = channels, .at = xmalloc(size) };
	memset(p->at, 255, size);
}

void
picture_done(struct picture *p)
{
	free(p->at);
	p->at = NULL;
}

struct gray
gray_new(uint32_t width, uint32_t height)
{
	size_t size = (size_t)width * height;
	must(size > 0 && size <= (size_t)PICTURE_KEPT_MAX * 4);
	return (struct gray){ width, height, xmalloc(size) };
}

struct gray
gray_white(uint32_t width, uint32_t height)
{
	struct gray g = gray_new(width, height);
	memset(g.at, 255, (size_t)width * height);
	return g;
}

void
gray_done(struct gray *g)
{
	free(g->at);
	g->at = NULL;
}

/* Each pixel becomes the mean of FACTOR * FACTOR of them, in place: what is written was read before. */
static void
shrink(struct picture *p, uint32_t factor)
{
	uint32_t w = p->width / factor, h = p->height / factor, n = p->channels;
	size_t stride = (size_t)p->width * n;
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++)
			for (uint32_t c = 0; c < n; c++) {
				uint32_t sum = 0;
				for (uint32_t dy = 0; dy < factor; dy++)
					for (uint32_t dx = 0; dx < factor; dx++)
						sum += p->at[(size_t)(y * factor + dy) * stride + (size_t)(x * factor + dx) * n + c];
				p->at[((size_t)y * w + x) * n + c] = (uint8_t)(sum / (factor * factor));
			}
	p->width = w;
	p->height = h;
}

int
picture_decode(struct bytes octets, struct picture *out)
{
	static int (*const decoders[])(struct bytes, struct picture *) = {
		[PICTURE_PNG] = decode_png, [PICTURE_JPEG] = decode_jpeg, [PICTURE_GIF] = decode_gif,
		[PICTURE_WEBP] = decode_webp, [PICTURE_BMP] = decode_bmp, [PICTURE_PGM] = decode_pgm,
	};
	uint32_t w, h, factor = 1;
	enum picture_format format = picture_size(octets, &w, &h);
	*out = (struct picture){ 0 };
	if (format == PICTURE_UNKNOWN)
		return FAULT_ABSENT;
	if (w > PICTURE_SIDE_MAX || h > PICTURE_SIDE_MAX || (uint64_t)w * h > PICTURE_PIXELS_MAX)
		return FAULT_LIMIT;
	int fault = decoders[format](octets, out);
	if (fault != 0) {
		picture_done(out);
		return fault;
	}
	while ((uint64_t)(out->width / factor) * (out->height / factor) > PICTURE_KEPT_MAX)
		factor++;
	/* A side so thin that it would vanish holds no code. */
	if (factor > 1 && out->width >= factor && out->height >= factor)
		shrink(out, factor);
	return 0;
}

void
picture_gray(const struct picture *p, enum picture_channel channel, struct gray *out)
{
	*out = gray_new(p->width, p->height);
	size_t count = (size_t)p->width * p->height;
	if (p->channels == 1) {
		memcpy(out->at, p->at, count);
		return;
	}
	if (channel != CHANNEL_LUMA) {
		for (size_t i = 0; i < count; i++)
			out->at[i] = p->at[i * 3 + (channel - CHANNEL_RED)];
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const uint8_t *rgb = &p->at[i * 3];
		/* ITU-R BT.601 in 256ths. */
		out->at[i] = (uint8_t)((77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2]) >> 8);
	}
}
