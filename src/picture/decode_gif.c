#include <gif_lib.h>
#include <stdlib.h>

#include "picture/decoders.h"

/* Records before the first frame that are passed over. */
#define RECORDS_MAX 1000

static int
on_read(GifFileType *gif, GifByteType *to, int count)
{
	struct bytes *rest = gif->UserData;
	size_t n = count > 0 && (size_t)count < rest->len ? (size_t)count : count > 0 ? rest->len : 0;
	if (n > 0)
		memcpy(to, rest->at, n);
	*rest = bytes_from(*rest, n);
	return (int)n;
}

/* One row of the frame onto the white canvas; what is transparent stays white. */
static void
put_row(const GifFileType *gif, const GifByteType *row, uint32_t y, int transparent, struct picture *out)
{
	const ColorMapObject *map = gif->Image.ColorMap != NULL ? gif->Image.ColorMap : gif->SColorMap;
	uint32_t left = (uint32_t)gif->Image.Left, top = (uint32_t)gif->Image.Top + y;
	for (uint32_t x = 0; x < (uint32_t)gif->Image.Width; x++) {
		if (map == NULL || row[x] >= map->ColorCount || row[x] == transparent)
			continue;
		if (left + x >= out->width || top >= out->height)
			return;
		uint8_t *to = &out->at[((size_t)top * out->width + left + x) * 3];
		to[0] = map->Colors[row[x]].Red;
		to[1] = map->Colors[row[x]].Green;
		to[2] = map->Colors[row[x]].Blue;
	}
}

static bool
read_frame(GifFileType *gif, int transparent, struct picture *out)
{
	static const struct { uint32_t start, step; } passes[] = { { 0, 8 }, { 4, 8 }, { 2, 4 }, { 1, 2 } };
	if (DGifGetImageDesc(gif) != GIF_OK || gif->Image.Width <= 0 || gif->Image.Height <= 0 ||
	    gif->Image.Left < 0 || gif->Image.Top < 0)
		return false;
	/* A frame beyond its canvas is decoded no further than a canvas may be large. */
	uint32_t width = (uint32_t)gif->Image.Width, height = (uint32_t)gif->Image.Height;
	if ((uint64_t)width * height > PICTURE_PIXELS_MAX)
		return false;
	GifByteType *row = malloc(width);
	bool ok = row != NULL;
	for (size_t pass = gif->Image.Interlace ? 0 : 3; ok && pass < 4; pass++) {
		uint32_t y = gif->Image.Interlace ? passes[pass].start : 0;
		for (; ok && y < height; y += gif->Image.Interlace ? passes[pass].step : 1) {
			ok = DGifGetLine(gif, row, (int)width) == GIF_OK;
			if (ok)
				put_row(gif, row, y, transparent, out);
		}
	}
	free(row);
	return true;
}

int
decode_gif(struct bytes octets, struct picture *out)
{
	int error, transparent = NO_TRANSPARENT_COLOR, code;
	struct bytes rest = octets;
	GifRecordType record;
	GifByteType *extension;
	GifFileType *gif = DGifOpen(&rest, on_read, &error);
	bool found = false;
	if (gif == NULL)
		return FAULT_INPUT;
	if (gif->SWidth > 0 && gif->SHeight > 0 && (uint64_t)gif->SWidth * (uint64_t)gif->SHeight <= PICTURE_PIXELS_MAX) {
		picture_init(out, (uint32_t)gif->SWidth, (uint32_t)gif->SHeight, 3);
		for (int i = 0; i < RECORDS_MAX && !found && DGifGetRecordType(gif, &record) == GIF_OK; i++) {
			GraphicsControlBlock block;
			if (record == IMAGE_DESC_RECORD_TYPE) {
				found = read_frame(gif, transparent, out);
				break;
			}
			if (record != EXTENSION_RECORD_TYPE || DGifGetExtension(gif, &code, &extension) != GIF_OK)
				break;
			if (code == GRAPHICS_EXT_FUNC_CODE && extension != NULL && extension[0] >= 4 &&
			    DGifExtensionToGCB(extension[0], extension + 1, &block) == GIF_OK)
				transparent = block.TransparentColor;
			while (extension != NULL && DGifGetExtensionNext(gif, &extension) == GIF_OK)
				;
		}
	}
	(void)DGifCloseFile(gif, &error);
	return found ? 0 : FAULT_INPUT;
}
