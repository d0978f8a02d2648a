#include "office/objects.h"

#include "base/reader.h"
#include "office/field.h"

#define NAME_OCTETS_MAX 1024

static const struct {
	uint8_t id[16];
	enum document_sign sign;
	const char *name;
} classes[] = {
	{ { 0x02, 0xCE, 0x02, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 }, DOCUMENT_EQUATION, "Equation.3" },
	{ { 0x03, 0xCE, 0x02, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 }, DOCUMENT_EQUATION, "Equation.2" },
	{ { 0x00, 0x03, 0x00, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 }, DOCUMENT_LINK_OBJECT, "OLE2Link" },
	{ { 0x03, 0x03, 0x00, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 }, DOCUMENT_LINK_OBJECT, "FileMoniker" },
	{ { 0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0, 0xAA, 0, 0x4B, 0xA9, 0x0B }, DOCUMENT_LINK_OBJECT,
	  "URLMoniker" },
	{ { 0x20, 0x69, 0x33, 0x25, 0xF9, 0x03, 0xCF, 0x11, 0x8F, 0xD0, 0, 0xAA, 0, 0x68, 0x6F, 0x13 }, DOCUMENT_LINK_OBJECT,
	  "htmlfile" },
	{ { 0xF3, 0xDB, 0x90, 0x62, 0xD2, 0x48, 0xAA, 0x11, 0x84, 0x32, 0, 0x60, 0x08, 0xC3, 0xFB, 0xFC }, DOCUMENT_LINK_OBJECT,
	  "script" },
	{ { 0xF4, 0xD8, 0x50, 0x30, 0xB5, 0x98, 0xCF, 0x11, 0xBB, 0x82, 0, 0xAA, 0, 0xBD, 0xCE, 0x0B }, DOCUMENT_LINK_OBJECT,
	  "mshta" },
	{ { 0xC3, 0x2A, 0xB2, 0xEA, 0xC1, 0x30, 0xCF, 0x11, 0xA7, 0xEB, 0, 0, 0xC0, 0x5B, 0xAE, 0x0B }, DOCUMENT_ACTIVEX,
	  "Shell.Explorer" },
	{ { 0x0C, 0x00, 0x03, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 }, DOCUMENT_PACKAGE, "Package" },
};

void
objects_class(struct office *o, struct bytes name)
{
	static const struct {
		struct bytes start;
		enum document_sign sign;
	} names[] = {
		{ BYTES_INIT("equation."), DOCUMENT_EQUATION }, { BYTES_INIT("ole2link"), DOCUMENT_LINK_OBJECT },
		{ BYTES_INIT("htmlfile"), DOCUMENT_LINK_OBJECT }, { BYTES_INIT("mshtml"), DOCUMENT_LINK_OBJECT },
		{ BYTES_INIT("script"), DOCUMENT_LINK_OBJECT }, { BYTES_INIT("package"), DOCUMENT_PACKAGE },
		{ BYTES_INIT("otkloadr"), DOCUMENT_EXPLOIT_TEXT }, { BYTES_INIT("forms."), DOCUMENT_ACTIVEX },
		{ BYTES_INIT("shell.explorer"), DOCUMENT_ACTIVEX }, { BYTES_INIT("shockwaveflash"), DOCUMENT_ACTIVEX },
	};
	name = bytes_trim(name);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (bytes_starts_nocase(name, names[i].start))
			office_sign(o, names[i].sign);
	office_sign(o, DOCUMENT_OBJECT);
	office_relation(o, BYTES("class"), name);
}

static struct bytes
text_to_nul(struct reader *r)
{
	struct bytes rest = bytes_from(r->all, r->pos);
	size_t end = bytes_find_octet(bytes_to(rest, NAME_OCTETS_MAX), 0);
	if (end == BYTES_NOT_FOUND) {
		r->bad = true;
		return BYTES_NONE;
	}
	reader_skip(r, end + 1);
	return bytes_to(rest, end);
}

static struct bytes
base_name(struct bytes path)
{
	for (size_t i = path.len; i-- > 0;)
		if (path.at[i] == '\\' || path.at[i] == '/')
			return bytes_from(path, i + 1);
	return path;
}

/* Label, path and octets of a file that a click writes out and starts. */
static bool
package(struct office *o, struct bytes data)
{
	struct reader r = reader_of(data);
	if (reader_u16le(&r) != 2)
		return false;
	struct bytes label = text_to_nul(&r), path = text_to_nul(&r);
	uint16_t kind = reader_u16le(&r);
	(void)reader_u16le(&r);
	/* 3: the file itself; 1: a link to one. */
	if (kind != 3) {
		if (reader_ok(&r) && field_is_remote(path)) {
			office_sign(o, DOCUMENT_EXTERNAL_OBJECT);
			office_relation(o, BYTES("package"), path);
		}
		return reader_ok(&r);
	}
	uint32_t temporary = reader_u32le(&r);
	struct bytes written = reader_take(&r, temporary);
	uint32_t length = reader_u32le(&r);
	if (!reader_ok(&r))
		return false;
	if (written.len != 0 && written.at[written.len - 1] == 0)
		written.len--;
	struct bytes name = base_name(written.len != 0 ? written : path);
	struct bytes content = reader_take(&r, length < reader_left(&r) ? length : reader_left(&r));
	office_sign(o, DOCUMENT_PACKAGE);
	office_sign(o, DOCUMENT_OBJECT);
	o->facts.objects++;
	office_child(o, office_decode(o, name.len != 0 ? name : label, 936), content);
	return true;
}

