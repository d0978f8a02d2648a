/* Pictures are held until the whole mail is read, and then looked into by one opener for all of them. */
#include <stdio.h>

#include "dissect/inside.h"
#include "picture/batch.h"
#include "picture/blocks.h"
#include "picture/picture.h"
#include "prints/prints.h"
#include "url/decode.h"

/* Drawings of block characters in one text. */
#define BLOCK_ART_MAX 4
/* Pixels of a tile's side: a code in BATCH_TILES_MAX pieces has more. */
#define TILE_SIDE_MIN 3

static void
record_too_many(struct dissection *d, uint32_t index)
{
	if (!d->pictures_full)
		dissect_gap(d, index, GAP_LIMIT, BYTES("more pictures than are looked into"));
	d->pictures_full = true;
}

static void
hold(struct dissection *d, uint32_t index, enum batch_kind kind, enum code_place place, struct bytes octets,
    struct bytes source)
{
	if (d->picture_count == BATCH_ITEMS_MAX || octets.len > BATCH_OCTETS_MAX - d->picture_octets) {
		record_too_many(d, index);
		return;
	}
	d->picture_octets += octets.len;
	d->pictures[d->picture_count++] = (struct held_picture){ index, kind, place, octets, source, 0 };
}

static void
hold_twin(struct dissection *d, uint32_t index, uint32_t item, struct bytes source)
{
	if (d->twin_count == PICTURE_TWINS_MAX)
		record_too_many(d, index);
	else
		d->twins[d->twin_count++] = (struct picture_twin){ index, source, item };
}

static void keep_picture(struct dissection *d, uint32_t index, struct bytes content, struct bytes source);

/* SOURCE is the attribute that CONTENT was written in; empty for a part. */
static void
read_picture(struct dissection *d, uint32_t index, struct bytes content, struct bytes source)
{
	uint32_t width, height;
	if (picture_size(content, &width, &height) == PICTURE_UNKNOWN)
		return;
	/* Lines, dots and tracking pixels hold no code; tiles of one may be no larger. */
	if ((uint64_t)width * height < (uint64_t)PICTURE_CODE_MIN * PICTURE_CODE_MIN) {
		struct small_picture *small = NULL;
		if (width >= TILE_SIDE_MIN && height >= TILE_SIDE_MIN && d->small_pictures.count < SMALL_PICTURES_MAX)
			small = LIST_ADD(d->arena, &d->small_pictures);
		if (small != NULL)
			*small = (struct small_picture){ index, width, height, content, source };
		return;
	}
	if (width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX || (uint64_t)width * height > PICTURE_PIXELS_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("a picture larger than what is looked into"));
		return;
	}
	keep_picture(d, index, content, source);
}

static void
keep_picture(struct dissection *d, uint32_t index, struct bytes content, struct bytes source)
{
	/* The same logo in every mail of a thread. */
	for (uint32_t i = 0; i < d->picture_count; i++)
		if (bytes_equal(d->pictures[i].octets, content)) {
			hold_twin(d, index, i, source);
			return;
		}
	hold(d, index, BATCH_PICTURE, CODE_PICTURE, content, source);
}

void
dissect_picture(struct dissection *d, uint32_t index, struct bytes content)
{
	read_picture(d, index, content, BYTES_NONE);
}

/* Is the picture that is part PART, or stands there in the attribute WRITTEN, the one that SOURCE names? */
static bool
is_named(const struct dissection *d, uint32_t part, struct bytes written, struct bytes source, struct bytes id)
{
	return written.at == source.at || (id.len != 0 && bytes_equal(d->c->parts.at[part].content_id, id));
}

/* The picture that SOURCE, an attribute of the page that is part PAGE, names. */
static bool
find_item(const struct dissection *d, struct bytes source, uint32_t page, uint32_t *out)
{
	struct bytes id = bytes_starts_nocase(source, BYTES("cid:")) ? bytes_from(source, 4) : BYTES_NONE;
	for (uint32_t i = 0; i < d->picture_count; i++) {
		const struct held_picture *h = &d->pictures[i];
		if (h->kind != BATCH_PICTURE || !is_named(d, h->part, h->source, source, id))
			continue;
		*out = i;
		return h->part == page || id.len != 0;
	}
	for (size_t i = 0; i < d->twin_count; i++) {
		const struct picture_twin *t = &d->twins[i];
		if (!is_named(d, t->part, t->source, source, id))
			continue;
		*out = t->item;
		return t->part == page || id.len != 0;
	}
	return false;
}

