#include "office/pictures.h"

#include "base/reader.h"

enum { BIFF_DRAWING_GROUP = 0x00EB, BIFF_CONTINUE = 0x003C };
/* A picture smaller than this is a bullet. */
#define OCTETS_MIN 128

/* How long the PNG file at the front of B is, 0 where it does not end; *walked: how far that was looked for. */
static size_t
png_length(struct bytes b, size_t *walked)
{
	struct reader r = reader_of(b);
	reader_skip(&r, 8);
	while (reader_left(&r) >= 12) {
		uint32_t length = reader_u32be(&r), kind = reader_u32be(&r);
		reader_skip(&r, length);
		reader_skip(&r, 4);
		*walked = r.pos;
		if (kind == 0x49454E44) /* IEND */
			return reader_ok(&r) ? r.pos : 0;
	}
	return 0;
}

/* Segments with lengths, as far as the one behind which the picture's own octets stand; those end with FF D9. */
static size_t
jpeg_length(struct bytes b, size_t *walked)
{
	struct reader r = reader_of(b);
	reader_skip(&r, 2);
	while (reader_left(&r) >= 4) {
		uint16_t marker = reader_u16be(&r), length = reader_u16be(&r);
		if (marker < 0xFFC0 || length < 2)
			return 0;
		reader_skip(&r, length - 2u);
		*walked = r.pos;
		if (marker == 0xFFDA) {
			size_t end = bytes_find(bytes_from(b, r.pos), BYTES("\xFF\xD9"));
			if (end == BYTES_NOT_FOUND)
				*walked = b.len;
			return !reader_ok(&r) || end == BYTES_NOT_FOUND ? 0 : r.pos + end + 2;
		}
	}
	return 0;
}

static bool
add(struct office *o, struct bytes picture)
{
	if (o->pictures >= PICTURES_MAX)
		return false;
	if (picture.len >= OCTETS_MIN) {
		o->pictures++;
		office_child(o, BYTES("picture"), picture);
	}
	return true;
}

void
pictures_find(struct office *o, struct bytes stream)
{
	static const struct {
		struct bytes start;
		size_t (*length)(struct bytes b, size_t *walked);
	} kinds[] = {
		{ BYTES_INIT("\x89PNG\r\n\x1A\n"), png_length },
		{ BYTES_INIT("\xFF\xD8\xFF"), jpeg_length },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t at = 0;;) {
			size_t found = bytes_find(bytes_from(stream, at), kinds[k].start);
			if (found == BYTES_NOT_FOUND)
				break;
			struct bytes rest = bytes_from(stream, at + found);
			size_t walked = 0, length = kinds[k].length(rest, &walked);
			/* Starts without an end, each of which looks far, are no pictures. */
			if (length == 0 && !office_work(o, walked))
				return;
			if (length != 0 && !add(o, bytes_to(rest, length)))
				return;
			at += found + (length != 0 ? length : kinds[k].start.len);
		}
}

/* A drawing group is cut into records of 8 KiB. */
static void
read_book(struct office *o, struct bytes stream)
{
	struct reader r = reader_of(stream);
	struct buf group;
	struct bytes kept;
	bool is_inside = false;
	buf_init(&group, stream.len + 1);
	while (reader_left(&r) >= 4) {
		uint16_t number = reader_u16le(&r), length = reader_u16le(&r);
		struct bytes data = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
		is_inside = number == BIFF_DRAWING_GROUP || (is_inside && number == BIFF_CONTINUE);
		if (is_inside)
			buf_add(&group, data);
	}
	if (group.len != 0 && office_work(o, group.len) && arena_copy(o->arena, buf_bytes(&group), &kept))
		pictures_find(o, kept);
	buf_done(&group);
}

void
pictures_read(struct office *o, struct cfb *c)
{
	for (uint32_t i = 1; i < c->count; i++) {
		const struct cfb_entry *e = &c->entries[i];
		if (e->type != CFB_STREAM)
			continue;
		if (bytes_equal(e->name, BYTES("Data")) || bytes_equal(e->name, BYTES("Pictures")) ||
		    bytes_equal(e->name, BYTES("WordDocument")))
			pictures_find(o, cfb_stream(c, i));
		else if (bytes_equal(e->name, BYTES("Workbook")))
			read_book(o, cfb_stream(c, i));
	}
}
