#include "strip/pages.h"

#include "base/utf8.h"

/* A4 in points, Courier of 10: 6 points each, what has no room in it 10. */
#define LEFT 56
#define TOP 780
#define LEADING 14
#define LINE_WIDTH 486
#define NARROW 6
#define WIDE 10

/* Objects before the first page: catalogue, tree, fonts. */
#define FIRST_PAGE 10
#define OBJECTS_MAX (FIRST_PAGE + 2 * PAGES_MAX)

enum face { COURIER, CHINESE, KOREAN };

struct pages {
	struct buf *out;
	size_t start; /* of the file in OUT */
	size_t offsets[OBJECTS_MAX];
	struct buf drawn; /* the page at hand */
	size_t lines, count;
};

static void
begin_object(struct pages *p, size_t number)
{
	p->offsets[number] = p->out->len - p->start;
	buf_addf(p->out, "%zu 0 obj\n", number);
}

static void
write_fonts(struct pages *p)
{
	static const struct {
		const char *font, *map, *order;
		int supplement;
	} faces[] = { { "STSong-Light", "UniGB-UTF16-H", "GB1", 4 }, { "HYSMyeongJo-Medium", "UniKS-UTF16-H", "Korea1", 2 } };
	begin_object(p, 3);
	buf_add_cstr(p->out, "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>\nendobj\n");
	for (size_t i = 0; i < 2; i++) {
		size_t at = 4 + 3 * i;
		begin_object(p, at);
		buf_addf(p->out, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/%s/DescendantFonts[%zu 0 R]>>\nendobj\n", faces[i].font,
		    faces[i].map, at + 1);
		begin_object(p, at + 1);
		buf_addf(p->out, "<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement %d>>"
		                 "/FontDescriptor %zu 0 R/DW 1000>>\nendobj\n", faces[i].font, faces[i].order, faces[i].supplement, at + 2);
		begin_object(p, at + 2);
		buf_addf(p->out, "<</Type/FontDescriptor/FontName/%s/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
		                 "/Descent -120/CapHeight 880/StemV 93>>\nendobj\n", faces[i].font);
	}
}

static void
end_page(struct pages *p)
{
	size_t page = FIRST_PAGE + 2 * p->count;
	begin_object(p, page);
	buf_addf(p->out, "<</Type/Page/Parent 2 0 R/Contents %zu 0 R>>\nendobj\n", page + 1);
	begin_object(p, page + 1);
	buf_addf(p->out, "<</Length %zu>>\nstream\n", p->drawn.len);
	buf_add(p->out, buf_bytes(&p->drawn));
	buf_add_cstr(p->out, "\nendstream\nendobj\n");
	buf_clear(&p->drawn);
	p->lines = 0;
	p->count++;
}

/* Controls are blanks. */
static uint32_t
next_drawn(struct bytes text, size_t *pos)
{
	uint32_t cp = utf8_next(text, pos);
	return cp < ' ' || (cp >= 0x7F && cp < 0xA0) ? ' ' : cp;
}

/* Its octet in WinAnsiEncoding; 0: it has none. */
static uint8_t
latin(uint32_t cp)
{
	static const struct {
		uint16_t cp;
		uint8_t octet;
	} others[] = { { 0x20AC, 0x80 }, { 0x2026, 0x85 }, { 0x2018, 0x91 }, { 0x2019, 0x92 }, { 0x201C, 0x93 }, { 0x201D, 0x94 },
		{ 0x2022, 0x95 }, { 0x2013, 0x96 }, { 0x2014, 0x97 }, { 0x2122, 0x99 } };
	if ((cp >= ' ' && cp < 0x7F) || (cp >= 0xA0 && cp <= 0xFF))
		return (uint8_t)cp;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (others[i].cp == cp)
			return others[i].octet;
	return 0;
}

static enum face
face_of(uint32_t cp)
{
	bool is_korean = (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x3130 && cp <= 0x318F) || (cp >= 0xAC00 && cp <= 0xD7A3);
	return latin(cp) != 0 ? COURIER : is_korean ? KOREAN : CHINESE;
}

