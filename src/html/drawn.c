#include "html/drawn.h"

#include "base/buf.h"
#include "html/entity.h"
#include "html/style.h"
#include "html/tags.h"
#include "html/tokenize.h"

/* Pixels of a cell that names no size. */
#define CELL 4u

struct run {
	uint32_t units; /* columns, or pixels */
	bool is_pixels;
	uint8_t gray;
};

struct row {
	size_t first, count; /* of table.runs */
	uint32_t height;     /* pixels; 0: not named */
};

struct table {
	LIST(struct run) runs;
	LIST(struct row) rows;
	uint8_t gray;     /* its own background */
	uint8_t row_gray; /* of the open row */
};

struct drawing {
	struct arena *arena;
	struct drawn *out;
	struct table tables[DRAWN_DEPTH_MAX];
	size_t depth;   /* tables open; more than DRAWN_DEPTH_MAX are counted, not drawn */
	uint32_t group, row;
	bool row_used, group_used;
	size_t cells;
};

/* What a tag says about its box. */
struct look {
	bool has_gray;
	uint8_t gray;
	uint32_t width, height, span;
	struct bytes source;
};

static uint8_t
gray_of(int32_t rgba)
{
	uint32_t c = (uint32_t)rgba, alpha = c & 255;
	uint32_t luma = (77 * (c >> 24) + 150 * (c >> 16 & 255) + 29 * (c >> 8 & 255)) >> 8;
	return (uint8_t)((luma * alpha + 255 * (255 - alpha)) / 255);
}

static uint32_t
number_of(struct bytes text, uint32_t max)
{
	uint32_t n = 0;
	text = bytes_trim(text);
	for (size_t i = 0; i < text.len && ascii_is_digit(text.at[i]); i++)
		n = n * 10 + (uint32_t)(text.at[i] - '0') <= max ? n * 10 + (uint32_t)(text.at[i] - '0') : max;
	return n;
}

static uint32_t
pixels_of(const struct css *css, enum css_property p)
{
	int32_t length = css_has(css, p) ? css->value[p] : 0;
	return length > 0 && length / 1000 <= (int32_t)DRAWN_SIDE_MAX ? ((uint32_t)length + 500) / 1000 : 0;
}

static struct look
read_look(struct html_tokens *t)
{
	struct look l = { .span = 1 };
	struct html_attribute a;
	while (html_attribute_next(t, &a)) {
		int32_t colour;
		if (bytes_equal_nocase(a.name, BYTES("colspan"))) {
			l.span = number_of(a.value, DRAWN_SIDE_MAX);
			continue;
		}
		switch (attr_find(a.name)) {
		case ATTR_BGCOLOR:
			if (!l.has_gray && (l.has_gray = css_colour(bytes_trim(a.value), &colour)))
				l.gray = gray_of(colour);
			break;
		case ATTR_WIDTH:
			l.width = number_of(a.value, DRAWN_SIDE_MAX);
			break;
		case ATTR_HEIGHT:
			l.height = number_of(a.value, DRAWN_SIDE_MAX);
			break;
		case ATTR_SRC:
			l.source = l.source.len == 0 ? a.value : l.source;
			break;
		case ATTR_STYLE: {
			struct css css = { .set = 0 };
			css_declare(a.value, &css);
			if (css_has(&css, CSS_BACKGROUND)) {
				l.has_gray = true;
				l.gray = gray_of(css.value[CSS_BACKGROUND]);
			}
			l.width = pixels_of(&css, CSS_WIDTH) != 0 ? pixels_of(&css, CSS_WIDTH) : l.width;
			l.height = pixels_of(&css, CSS_HEIGHT) != 0 ? pixels_of(&css, CSS_HEIGHT) : l.height;
			break;
		}
		default:
			break;
		}
	}
	l.span = l.span == 0 ? 1 : l.span;
	return l;
}

/* Do most cells name their width?  Then pixels count, else columns. */
static bool
counts_pixels(const struct table *t)
{
	size_t named = 0;
	for (size_t i = 0; i < t->runs.count; i++)
		named += t->runs.at[i].is_pixels;
	return named * 2 > t->runs.count;
}