/* The stream in which an object's own octets lie, behind their length. */
static void
native(struct office *o, struct bytes stream)
{
	struct reader r = reader_of(stream);
	uint32_t length = reader_u32le(&r);
	(void)package(o, bytes_to(bytes_from(stream, 4), length));
}

/* The readable class stands behind two or three texts of a fixed form: all runs of letters are tried. */
static void
class_texts(struct office *o, struct bytes stream)
{
	static const struct bytes names[] = { BYTES_INIT("Equation.3"), BYTES_INIT("Equation.2"), BYTES_INIT("Package"),
		BYTES_INIT("OLE2Link"), BYTES_INIT("htmlfile"), BYTES_INIT("Shell.Explorer"), BYTES_INIT("Forms.") };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (bytes_has(stream, names[i]))
			objects_class(o, names[i]);
}

/* A link object's moniker names where the object lies. */
static void
moniker(struct office *o, struct bytes stream)
{
	static const struct bytes starts[] = { BYTES_INIT("h\0t\0t\0p\0"), BYTES_INIT("s\0c\0r\0i\0p\0t\0:\0"),
		BYTES_INIT("m\0h\0t\0m\0l\0:\0"), BYTES_INIT("\\\0\\\0") };
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t at = bytes_find(stream, starts[i]);
		if (at == BYTES_NOT_FOUND)
			continue;
		size_t end = at;
		while (end + 1 < stream.len && (stream.at[end] != 0 || stream.at[end + 1] != 0))
			end += 2;
		buf_clear(&o->scratch);
		office_utf16(bytes_slice(stream, at, end), &o->scratch);
		office_sign(o, DOCUMENT_LINK_OBJECT);
		office_sign(o, DOCUMENT_EXTERNAL_OBJECT);
		office_relation(o, BYTES("moniker"), buf_bytes(&o->scratch));
		office_code(o, buf_bytes(&o->scratch));
	}
}

bool
objects_read(struct office *o, struct cfb *c)
{
	static const uint8_t none[16];
	bool found = false;
	for (uint32_t i = 0; i < c->count; i++) {
		const struct cfb_entry *e = &c->entries[i];
		if (e->type != CFB_STREAM) {
			for (size_t k = 0; k < sizeof classes / sizeof *classes && memcmp(e->clsid, none, 16) != 0; k++)
				if (memcmp(e->clsid, classes[k].id, 16) == 0) {
					office_sign(o, classes[k].sign);
					office_sign(o, DOCUMENT_OBJECT);
					office_relation(o, BYTES("class"), bytes_of_cstr(classes[k].name));
					found = true;
				}
			continue;
		}
		if (bytes_equal_nocase(e->name, BYTES("\1Ole10Native"))) {
			native(o, cfb_stream(c, i));
			found = true;
		} else if (bytes_equal(e->name, BYTES("\1CompObj")) && e->parent != 0) {
			class_texts(o, cfb_stream(c, i));
		} else if (bytes_equal(e->name, BYTES("\1Ole"))) {
			moniker(o, cfb_stream(c, i));
		} else if (bytes_equal_nocase(e->name, BYTES("Equation Native"))) {
			office_sign(o, DOCUMENT_EQUATION);
			office_sign(o, DOCUMENT_OBJECT);
			found = true;
		}
	}
	return found;
}

bool
objects_read_ole1(struct office *o, struct bytes octets)
{
	struct reader r = reader_of(octets);
	reader_skip(&r, 4);
	uint32_t kind = reader_u32le(&r);
	uint32_t length = reader_u32le(&r);
	struct bytes class = length <= NAME_OCTETS_MAX ? reader_take(&r, length) : BYTES_NONE;
	if (class.len != 0 && class.at[class.len - 1] == 0)
		class.len--;
	struct bytes topic = reader_take(&r, reader_u32le(&r));
	reader_skip(&r, reader_u32le(&r));
	o->facts.objects++;
	office_sign(o, DOCUMENT_OBJECT);
	if (!reader_ok(&r) || (kind != 1 && kind != 2)) {
		size_t at = bytes_find(octets, BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
		if (at != BYTES_NOT_FOUND)
			office_child(o, BYTES("object"), bytes_from(octets, at));
		return false;
	}
	objects_class(o, class);
	if (kind == 1) {
		if (field_is_remote(topic)) {
			office_sign(o, DOCUMENT_EXTERNAL_OBJECT);
			office_relation(o, BYTES("link"), topic);
		}
		return true;
	}
	uint32_t size = reader_u32le(&r);
	struct bytes data = reader_take(&r, size < reader_left(&r) ? size : reader_left(&r));
	/* A compound file is a document of its own; its classes count for the one that holds it, too. */
	if (cfb_is(data)) {
		struct cfb inner;
		if (cfb_open(data, o->arena, &inner) == 0)
			(void)objects_read(o, &inner);
		office_child(o, class, data);
	} else if (!package(o, data) && bytes_starts_nocase(class, BYTES("package"))) {
		office_child(o, class, data);
	}
	return true;
}
