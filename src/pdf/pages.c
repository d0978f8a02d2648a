#include <stdio.h>

#include "pdf/inside.h"
#include "picture/codes.h"

/* Pixels of a page's longer side: 100 dpi of A4, and twice that where a code seems to be there but is not read. */
#define SIDE 1170.0f
/* ... of one to read words on: 150 dpi. */
#define SIDE_WORDS 1755.0f

static float
area(fz_rect r)
{
	return fz_is_empty_rect(r) || fz_is_infinite_rect(r) ? 0 : (r.x1 - r.x0) * (r.y1 - r.y0);
}

/* Percent of PAGE that PART covers. */
static uint32_t
cover(fz_rect part, fz_rect page)
{
	float whole = area(page), here = area(fz_intersect_rect(part, page));
	float percent = whole > 0 ? here / whole * 100.0f : 0;
	return percent >= 100.0f ? 100 : percent > 0 ? (uint32_t)percent : 0;
}

static void
read_links(struct pdf *p, fz_page *page, fz_rect bounds, uint32_t number)
{
	fz_link *links = fz_load_links(p->ctx, page);
	for (fz_link *l = links; l != NULL; l = l->next) {
		uint32_t percent = cover(l->rect, bounds);
		if (l->uri == NULL || l->uri[0] == '#')
			continue; /* into the document itself */
		pdf_add_link(p, UNPACKED_LINK, bytes_of_cstr(l->uri), number, 0);
		if (number == 1 && percent > p->out->facts.link_cover)
			p->out->facts.link_cover = percent;
	}
	fz_drop_link(p->ctx, links);
}

static void
read_text(struct pdf *p, fz_page *page, const fz_rect *bounds, uint32_t number)
{
	fz_stext_options options = { .flags = FZ_STEXT_PRESERVE_IMAGES };
	fz_stext_page *text = NULL;
	fz_buffer *buffer = NULL;
	fz_var(text);
	fz_var(buffer);
	fz_try(p->ctx)
	{
		unsigned char *at;
		text = fz_new_stext_page_from_page(p->ctx, page, &options);
		for (fz_stext_block *b = text->first_block; b != NULL; b = b->next) {
			uint32_t percent = b->type == FZ_STEXT_BLOCK_IMAGE ? cover(b->bbox, *bounds) : 0;
			p->out->facts.pictures += b->type == FZ_STEXT_BLOCK_IMAGE;
			if (number == 1 && percent > p->out->facts.picture_cover)
				p->out->facts.picture_cover = percent;
		}
		buffer = fz_new_buffer_from_stext_page(p->ctx, text);
		size_t len = fz_buffer_storage(p->ctx, buffer, &at);
		buf_add(&p->text, bytes_to(bytes_of(at, len), PDF_TEXT_MAX - p->text.len));
		buf_add_octet(&p->text, '\n');
		p->is_full |= !buf_ok(&p->text);
	}
	fz_always(p->ctx)
	{
		fz_drop_buffer(p->ctx, buffer);
		fz_drop_stext_page(p->ctx, text);
	}
	fz_catch(p->ctx)
		p->is_partly = true;
}

/* PAGE in grey, its longer side SIDE pixels.  Gives: false where it cannot be drawn; else the caller frees it with gray_done. */
static bool
draw(struct pdf *p, fz_page *page, fz_rect bounds, float side, struct gray *out)
{
	fz_pixmap *map = NULL;
	float longer = bounds.x1 - bounds.x0 > bounds.y1 - bounds.y0 ? bounds.x1 - bounds.x0 : bounds.y1 - bounds.y0;
	if (longer < 1 || longer > 100000)
		return false;
	fz_var(map);
	fz_try(p->ctx)
		map = fz_new_pixmap_from_page(p->ctx, page, fz_scale(side / longer, side / longer), fz_device_gray(p->ctx), 0);
	fz_catch(p->ctx)
		p->is_partly = true;
	bool is_drawn = map != NULL && map->w > 0 && map->h > 0 && (int64_t)map->w * map->h <= PICTURE_KEPT_MAX;
	if (is_drawn) {
		*out = gray_new((uint32_t)map->w, (uint32_t)map->h);
		for (int y = 0; y < map->h; y++)
			memcpy(&out->at[(size_t)y * (size_t)map->w], map->samples + (ptrdiff_t)y * map->stride, (size_t)map->w);
	}
	fz_drop_pixmap(p->ctx, map);
	return is_drawn;
}

