#include "picture/blocks.h"

#include "base/utf8.h"

/* The quarters that a character fills: upper left 1, upper right 2, lower left 4, lower right 8. */
static uint8_t
quarters_of(uint32_t cp)
{
	static const uint8_t of[32] = {
		/* 2580 */ 3, 0, 0, 12, 12, 12, 15, 15, 15, /* eighths from below, the half at 2584 */
		/* 2589 */ 15, 15, 5, 5, 5, 0, 0,           /* eighths from the left, the half at 258C */
		/* 2590 */ 10, 0, 15, 15, 0, 0,             /* right half, light to dark shades, slivers */
		/* 2596 */ 4, 8, 1, 13, 9, 7, 11, 2, 6, 14,
	};
	if (cp == '#')
		return 15;
	return cp >= 0x2580 && cp <= 0x259F ? of[cp - 0x2580] : 0;
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || cp == 0xA0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200A) || cp == '\r' || cp == '\t';
}

struct line {
	uint32_t columns, drawn;
	uint32_t indent; /* blanks before the first block */
};

/* Is LINE nothing but blocks and blanks? */
static bool
measure(struct bytes line, struct line *out)
{
	*out = (struct line){ 0, 0, 0 };
	for (size_t pos = 0; pos < line.len;) {
		uint32_t cp = utf8_next(line, &pos);
		bool is_block = cp == '#' || (cp >= 0x2580 && cp <= 0x259F);
		if ((!is_block && !is_blank(cp)) || ++out->columns > BLOCKS_COLUMNS_MAX)
			return false;
		out->drawn += is_block;
		out->indent += out->drawn == 0;
	}
	return true;
}

static void
paint_line(struct bytes line, uint32_t indent, uint32_t columns, uint32_t width, uint32_t height, struct buf *out)
{
	uint8_t quarters[BLOCKS_COLUMNS_MAX] = { 0 };
	uint32_t count = indent;
	for (size_t pos = 0; pos < line.len && count < columns;)
		quarters[count++] = quarters_of(utf8_next(line, &pos));
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < columns * width; x++) {
			uint32_t bit = (y >= height / 2 ? 2u : 0u) + (x % width >= width / 2 ? 1u : 0u);
			buf_add_octet(out, (quarters[x / width] >> bit & 1) != 0 ? 0 : 255);
		}
}

bool
blocks_draw(struct bytes *text, bool wide, struct buf *out)
{
	uint32_t width = wide ? 8 : 4, height = 8;
	while (text->len != 0) {
		struct bytes rest = *text, line, first = *text, behind = *text;
		struct line m;
		uint32_t lines = 0, columns = 0, drawn = 0, first_indent = 0, least = BLOCKS_COLUMNS_MAX;
		while (lines < BLOCKS_LINES_MAX && bytes_cut(&rest, '\n', &line) && measure(line, &m)) {
			/* Lines of blanks belong to it, but do not begin it. */
			if (m.drawn == 0 && drawn == 0)
				first = rest;
			else
				lines++;
			if (lines == 1)
				first_indent = m.indent;
			else if (m.drawn != 0)
				least = m.indent < least ? m.indent : least;
			behind = rest;
			drawn += m.drawn;
			columns = m.columns > columns ? m.columns : columns;
		}
		*text = rest.len < text->len ? rest : BYTES_NONE;
		if (lines < BLOCKS_LINES_MIN || drawn < BLOCKS_DRAWN_MIN || columns < BLOCKS_LINES_MIN)
			continue;
		*text = behind;
		buf_clear(out);
		buf_addf(out, "P5 %u %u 255\n", columns * width, lines * height);
		for (uint32_t i = 0; i < lines && bytes_cut(&first, '\n', &line); i++)
			/* The beginning of a text loses its blanks on the way; the other lines still have theirs. */
			paint_line(line, i == 0 && first_indent == 0 && least < columns ? least : 0, columns, width, height, out);
		return buf_ok(out);
	}
	return false;
}