/* The small picture that SOURCE, an attribute of the page that is part PAGE, names; NULL for none. */
static const struct small_picture *
find_small(const struct dissection *d, struct bytes source, uint32_t page)
{
	struct bytes id = bytes_starts_nocase(source, BYTES("cid:")) ? bytes_from(source, 4) : BYTES_NONE;
	for (size_t i = 0; i < d->small_pictures.count; i++) {
		const struct small_picture *s = &d->small_pictures.at[i];
		if (is_named(d, s->part, s->source, source, id))
			return s->part == page || id.len != 0 ? s : NULL;
	}
	return NULL;
}

/* Small pictures among those from I to END, which lie together, are looked into where all of them have room for a code: in
 * several rows, so that icons in a line cost nothing. */
static void
keep_small(struct dissection *d, const struct page_images *page, size_t i, size_t end)
{
	uint64_t pixels = 0;
	const struct small_picture *small[BATCH_TILES_MAX];
	size_t count = 0;
	if (d->small_pictures.count == 0 || page->images.at[i].row == page->images.at[end - 1].row)
		return;
	for (size_t k = i; k < end && count < BATCH_TILES_MAX; k++) {
		const struct small_picture *s = find_small(d, page->images.at[k].source, page->part);
		if (s != NULL) {
			pixels += (uint64_t)s->width * s->height;
			small[count++] = s;
		}
	}
	for (size_t k = 0; k < count && pixels >= (uint64_t)PICTURE_CODE_MIN * PICTURE_CODE_MIN; k++)
		keep_picture(d, small[k]->part, small[k]->octets, small[k]->source);
}

/* Pictures that stand side by side, or below each other, in the page that is part INDEX. */
static void
hold_mosaics(struct dissection *d, const struct page_images *page)
{
	for (size_t i = 0, end; i < page->images.count; i = end) {
		struct buf tiles;
		size_t count = 0;
		buf_init(&tiles, BATCH_TILES_MAX * 8);
		end = i;
		while (end < page->images.count && page->images.at[end].group == page->images.at[i].group)
			end++;
		keep_small(d, page, i, end);
		for (size_t k = i; k < end && count < BATCH_TILES_MAX; k++) {
			uint32_t item;
			if (find_item(d, page->images.at[k].source, page->part, &item)) {
				batch_add_tile(&tiles, item, page->images.at[k].row);
				count++;
			}
		}
		struct bytes kept;
		if (count > 1 && arena_copy(d->arena, buf_bytes(&tiles), &kept))
			hold(d, page->part, BATCH_MOSAIC, CODE_MOSAIC, kept, BYTES_NONE);
		buf_done(&tiles);
	}
}

/* The octets of "data:image/...;base64,...". */
static struct bytes
data_octets(struct dissection *d, struct bytes source)
{
	size_t comma = bytes_find_octet(bytes_to(source, 200), ',');
	struct buf octets;
	struct bytes kept = BYTES_NONE;
	if (!bytes_starts_nocase(source, BYTES("data:image/")) || comma == BYTES_NOT_FOUND ||
	    !bytes_has_nocase(bytes_to(source, comma), BYTES(";base64")))
		return kept;
	buf_init(&octets, source.len);
	(void)base64_decode(bytes_from(source, comma + 1), &octets);
	(void)arena_copy(d->arena, buf_bytes(&octets), &kept);
	buf_done(&octets);
	return kept;
}

void
dissect_page_pictures(struct dissection *d, uint32_t index, struct bytes source)
{
	struct drawn drawn = { .grids.count = 0 };
	drawn_read(source, d->arena, &drawn);
	dissect_blocks(d, index, drawn.preformatted);
	for (size_t i = 0; i < drawn.grids.count; i++) {
		const struct drawn_grid *g = &drawn.grids.at[i];
		char head[40];
		int len = snprintf(head, sizeof head, "P5 %u %u 255\n", g->width, g->height);
		uint8_t *pgm = arena_get(d->arena, (size_t)len + (size_t)g->width * g->height, 1);
		if (pgm == NULL)
			return;
		memcpy(pgm, head, (size_t)len);
		memcpy(pgm + len, g->at, (size_t)g->width * g->height);
		hold(d, index, BATCH_PICTURE, CODE_TABLE, bytes_of(pgm, (size_t)len + (size_t)g->width * g->height), BYTES_NONE);
	}
	for (size_t i = 0; i < drawn.images.count; i++) {
		struct bytes octets = data_octets(d, drawn.images.at[i].source);
		if (octets.len != 0)
			read_picture(d, index, octets, drawn.images.at[i].source);
	}
	struct page_images *page = drawn.images.count > 1 && d->page_count < PAGES_WITH_IMAGES_MAX ? &d->pages[d->page_count++] : NULL;
	if (page == NULL)
		return;
	page->part = index;
	page->images.at = drawn.images.at;
	page->images.count = drawn.images.count;
}

