#include "picture/batch.h"

#include <stdio.h>

#include "base/reader.h"
#include "picture/codes.h"

static void
add_u32(struct buf *out, uint32_t n)
{
	uint8_t octets[4] = { (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16), (uint8_t)(n >> 24) };
	buf_add(out, bytes_of(octets, sizeof octets));
}

void
batch_add(struct buf *out, enum batch_kind kind, struct bytes octets)
{
	add_u32(out, kind);
	add_u32(out, (uint32_t)octets.len);
	buf_add(out, octets);
}

void
batch_add_tile(struct buf *tiles, uint32_t item, uint32_t row)
{
	add_u32(tiles, item);
	add_u32(tiles, row);
}

struct batch {
	struct bytes items[BATCH_ITEMS_MAX];
	uint32_t kinds[BATCH_ITEMS_MAX];
	uint32_t count;
	struct arena *arena;
	struct unpacked *out;
	bool is_incomplete;
};

static void
add_codes(struct batch *b, const struct codes *codes, uint32_t item)
{
	for (size_t i = 0; i < codes->found.count; i++) {
		struct unpacked_link *link = b->out->links.count < UNPACK_LINKS_MAX ? LIST_ADD(b->arena, &b->out->links) : NULL;
		if (link != NULL)
			*link = (struct unpacked_link){ .kind = UNPACKED_CODE, .text = codes->found.at[i].text, .page = item + 1,
				.how = codes->found.at[i].how };
	}
}

/* Picture number ITEM could not be read. */
static void
add_failure(struct batch *b, uint32_t item, bool is_limit)
{
	char text[16];
	struct bytes name;
	int len = snprintf(text, sizeof text, "%u", item + 1);
	b->is_incomplete = true;
	struct unpacked_entry *e = arena_copy(b->arena, bytes_of(text, (size_t)len), &name) ? LIST_ADD(b->arena, &b->out->entries) : NULL;
	if (e != NULL)
		*e = (struct unpacked_entry){ .name = name, .is_cut = is_limit };
}

static void
add_looks(struct batch *b, uint64_t looks, uint32_t item)
{
	char text[17];
	struct bytes kept;
	if (looks == 0)
		return;
	snprintf(text, sizeof text, "%016llx", (unsigned long long)looks);
	struct unpacked_link *link = b->out->links.count < UNPACK_LINKS_MAX && arena_copy(b->arena, bytes_of(text, 16), &kept)
	    ? LIST_ADD(b->arena, &b->out->links) : NULL;
	if (link != NULL)
		*link = (struct unpacked_link){ .kind = UNPACKED_LOOKS, .text = kept, .page = item + 1 };
}

static void
add_strokes(struct batch *b, uint32_t strokes, uint32_t item)
{
	struct unpacked_link *link = strokes != 0 && b->out->links.count < UNPACK_LINKS_MAX ? LIST_ADD(b->arena, &b->out->links) : NULL;
	if (link != NULL)
		*link = (struct unpacked_link){ .kind = UNPACKED_STROKES, .page = item + 1, .how = strokes };
}

static void
open_picture(struct batch *b, uint32_t item)
{
	struct picture p;
	struct codes codes = { .marks = 0 };
	int fault = picture_decode(b->items[item], &p);
	if (fault == FAULT_ABSENT)
		return;
	if (fault == 0)
		fault = codes_find(&p, false, b->arena, &codes);
	uint64_t looks = fault == 0 ? picture_looks(&p) : 0;
	uint32_t strokes = fault == 0 ? picture_strokes(&p) : 0;
	picture_done(&p);
	add_codes(b, &codes, item);
	add_looks(b, looks, item);
	add_strokes(b, strokes, item);
	if (fault != 0 && codes.found.count == 0)
		add_failure(b, item, fault == FAULT_LIMIT);
}

struct tile {
	struct picture picture;
	uint32_t row;
	uint32_t x, y;
};

/* Where each tile lies: rows below each other, each as high as its highest tile. */
static bool
lay_out(struct tile *tiles, size_t count, uint32_t *out_width, uint32_t *out_height)
{
	uint32_t x = 0, y = 0, height = 0, width = 0;
	for (size_t i = 0; i < count; i++) {
		struct tile *t = &tiles[i];
		if (i > 0 && t->row != tiles[i - 1].row) {
			y += height;
			x = height = 0;
		}
		t->x = x;
		t->y = y;
		x += t->picture.width;
		height = t->picture.height > height ? t->picture.height : height;
		width = x > width ? x : width;
	}
	*out_width = width;
	*out_height = y + height;
	return width > 0 && *out_height > 0 && (uint64_t)width * *out_height <= PICTURE_KEPT_MAX;
}

static void
paste(const struct tile *t, struct gray *canvas)
{
	struct gray g;
	picture_gray(&t->picture, CHANNEL_LUMA, &g);
	for (uint32_t y = 0; y < g.height; y++)
		memcpy(&canvas->at[(size_t)(t->y + y) * canvas->width + t->x], &g.at[(size_t)y * g.width], g.width);
	gray_done(&g);
}

static void
open_mosaic(struct batch *b, uint32_t item)
{
	struct tile tiles[BATCH_TILES_MAX];
	struct reader r = reader_of(b->items[item]);
	size_t count = 0;
	uint32_t width, height;
	while (reader_left(&r) >= 8 && count < BATCH_TILES_MAX) {
		uint32_t which = reader_u32le(&r), row = reader_u32le(&r);
		if (which < item && picture_decode(b->items[which], &tiles[count].picture) == 0)
			tiles[count++].row = row;
	}
	if (count > 1 && lay_out(tiles, count, &width, &height)) {
		struct codes codes = { .marks = 0 };
		struct gray canvas = gray_white(width, height);
		for (size_t i = 0; i < count; i++)
			paste(&tiles[i], &canvas);
		struct picture p = { .width = width, .height = height, .channels = 1, .at = canvas.at };
		(void)codes_find(&p, false, b->arena, &codes);
		add_codes(b, &codes, item);
		gray_done(&canvas);
	}
	for (size_t i = 0; i < count; i++)
		picture_done(&tiles[i].picture);
}

enum unpack_status
batch_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text)
{
	struct batch b = { .arena = arena, .out = out };
	struct reader items = reader_of(r->container);
	while (reader_left(&items) >= 8 && b.count < BATCH_ITEMS_MAX) {
		b.kinds[b.count] = reader_u32le(&items);
		uint32_t length = reader_u32le(&items);
		b.items[b.count] = reader_take(&items, length);
		b.count += reader_ok(&items);
	}
	out->format = BYTES("pictures");
	for (uint32_t i = 0; i < b.count; i++)
		if (b.kinds[i] == BATCH_MOSAIC)
			open_mosaic(&b, i);
		else
			open_picture(&b, i);
	*out_text = b.is_incomplete ? BYTES("a picture could not be read") : BYTES_NONE;
	return b.is_incomplete ? UNPACK_PARTLY : UNPACK_DONE;
}
