#include "office/office.h"

#include <stdio.h>

#include "base/utf8.h"
#include "mail/charset.h"
#include "office/lock.h"

void
office_init(struct office *o, struct arena *arena)
{
	*o = (struct office){ .arena = arena, .work = OFFICE_WORK_MAX };
	buf_init(&o->text, OFFICE_TEXT_MAX);
	buf_init(&o->code, OFFICE_CODE_MAX);
	buf_init(&o->scratch, OFFICE_TEXT_MAX);
}

void
office_done(struct office *o)
{
	buf_done(&o->text);
	buf_done(&o->code);
	buf_done(&o->scratch);
}

/* Well-formed, without controls, cut; in the arena. */
static struct bytes
cleaned(struct office *o, struct bytes text, size_t max)
{
	uint8_t clean[DOCUMENT_SAMPLE_MAX + 4];
	size_t len = 0;
	for (size_t pos = 0; pos < text.len && len < max;) {
		uint32_t cp = utf8_next(text, &pos);
		if (cp >= 0x20 && cp != 0x7f)
			len += utf8_write(cp, clean + len);
		else if (len != 0 && clean[len - 1] != ' ')
			clean[len++] = ' ';
	}
	struct bytes copy = BYTES_NONE;
	(void)arena_copy(o->arena, utf8_prefix(bytes_of(clean, len), max), &copy);
	return copy;
}

void
office_sample(struct office *o, struct bytes text)
{
	if (o->facts.samples.count >= DOCUMENT_SAMPLES_MAX || text.len == 0)
		return;
	struct bytes copy = cleaned(o, text, DOCUMENT_SAMPLE_MAX);
	for (size_t i = 0; i < o->facts.samples.count; i++)
		if (bytes_equal(o->facts.samples.at[i], copy))
			return;
	struct bytes *slot = copy.len != 0 ? LIST_ADD(o->arena, &o->facts.samples) : NULL;
	if (slot != NULL)
		*slot = copy;
}

void
office_relation(struct office *o, struct bytes kind, struct bytes target)
{
	if (o->facts.relations.count >= DOCUMENT_RELATIONS_MAX)
		return;
	struct casefile_relation r = { cleaned(o, kind, 64), cleaned(o, target, DOCUMENT_SAMPLE_MAX) };
	for (size_t i = 0; i < o->facts.relations.count; i++)
		if (bytes_equal(o->facts.relations.at[i].kind, r.kind) && bytes_equal(o->facts.relations.at[i].target, r.target))
			return;
	struct casefile_relation *slot = LIST_ADD(o->arena, &o->facts.relations);
	if (slot != NULL)
		*slot = r;
}

void
office_child(struct office *o, struct bytes name, struct bytes content)
{
	if (o->children.count >= OFFICE_CHILDREN_MAX) {
		office_gap(o, GAP_LIMIT, BYTES("the document holds more files than are looked into"));
		return;
	}
	struct office_child *child = LIST_ADD(o->arena, &o->children);
	if (child != NULL)
		*child = (struct office_child){ cleaned(o, name, DOCUMENT_SAMPLE_MAX), content };
}

void
office_gap(struct office *o, enum gap_reason reason, struct bytes text)
{
	for (size_t i = 0; i < o->gaps.count; i++)
		if (o->gaps.at[i].reason == reason && bytes_equal(o->gaps.at[i].text, text))
			return;
	struct office_gap *gap = o->gaps.count < OFFICE_GAPS_MAX ? LIST_ADD(o->arena, &o->gaps) : NULL;
	if (gap != NULL)
		*gap = (struct office_gap){ reason, text };
}

bool
office_work(struct office *o, uint64_t octets)
{
	if (octets <= o->work) {
		o->work -= octets;
		return true;
	}
	o->work = 0;
	office_gap(o, GAP_LIMIT, BYTES("the document costs more to read than one may"));
	return false;
}

/* A line of B, repaired where it is no UTF-8: what was decoded from hexadecimal is whatever it is. */
static void
add_line(struct buf *out, struct bytes b, size_t max)
{
	if (b.len == 0)
		return;
	if (utf8_valid(b))
		buf_add(out, utf8_prefix(b, max - out->len));
	else
		for (size_t pos = 0; pos < b.len && buf_ok(out);)
			utf8_add(out, utf8_next(b, &pos));
	buf_add_octet(out, '\n');
}

void
office_text(struct office *o, struct bytes utf8)
{
	add_line(&o->text, utf8, OFFICE_TEXT_MAX);
	if (!buf_ok(&o->text))
		office_gap(o, GAP_LIMIT, BYTES("the document has more text than is read"));
}

void
office_code(struct office *o, struct bytes utf8)
{
	add_line(&o->code, utf8, OFFICE_CODE_MAX);
	if (!buf_ok(&o->code))
		office_gap(o, GAP_LIMIT, BYTES("the document has more code than is read"));
}

void
office_utf16(struct bytes from, struct buf *out)
{
	for (size_t i = 0; i + 1 < from.len; i += 2) {
		uint32_t cp = (uint32_t)(from.at[i] | from.at[i + 1] << 8);
		if (cp >= 0xD800 && cp < 0xDC00 && i + 3 < from.len) {
			uint32_t low = (uint32_t)(from.at[i + 2] | from.at[i + 3] << 8);
			if (low >= 0xDC00 && low < 0xE000) {
				cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		if (cp != 0)
			utf8_add(out, cp);
	}
}

/* Where windows-1252 leaves Latin-1; holes are themselves. */
static const uint16_t latin_high[32] = {
	0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
};

void
office_latin1(struct bytes from, struct buf *out)
{
	for (size_t i = 0; i < from.len; i++) {
		uint8_t c = from.at[i];
		if (c != 0)
			utf8_add(out, c >= 0x80 && c < 0xA0 ? latin_high[c - 0x80] : c);
	}
}

struct bytes
office_utf8(struct office *o, struct bytes text)
{
	struct bytes utf8;
	if (bytes_starts(text, BYTES("\xFF\xFE")))
		return office_decode(o, bytes_from(text, 2), 1200);
	if (charset_to_utf8(text, BYTES_NONE, o->arena, &utf8, NULL) != 0)
		return BYTES_NONE;
	return utf8;
}

struct bytes
office_decode(struct office *o, struct bytes text, uint32_t codepage)
{
	char label[32];
	struct bytes utf8;
	/* 10000 and above are code pages of the Macintosh. */
	if (codepage == 0 || codepage == 10000)
		codepage = 1252;
	if (codepage == 1200 || codepage == 65001)
		(void)snprintf(label, sizeof label, "%s", codepage == 1200 ? "utf-16le" : "utf-8");
	else
		(void)snprintf(label, sizeof label, codepage == 936 || codepage == 932 || codepage == 949 || codepage == 950
		    ? "cp%u" : codepage == 54936 ? "gb18030" : "windows-%u", codepage);
	if (charset_to_utf8(text, bytes_of_cstr(label), o->arena, &utf8, NULL) != 0)
		return BYTES_NONE;
	return utf8;
}

int
office_preload(struct why *why)
{
	return lock_preload(why);
}