static uint32_t
width_of(const struct table *t, const struct row *row, bool by_pixels)
{
	uint32_t width = 0;
	for (size_t i = 0; i < row->count; i++) {
		const struct run *r = &t->runs.at[row->first + i];
		width += r->is_pixels == by_pixels ? r->units : 1;
	}
	return width;
}

static void
paint(struct drawn_grid *g, const struct table *t, const struct row *row, bool by_pixels, uint32_t scale, uint32_t y,
    uint32_t height)
{
	uint32_t x = 0;
	for (size_t i = 0; i < row->count; i++) {
		const struct run *r = &t->runs.at[row->first + i];
		uint32_t end = x + (r->is_pixels == by_pixels ? r->units : 1) * scale;
		for (uint32_t v = y; v < y + height && v < g->height; v++)
			for (uint32_t u = x; u < end && u < g->width; u++)
				g->at[(size_t)v * g->width + u] = r->gray;
		x = end;
	}
}

/* A table with enough rows and columns, in black and white, becomes a picture with a margin at its right and foot. */
static void
draw(struct drawing *d, const struct table *t)
{
	bool by_pixels = counts_pixels(t), has_dark = false, has_light = false;
	uint32_t width = 0, height = 0, scale = by_pixels ? 1 : CELL, line = 0;
	for (size_t i = 0; i < t->runs.count; i++) {
		has_dark |= t->runs.at[i].gray < 128;
		has_light |= t->runs.at[i].gray >= 128;
	}
	if (t->rows.count < DRAWN_SIDE_MIN || !has_dark || !has_light || d->out->grids.count >= DRAWN_GRIDS_MAX)
		return;
	for (size_t i = 0; i < t->rows.count; i++) {
		uint32_t w = width_of(t, &t->rows.at[i], by_pixels) * scale;
		width = w > width ? w : width;
	}
	/* Rows that name no height are as high as a column is wide. */
	line = by_pixels ? (width + (uint32_t)t->rows.count / 2) / (uint32_t)t->rows.count : scale;
	for (size_t i = 0; i < t->rows.count; i++)
		height += by_pixels && t->rows.at[i].height != 0 ? t->rows.at[i].height : line;
	if (width < DRAWN_SIDE_MIN || height < DRAWN_SIDE_MIN || width > DRAWN_SIDE_MAX || height > DRAWN_SIDE_MAX)
		return;
	struct drawn_grid g = { .width = width + 4 * CELL, .height = height + 4 * CELL };
	g.at = arena_get(d->arena, g.width, g.height);
	struct drawn_grid *kept = g.at != NULL ? LIST_ADD(d->arena, &d->out->grids) : NULL;
	if (kept == NULL)
		return;
	memset(g.at, 255, (size_t)g.width * g.height);
	for (size_t i = 0, y = 0; i < t->rows.count; i++) {
		uint32_t h = by_pixels && t->rows.at[i].height != 0 ? t->rows.at[i].height : line;
		paint(&g, t, &t->rows.at[i], by_pixels, scale, (uint32_t)y, h);
		y += h;
	}
	*kept = g;
}

static struct table *
top(struct drawing *d)
{
	return d->depth > 0 && d->depth <= DRAWN_DEPTH_MAX ? &d->tables[d->depth - 1] : NULL;
}

static void
open_row(struct table *t, struct arena *arena, const struct look *l)
{
	struct row *row = t->rows.count < DRAWN_SIDE_MAX ? LIST_ADD(arena, &t->rows) : NULL;
	if (row != NULL)
		*row = (struct row){ .first = t->runs.count, .height = l->height };
	t->row_gray = l->has_gray ? l->gray : t->gray;
}