/* The codes that a person sees on PAGE.  Gives: whether one seems to be there that was not read. */
static bool
read_codes(struct pdf *p, fz_page *page, fz_rect bounds, uint32_t number, float side)
{
	struct codes codes = { .marks = 0 };
	struct gray g;
	if (!draw(p, page, bounds, side, &g))
		return false;
	struct picture picture = { g.width, g.height, 1, g.at };
	(void)codes_find(&picture, true, p->arena, &codes);
	gray_done(&g);
	for (size_t i = 0; i < codes.found.count; i++)
		pdf_add_link(p, UNPACKED_CODE, codes.found.at[i].text, number, codes.found.at[i].how);
	return codes.found.count == 0 && codes.is_small;
}

/* PAGE has no text: whoever reads words in pictures gets it as one, if anything is written on it. */
static void
give_drawn(struct pdf *p, fz_page *page, fz_rect bounds, uint32_t number)
{
	struct gray g;
	char text[40];
	if (p->drawn >= PDF_PAGES_DRAWN || !draw(p, page, bounds, SIDE_WORDS, &g))
		return;
	struct picture picture = { g.width, g.height, 1, g.at };
	int len = snprintf(text, sizeof text, "%u", number);
	struct unpacked_entry *e = NULL;
	if (picture_strokes(&picture) >= PDF_STROKES_MIN)
		e = pdf_add_entry(p, bytes_of(text, (size_t)len), UNPACKED_PAGE);
	if (e != NULL) {
		p->drawn++;
		len = snprintf(text, sizeof text, "P5 %u %u 255\n", g.width, g.height);
		if (pdf_put(p, e, bytes_of(text, (size_t)len)))
			(void)pdf_put(p, e, bytes_of(g.at, (size_t)g.width * g.height));
	}
	gray_done(&g);
}

static void
read_page(struct pdf *p, uint32_t number)
{
	fz_page *page = NULL;
	fz_var(page);
	fz_try(p->ctx)
	{
		page = fz_load_page(p->ctx, &p->doc->super, (int)number - 1);
		fz_rect bounds = fz_bound_page(p->ctx, page);
		read_links(p, page, bounds, number);
		size_t before = p->text.len;
		read_text(p, page, &bounds, number);
		bool has_words = p->text.len - before >= PDF_WORDS_MIN;
		if (number <= PDF_PAGES_SHOWN && read_codes(p, page, bounds, number, SIDE))
			(void)read_codes(p, page, bounds, number, SIDE * 2);
		if (number <= PDF_PAGES_SHOWN && !has_words)
			give_drawn(p, page, bounds, number);
	}
	fz_always(p->ctx)
		fz_drop_page(p->ctx, page);
	fz_catch(p->ctx)
		p->is_partly = true;
}

void
pdf_read_pages(struct pdf *p)
{
	int count = 0;
	fz_var(count);
	fz_try(p->ctx)
		count = pdf_count_pages(p->ctx, p->doc);
	fz_catch(p->ctx)
		p->is_partly = true;
	p->out->facts.pages = count > 0 ? (uint32_t)count : 0;
	for (uint32_t i = 0; i < p->out->facts.pages && i < PDF_PAGES_MAX && buf_ok(&p->text); i++)
		read_page(p, i + 1);
	p->is_full |= p->out->facts.pages > PDF_PAGES_MAX;
}
