#include "base/reader.h"
#include "picture/picture.h"

#define SEGMENTS_MAX 1000

static bool
size_jpeg(struct bytes octets, uint32_t *w, uint32_t *h)
{
	struct reader r = reader_of(bytes_from(octets, 2));
	for (int i = 0; i < SEGMENTS_MAX && reader_left(&r) > 4; i++) {
		if (reader_u8(&r) != 0xFF)
			continue; /* fill octets, and what a lenient decoder passes over */
		uint8_t marker = reader_u8(&r);
		if (marker == 0xFF) {
			r.pos--;
			continue;
		}
		if (marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8))
			continue;
		if (marker == 0xDA || marker == 0xD9)
			return false;
		uint16_t length = reader_u16be(&r);
		/* Frames: all but the tables DHT, JPG and DAC in their midst. */
		if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
			(void)reader_u8(&r);
			*h = reader_u16be(&r);
			*w = reader_u16be(&r);
			return reader_ok(&r);
		}
		reader_skip(&r, length >= 2 ? length - 2u : 0);
	}
	return false;
}

static bool
size_webp(struct bytes octets, uint32_t *w, uint32_t *h)
{
	struct reader r = reader_of(octets);
	reader_seek(&r, 12);
	struct bytes kind = reader_take(&r, 4);
	(void)reader_u32le(&r);
	if (bytes_equal(kind, BYTES("VP8 "))) {
		reader_skip(&r, 6);
		*w = reader_u16le(&r) & 0x3FFF;
		*h = reader_u16le(&r) & 0x3FFF;
	} else if (bytes_equal(kind, BYTES("VP8L"))) {
		(void)reader_u8(&r);
		uint32_t bits = reader_u32le(&r);
		*w = (bits & 0x3FFF) + 1;
		*h = (bits >> 14 & 0x3FFF) + 1;
	} else if (bytes_equal(kind, BYTES("VP8X"))) {
		reader_skip(&r, 4);
		uint32_t low = reader_u16le(&r), high = reader_u8(&r);
		*w = (low | high << 16) + 1;
		low = reader_u16le(&r);
		high = reader_u8(&r);
		*h = (low | high << 16) + 1;
	} else {
		return false;
	}
	return reader_ok(&r);
}

/* "P5 width height 255", one white space between, no comments: only we write them. */
static bool
size_pgm(struct bytes octets, uint32_t *w, uint32_t *h)
{
	struct bytes rest = bytes_slice(octets, 3, 40), word;
	uint64_t sides[2] = { 0, 0 };
	for (int i = 0; i < 2; i++)
		if (!bytes_cut(&rest, ' ', &word) || bytes_number(word, PICTURE_SIDE_MAX, &sides[i]) != 0)
			return false;
	*w = (uint32_t)sides[0];
	*h = (uint32_t)sides[1];
	return bytes_starts(rest, BYTES("255\n"));
}

static enum picture_format
format_of(struct bytes octets)
{
	if (bytes_starts(octets, BYTES("\x89PNG\r\n\x1A\n")))
		return PICTURE_PNG;
	if (bytes_starts(octets, BYTES("\xFF\xD8\xFF")))
		return PICTURE_JPEG;
	if (bytes_starts(octets, BYTES("GIF8")))
		return PICTURE_GIF;
	if (bytes_starts(octets, BYTES("RIFF")) && bytes_starts(bytes_from(octets, 8), BYTES("WEBPVP8")))
		return PICTURE_WEBP;
	if (bytes_starts(octets, BYTES("BM")))
		return PICTURE_BMP;
	return bytes_starts(octets, BYTES("P5 ")) ? PICTURE_PGM : PICTURE_UNKNOWN;
}

enum picture_format
picture_size(struct bytes octets, uint32_t *out_width, uint32_t *out_height)
{
	uint32_t w = 0, h = 0;
	enum picture_format format = format_of(octets);
	struct reader r = reader_of(octets);
	bool ok = true;
	if (format == PICTURE_PNG) {
		reader_seek(&r, 16);
		w = reader_u32be(&r);
		h = reader_u32be(&r);
	} else if (format == PICTURE_JPEG) {
		ok = size_jpeg(octets, &w, &h);
	} else if (format == PICTURE_GIF) {
		reader_seek(&r, 6);
		w = reader_u16le(&r);
		h = reader_u16le(&r);
	} else if (format == PICTURE_WEBP) {
		ok = size_webp(octets, &w, &h);
	} else if (format == PICTURE_BMP) {
		reader_seek(&r, 18);
		w = reader_u32le(&r);
		h = reader_u32le(&r);
		/* A negative height is a picture from the top. */
		h = h > INT32_MAX ? 0u - h : h;
	} else if (format == PICTURE_PGM) {
		ok = size_pgm(octets, &w, &h);
	}
	if (!ok || !reader_ok(&r) || w == 0 || h == 0)
		return PICTURE_UNKNOWN;
	*out_width = w;
	*out_height = h;
	return format;
}