/* Hexadecimal: no octet that a sender chose stands in the file as it is, not even for a reader that repairs it. */
static void
draw_one(struct buf *out, uint32_t cp, enum face face)
{
	if (face != COURIER && cp >= 0x10000)
		buf_addf(out, "%04X%04X", (unsigned)(0xD800 + ((cp - 0x10000) >> 10)), (unsigned)(0xDC00 + ((cp - 0x10000) & 0x3FF)));
	else if (face != COURIER)
		buf_addf(out, "%04X", (unsigned)cp);
	else
		buf_addf(out, "%02X", (unsigned)latin(cp));
}

static void
draw_line(struct pages *p, struct bytes line)
{
	static const char *const begins[] = { "/F1 10 Tf<", "/F2 10 Tf<", "/F3 10 Tf<" };
	struct buf *out = &p->drawn;
	int now = -1;
	buf_addf(out, "BT %d %zu Td ", LEFT, TOP - LEADING * p->lines);
	for (size_t pos = 0; pos < line.len;) {
		uint32_t cp = next_drawn(line, &pos);
		enum face face = face_of(cp);
		if (now != (int)face) {
			buf_add_cstr(out, now >= 0 ? ">Tj " : "");
			buf_add_cstr(out, begins[face]);
			now = (int)face;
		}
		draw_one(out, cp, face);
	}
	buf_add_cstr(out, now >= 0 ? ">Tj ET\n" : "ET\n");
	if (++p->lines == PAGES_LINES)
		end_page(p);
}

/* What of TEXT, which has no line end, has room on a line: to its last blank where there is one. */
static size_t
fitting(struct bytes text)
{
	size_t blank = 0, width = 0;
	for (size_t pos = 0, before = 0; pos < text.len; before = pos) {
		uint32_t cp = next_drawn(text, &pos);
		width += face_of(cp) == COURIER ? NARROW : WIDE;
		if (width > LINE_WIDTH)
			return blank != 0 ? blank : before;
		if (cp == ' ')
			blank = pos;
	}
	return text.len;
}

static void
write_end(struct pages *p)
{
	size_t objects = FIRST_PAGE + 2 * p->count;
	begin_object(p, 1);
	buf_add_cstr(p->out, "<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
	begin_object(p, 2);
	buf_addf(p->out, "<</Type/Pages/Count %zu/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 R/F3 7 0 R>>>>/Kids[", p->count);
	for (size_t i = 0; i < p->count; i++)
		buf_addf(p->out, "%zu 0 R ", FIRST_PAGE + 2 * i);
	buf_add_cstr(p->out, "]>>\nendobj\n");
	size_t table = p->out->len - p->start;
	buf_addf(p->out, "xref\n0 %zu\n0000000000 65535 f \n", objects);
	for (size_t i = 1; i < objects; i++)
		buf_addf(p->out, "%010zu 00000 n \n", p->offsets[i]);
	buf_addf(p->out, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", objects, table);
}

bool
pages_write(struct bytes text, struct buf *out)
{
	struct pages p = { .out = out, .start = out->len };
	struct bytes line = BYTES_NONE;
	buf_init(&p.drawn, PAGES_OCTETS_MAX);
	buf_add_cstr(out, "%PDF-1.5\n");
	write_fonts(&p);
	while (p.count < PAGES_MAX && bytes_cut(&text, '\n', &line)) {
		do {
			size_t len = fitting(line);
			draw_line(&p, bytes_to(line, len));
			line = bytes_from(line, len);
		} while (line.len != 0 && p.count < PAGES_MAX);
		if (line.len != 0)
			break;
	}
	bool is_all = text.len == 0 && line.len == 0;
	if (p.lines != 0 || p.count == 0)
		end_page(&p);
	write_end(&p);
	buf_done(&p.drawn);
	return is_all;
}