static void
open_cell(struct drawing *d, struct table *t, const struct look *l)
{
	if (t->rows.count == 0 || ++d->cells > DRAWN_CELLS_MAX)
		return;
	struct row *row = &t->rows.at[t->rows.count - 1];
	struct run *run = LIST_ADD(d->arena, &t->runs);
	if (run == NULL)
		return;
	bool is_pixels = l->width != 0 && l->span == 1;
	*run = (struct run){ .units = is_pixels ? l->width : l->span, .is_pixels = is_pixels,
		.gray = l->has_gray ? l->gray : t->row_gray };
	row->count = t->runs.count - row->first;
	row->height = l->height > row->height ? l->height : row->height;
}

static void
break_row(struct drawing *d)
{
	if (d->row_used)
		d->row++;
	d->row_used = false;
}

static void
break_group(struct drawing *d)
{
	break_row(d);
	if (d->group_used)
		d->group++;
	d->group_used = false;
}

static void
add_image(struct drawing *d, const struct look *l)
{
	struct drawn_image *image = NULL;
	if (l->source.len != 0 && d->out->images.count < DRAWN_IMAGES_MAX)
		image = LIST_ADD(d->arena, &d->out->images);
	if (image == NULL)
		return;
	*image = (struct drawn_image){ .source = bytes_trim(l->source), .group = d->group, .row = d->row };
	d->row_used = d->group_used = true;
}

static void
on_start(struct drawing *d, enum html_tag tag, const struct look *l)
{
	struct table *t = top(d);
	switch (tag) {
	case TAG_TABLE:
		if (++d->depth <= DRAWN_DEPTH_MAX)
			d->tables[d->depth - 1] = (struct table){ .gray = l->has_gray ? l->gray : 255 };
		break;
	case TAG_TR:
		if (t != NULL)
			open_row(t, d->arena, l);
		break_row(d);
		break;
	case TAG_TD:
		if (t != NULL)
			open_cell(d, t, l);
		break;
	case TAG_IMG:
		add_image(d, l);
		break;
	case TAG_BR:
	case TAG_P:
	case TAG_DIV:
		break_row(d);
		break;
	default:
		break;
	}
}

void
drawn_read(struct bytes in, struct arena *arena, struct drawn *out)
{
	struct drawing d = { .arena = arena, .out = out };
	struct html_tokens t;
	struct html_token token;
	struct buf text;
	bool is_pre = false;
	buf_init(&text, DRAWN_TEXT_MAX);
	html_tokens_init(&t, in);
	while (html_tokens_next(&t, &token)) {
		struct bytes words = token.kind == HTML_TEXT && !token.raw ? bytes_trim(token.content) : BYTES_NONE;
		if (words.len != 0 && !bytes_equal_nocase(words, BYTES("&nbsp;")))
			break_group(&d);
		if (token.kind == HTML_TEXT && is_pre)
			(void)entity_decode(token.content, false, &text);
		if (token.kind != HTML_START_TAG && token.kind != HTML_END_TAG)
			continue;
		const struct html_tag_info *info = tag_find(token.name);
		if (info == NULL)
			continue;
		if (info->tag == TAG_PRE)
			is_pre = token.kind == HTML_START_TAG;
		if (is_pre && info->tag == TAG_BR)
			buf_add_octet(&text, '\n');
		if (token.kind == HTML_START_TAG) {
			/* Styles are read of what may be drawn with, not of every tag of a newsletter. */
			bool counts = info->tag == TAG_TABLE || info->tag == TAG_TR || info->tag == TAG_TD || info->tag == TAG_IMG;
			struct look l = counts ? read_look(&t) : (struct look){ .span = 1 };
			on_start(&d, info->tag, &l);
		} else if (info->tag == TAG_TABLE && d.depth > 0) {
			if (top(&d) != NULL)
				draw(&d, top(&d));
			d.depth--;
			break_group(&d);
		}
	}
	if (!arena_copy(arena, buf_bytes(&text), &out->preformatted))
		out->preformatted = BYTES_NONE;
	buf_done(&text);
	/* Browsers close what was left open. */
	for (; d.depth > 0; d.depth--)
		if (top(&d) != NULL)
			draw(&d, top(&d));
}