void
dissect_blocks(struct dissection *d, uint32_t index, struct bytes text)
{
	struct buf pgm;
	buf_init(&pgm, (size_t)BLOCKS_LINES_MAX * BLOCKS_COLUMNS_MAX * 64 + 64);
	for (int wide = 0; wide < 2; wide++) {
		struct bytes rest = text, kept;
		for (int i = 0; i < BLOCK_ART_MAX && blocks_draw(&rest, wide != 0, &pgm); i++)
			if (arena_copy(d->arena, buf_bytes(&pgm), &kept))
				hold(d, index, BATCH_PICTURE, CODE_BLOCKS, kept, BYTES_NONE);
	}
	buf_done(&pgm);
}

void
dissect_code(struct dissection *d, uint32_t index, enum code_place place, const struct unpacked_link *code)
{
	static const enum code_look looks[] = { CODE_LOOK_INVERTED, CODE_LOOK_SCALED, CODE_LOOK_FAINT, CODE_LOOK_NOISY,
		CODE_LOOK_COLOUR };
	struct casefile *c = d->c;
	struct bytes text = dissect_keep(d, bytes_to(code->text, CASEFILE_CODE_MAX));
	for (size_t i = 0; i < c->codes.count; i++)
		if (c->codes.at[i].part == index && bytes_equal(c->codes.at[i].text, text))
			return;
	struct casefile_code *q = c->codes.count < CASEFILE_CODES_MAX ? LIST_ADD(d->arena, &c->codes) : NULL;
	if (q == NULL) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more codes than a case file lists"));
		return;
	}
	*q = (struct casefile_code){ .part = index, .place = place, .text = text,
		.page = place == CODE_DOCUMENT ? code->page : 0 };
	for (uint32_t i = 0; i < sizeof looks / sizeof *looks; i++)
		q->how |= (code->how >> i & 1) << looks[i];
	if (bytes_has(bytes_to(text, 40), BYTES("://")))
		dissect_link(d, &(struct link_seen){ .raw = bytes_trim(text), .part = index, .where = URL_QR, .role = URL_LINK });
	else
		dissect_links_in_text(d, text, index, URL_QR);
}

void
dissect_drop_pictures(struct dissection *d)
{
	d->picture_count = d->twin_count = d->page_count = d->picture_octets = 0;
	d->small_pictures.count = 0;
}

static void
record_failures(struct dissection *d, const struct dissect_opened *o)
{
	for (size_t i = 0; i < o->entries.count; i++) {
		uint64_t number;
		if (bytes_number(o->entries.at[i].name, d->picture_count, &number) != 0 || number == 0)
			continue;
		dissect_gap(d, d->pictures[number - 1].part, o->entries.at[i].is_cut ? GAP_LIMIT : GAP_MALFORMED,
		    o->entries.at[i].is_cut ? BYTES("a picture that took too long to look into") : BYTES("a picture that cannot be read"));
	}
}

/* Sixteen hexadecimal digits; 0 for anything else. */
static uint64_t
looks_of(struct bytes text)
{
	uint64_t n = 0;
	for (size_t i = 0; i < text.len && text.len == 16; i++) {
		int digit = ascii_hex(text.at[i]);
		if (digit < 0)
			return 0;
		n = n << 4 | (uint64_t)digit;
	}
	return n;
}

void
dissect_pictures(struct dissection *d)
{
	struct dissect_opened o = { .status = DISSECT_NOT_ASKED };
	struct buf batch;
	for (size_t i = 0; i < d->page_count; i++)
		hold_mosaics(d, &d->pages[i]);
	if (d->picture_count == 0)
		return;
	buf_init(&batch, BATCH_OCTETS_MAX + 8 * BATCH_ITEMS_MAX);
	for (size_t i = 0; i < d->picture_count; i++)
		batch_add(&batch, d->pictures[i].kind, d->pictures[i].octets);
	uint32_t first = d->pictures[0].part;
	if (dissect_ask(d, first, "pictures", buf_bytes(&batch), &o)) {
		for (size_t i = 0; i < o.links.count; i++)
			if (o.links.at[i].page >= 1 && o.links.at[i].page <= d->picture_count) {
				struct held_picture *h = &d->pictures[o.links.at[i].page - 1];
				if (o.links.at[i].kind == UNPACKED_STROKES)
					h->strokes = o.links.at[i].how;
				else if (o.links.at[i].kind == UNPACKED_LOOKS)
					prints_picture(d->c, h->part, looks_of(o.links.at[i].text), d->arena);
				else
					dissect_code(d, h->part, h->place, &o.links.at[i]);
			}
		record_failures(d, &o);
		if (o.status != DISSECT_PARTLY)
			dissect_gap_of(d, first, &o);
	}
	buf_done(&batch);
}
