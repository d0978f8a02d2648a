#include <png.h>
#include <stdlib.h>
#include <webp/decode.h>

#include "base/reader.h"
#include "picture/decoders.h"

int
decode_png(struct bytes octets, struct picture *out)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	const png_color white = { 255, 255, 255 };
	if (png_image_begin_read_from_memory(&image, octets.at, octets.len) == 0)
		return FAULT_INPUT;
	bool has_colour = (image.format & PNG_FORMAT_FLAG_COLOR) != 0;
	if (image.width > PICTURE_SIDE_MAX || image.height > PICTURE_SIDE_MAX ||
	    (uint64_t)image.width * image.height > PICTURE_PIXELS_MAX) {
		png_image_free(&image);
		return FAULT_LIMIT;
	}
	image.format = has_colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
	picture_init(out, image.width, image.height, has_colour ? 3 : 1);
	/* A cut file is an error at its end: the rows before it are there. */
	if (png_image_finish_read(&image, &white, out->at, 0, NULL) == 0)
		png_image_free(&image);
	return 0;
}

int
decode_webp(struct bytes octets, struct picture *out)
{
	WebPBitstreamFeatures features;
	int width, height;
	if (WebPGetFeatures(octets.at, octets.len, &features) != VP8_STATUS_OK || features.has_animation)
		return FAULT_INPUT;
	uint8_t *rgba = WebPDecodeRGBA(octets.at, octets.len, &width, &height);
	if (rgba == NULL)
		return FAULT_INPUT;
	picture_init(out, (uint32_t)width, (uint32_t)height, 3);
	for (size_t i = 0; i < (size_t)width * (size_t)height; i++)
		for (size_t c = 0; c < 3; c++) {
			uint32_t alpha = rgba[i * 4 + 3];
			out->at[i * 3 + c] = (uint8_t)((rgba[i * 4 + c] * alpha + 255 * (255 - alpha)) / 255);
		}
	WebPFree(rgba);
	return 0;
}

struct bmp {
	uint32_t bits;
	uint32_t colours;
	struct bytes palette; /* blue, green, red, 0 */
	struct bytes pixels;
	size_t stride;
	bool from_top;
};

static int
bmp_header(struct bytes octets, struct picture *out, struct bmp *b)
{
	uint32_t w, h;
	if (picture_size(octets, &w, &h) != PICTURE_BMP)
		return FAULT_INPUT;
	struct reader r = reader_of(octets);
	reader_seek(&r, 10);
	uint32_t start = reader_u32le(&r), header = reader_u32le(&r);
	reader_seek(&r, 22);
	b->from_top = reader_u32le(&r) > INT32_MAX;
	(void)reader_u16le(&r);
	b->bits = reader_u16le(&r);
	uint32_t compression = reader_u32le(&r);
	reader_seek(&r, 46);
	b->colours = reader_u32le(&r);
	bool is_known = b->bits == 1 || b->bits == 4 || b->bits == 8 || b->bits == 24 || b->bits == 32;
	/* 3 is "bit fields", of which only the usual order occurs with 32 bits. */
	if (!reader_ok(&r) || header < 40 || header > 200 || !is_known || (compression != 0 && !(compression == 3 && b->bits == 32)))
		return FAULT_INPUT;
	b->palette = bytes_from(octets, (size_t)14 + header);
	b->pixels = bytes_from(octets, start);
	b->stride = ((size_t)w * b->bits + 31) / 32 * 4;
	picture_init(out, w, h, 3);
	return 0;
}

int
decode_bmp(struct bytes octets, struct picture *out)
{
	struct bmp b;
	int fault = bmp_header(octets, out, &b);
	if (fault != 0)
		return fault;
	for (uint32_t y = 0; y < out->height; y++) {
		struct bytes row = bytes_slice(b.pixels, (size_t)y * b.stride, (size_t)(y + 1) * b.stride);
		uint32_t to_y = b.from_top ? y : out->height - 1 - y;
		uint8_t *to = &out->at[(size_t)to_y * out->width * 3];
		if (row.len < b.stride)
			break;
		for (uint32_t x = 0; x < out->width; x++, to += 3) {
			struct bytes bgr;
			if (b.bits >= 24) {
				bgr = bytes_from(row, (size_t)x * (b.bits / 8));
			} else {
				size_t bit = (size_t)x * b.bits;
				uint32_t index = (uint32_t)row.at[bit / 8] >> (8 - b.bits - bit % 8) & ((1u << b.bits) - 1);
				bgr = bytes_from(b.palette, (size_t)index * 4);
			}
			for (size_t c = 0; c < 3 && bgr.len >= 3; c++)
				to[c] = bgr.at[2 - c];
		}
	}
	return 0;
}

int
decode_pgm(struct bytes octets, struct picture *out)
{
	uint32_t w, h;
	size_t end = bytes_find_octet(octets, '\n');
	if (picture_size(octets, &w, &h) != PICTURE_PGM || end == BYTES_NOT_FOUND)
		return FAULT_INPUT;
	struct bytes pixels = bytes_from(octets, end + 1);
	picture_init(out, w, h, 1);
	if (pixels.len > 0)
		memcpy(out->at, pixels.at, pixels.len < (size_t)w * h ? pixels.len : (size_t)w * h);
	return 0;
}
