#include "office/package.h"

#include "office/biff.h"
#include "office/cfb.h"
#include "office/compound.h"
#include "office/field.h"
#include "office/formula.h"
#include "office/sheet12.h"
#include "office/markup.h"

/* Targets and ids of macro sheets that are remembered; real books have one or two. */
#define MACRO_SHEETS_MAX 64

struct package {
	struct office *o;
	struct buf value;  /* an attribute */
	struct buf field;  /* the instruction of the outermost field */
	uint32_t field_depth;
	bool is_result;    /* behind "separate" */
	struct bytes macro_ids[MACRO_SHEETS_MAX]; /* relation ids, raw */
	size_t macro_count;
	bool is_automatic;
};

static struct bytes
attribute(struct package *p, const struct markup *x, struct bytes name)
{
	buf_clear(&p->value);
	markup_decode(markup_attribute(x, name), &p->value);
	return buf_bytes(&p->value);
}

static struct bytes
last_part(struct bytes path)
{
	size_t slash = bytes_find_last_octet(path, '/');
	return slash == BYTES_NOT_FOUND ? path : bytes_from(path, slash + 1);
}

/* One relation.  Links to pages are links; what is fetched by opening is a sign. */
static void
relation(struct package *p, const struct markup *x, struct bytes from)
{
	struct office *o = p->o;
	struct bytes kind = last_part(markup_attribute(x, BYTES("Type")));
	bool is_external = bytes_equal_nocase(markup_attribute(x, BYTES("TargetMode")), BYTES("External"));
	struct bytes target = attribute(p, x, BYTES("Target"));
	if (bytes_equal(kind, BYTES("xlMacrosheet")) || bytes_equal(kind, BYTES("xlIntlMacrosheet"))) {
		office_sign(o, DOCUMENT_XLM);
		o->facts.macro_sheets++;
		if (p->macro_count < MACRO_SHEETS_MAX && bytes_has_nocase(from, BYTES("workbook")))
			p->macro_ids[p->macro_count++] = markup_attribute(x, BYTES("Id"));
	}
	if (bytes_equal(kind, BYTES("control")) || bytes_has_nocase(kind, BYTES("activeX")))
		office_sign(o, DOCUMENT_ACTIVEX);
	bool is_object = bytes_equal(kind, BYTES("oleObject")) || bytes_equal(kind, BYTES("package"));
	if (!is_external) {
		if (is_object) {
			o->facts.objects++;
			office_sign(o, DOCUMENT_OBJECT);
		}
		return;
	}
	if (bytes_equal(kind, BYTES("hyperlink"))) {
		office_code(o, target);
		return;
	}
	office_relation(o, kind, target);
	if (!field_is_remote(target))
		return;
	office_code(o, target);
	if (bytes_equal(kind, BYTES("attachedTemplate")))
		office_sign(o, DOCUMENT_REMOTE_TEMPLATE);
	else if (is_object)
		office_sign(o, DOCUMENT_EXTERNAL_OBJECT);
	else if (bytes_equal(kind, BYTES("frame")) || bytes_equal(kind, BYTES("subDocument")) ||
	         bytes_equal(kind, BYTES("aFChunk")))
		office_sign(o, DOCUMENT_EXTERNAL_FRAME);
	if (bytes_has_nocase(target, BYTES("mhtml:")) || bytes_starts_nocase(target, BYTES("script:")) ||
	    bytes_has_nocase(target, BYTES(".html!")))
		office_sign(o, DOCUMENT_EXPLOIT_TEXT);
}

static void
read_relations(struct package *p, struct markup *x, struct bytes from)
{
	for (enum markup_event e = markup_next(x); e != MARKUP_NOTHING; e = markup_next(x))
		if (e == MARKUP_OPEN && bytes_equal(x->name, BYTES("Relationship")))
			relation(p, x, from);
}

static void
end_field(struct package *p)
{
	if (p->field.len != 0)
		field_read(p->o, buf_bytes(&p->field));
	buf_clear(&p->field);
	p->field_depth = 0;
	p->is_result = false;
}

static void
field_char(struct package *p, struct bytes kind)
{
	if (bytes_equal(kind, BYTES("begin"))) {
		if (p->field_depth == 0)
			end_field(p);
		p->field_depth++;
	} else if (bytes_equal(kind, BYTES("separate"))) {
		p->is_result = p->field_depth == 1;
	} else if (bytes_equal(kind, BYTES("end"))) {
		if (p->field_depth <= 1)
			end_field(p);
		else
			p->field_depth--;
	}
}

/* Word's text and fields, PowerPoint's text, in any part of a package or a flat file; also Excel 2003's cells. */
static void
read_text(struct package *p, struct markup *x)
{
	struct office *o = p->o;
	enum { IN_NOTHING, IN_TEXT, IN_FIELD, IN_PATH } in = IN_NOTHING;
	for (enum markup_event e = markup_next(x); e != MARKUP_NOTHING; e = markup_next(x)) {
		struct bytes name = x->name;
		if (e == MARKUP_TEXT) {
			if (in == IN_TEXT)
				markup_add_text(x, &o->text);
			else if (in == IN_FIELD && !p->is_result)
				markup_add_text(x, &p->field);
			else if (in == IN_PATH) {
				buf_clear(&p->value);
				markup_add_text(x, &p->value);
				if (bytes_find_octet(buf_bytes(&p->value), '|') != BYTES_NOT_FOUND) {
					office_sign(o, DOCUMENT_DDE);
					office_relation(o, BYTES("dde"), buf_bytes(&p->value));
				}
			}
			continue;
		}
		if (e == MARKUP_CLOSE) {
			in = IN_NOTHING;
			if (bytes_equal(name, BYTES("p")) || bytes_equal(name, BYTES("Cell")) || bytes_equal(name, BYTES("si")))
				buf_add_octet(&o->text, '\n');
			continue;
		}
		if (e != MARKUP_OPEN)
			continue;
		in = IN_NOTHING;
		if (bytes_equal(name, BYTES("t")) || bytes_equal(name, BYTES("Data")))
			in = IN_TEXT;
		else if (bytes_equal(name, BYTES("instrText")) || bytes_equal(name, BYTES("delInstrText")))
			in = IN_FIELD;
		else if (bytes_equal(name, BYTES("fldChar")))
			field_char(p, markup_attribute(x, BYTES("fldCharType")));
		else if (bytes_equal(name, BYTES("fldSimple")))
			field_read(o, attribute(p, x, BYTES("instr")));
		else if (bytes_equal(name, BYTES("tab")) || bytes_equal(name, BYTES("br")))
			buf_add_octet(&o->text, ' ');
		else if (bytes_equal(name, BYTES("Path")))
			in = IN_PATH; /* of Excel 2003's SupBook */
		else if (bytes_equal(name, BYTES("Cell")))
			(void)field_cell(o, attribute(p, x, BYTES("Formula")));
		else if (bytes_equal(name, BYTES("hlink")))
			office_code(o, attribute(p, x, BYTES("dest")));
		else if (bytes_equal(name, BYTES("wordDocument")) &&
		         bytes_equal(markup_attribute(x, BYTES("macrosPresent")), BYTES("yes")))
			office_sign(o, DOCUMENT_VBA);
		else if (bytes_equal(name, BYTES("Relationship")))
			relation(p, x, BYTES_NONE);
		else if (bytes_starts(markup_attribute(x, BYTES("action")), BYTES("ppaction://program")))
			office_relation(o, BYTES("program"), attribute(p, x, BYTES("id")));
		if (x->is_empty)
			in = IN_NOTHING;
	}
	end_field(p);
	if (!buf_ok(&o->text))
		office_gap(o, GAP_LIMIT, BYTES("the document has more text than is read"));
}

/* Cells and formulas of one sheet. */
static void
read_sheet(struct package *p, struct markup *x, bool is_macro)
{
	struct office *o = p->o;
	bool in_formula = false, in_text = false, in_value = false, is_string = false;
	for (enum markup_event e = markup_next(x); e != MARKUP_NOTHING; e = markup_next(x)) {
		if (e == MARKUP_TEXT) {
			buf_clear(&p->value);
			if (in_formula || in_text || (in_value && is_string))
				markup_add_text(x, &p->value);
			struct bytes text = buf_bytes(&p->value);
			if (in_formula && is_macro)
				biff_macro_formula(o, text, formula_text_does(o, text));
			else if (in_formula && !field_cell(o, text) && bytes_has_nocase(text, BYTES("http")))
				office_code(o, text);
			else if (in_text || in_value)
				office_text(o, text);
			continue;
		}
		bool is_open = e == MARKUP_OPEN && !x->is_empty;
		in_formula = is_open && bytes_equal(x->name, BYTES("f"));
		in_text = is_open && bytes_equal(x->name, BYTES("t"));
		in_value = is_open && bytes_equal(x->name, BYTES("v"));
		if (e == MARKUP_OPEN && bytes_equal(x->name, BYTES("c")))
			is_string = bytes_equal(markup_attribute(x, BYTES("t")), BYTES("str"));
	}
}

static bool
is_macro_id(const struct package *p, struct bytes id)
{
	for (size_t i = 0; i < p->macro_count; i++)
		if (bytes_equal(p->macro_ids[i], id))
			return true;
	return false;
}

static void
read_workbook(struct package *p, struct markup *x)
{
	for (enum markup_event e = markup_next(x); e != MARKUP_NOTHING; e = markup_next(x)) {
		if (e != MARKUP_OPEN)
			continue;
		if (bytes_equal(x->name, BYTES("sheet")) && is_macro_id(p, markup_attribute(x, BYTES("id")))) {
			struct bytes state = markup_attribute(x, BYTES("state"));
			if (bytes_equal(state, BYTES("veryHidden")))
				office_sign(p->o, DOCUMENT_XLM_VERY_HIDDEN);
			else if (bytes_equal(state, BYTES("hidden")))
				office_sign(p->o, DOCUMENT_XLM_HIDDEN);
		} else if (bytes_equal(x->name, BYTES("definedName"))) {
			struct bytes name = attribute(p, x, BYTES("name"));
			if (biff_is_automatic(name)) {
				p->is_automatic = true;
				office_sample(p->o, name);
			}
		}
	}
}

static void
read_links(struct package *p, struct markup *x)
{
	for (enum markup_event e = markup_next(x); e != MARKUP_NOTHING; e = markup_next(x))
		if (e == MARKUP_OPEN && bytes_equal(x->name, BYTES("ddeLink"))) {
			struct buf line;
			office_sign(p->o, DOCUMENT_DDE);
			buf_init(&line, 4096);
			buf_add(&line, bytes_to(attribute(p, x, BYTES("ddeService")), 1000));
			buf_add_octet(&line, '|');
			buf_add(&line, bytes_to(attribute(p, x, BYTES("ddeTopic")), 3000));
			office_relation(p->o, BYTES("dde"), buf_bytes(&line));
			office_code(p->o, buf_bytes(&line));
			buf_done(&line);
		}
}

/* Every text of an OpenDocument content, a line a paragraph; scripts and objects by their links. */
static void
read_open_document(struct package *p, struct markup *x)
{
	struct office *o = p->o;
	for (enum markup_event e = markup_next(x); e != MARKUP_NOTHING; e = markup_next(x)) {
		if (e == MARKUP_TEXT)
			markup_add_text(x, &o->text);
		else if (e == MARKUP_CLOSE && (bytes_equal(x->name, BYTES("p")) || bytes_equal(x->name, BYTES("h"))))
			buf_add_octet(&o->text, '\n');
		else if (e == MARKUP_OPEN && bytes_equal(x->name, BYTES("a")))
			office_code(o, attribute(p, x, BYTES("href")));
		else if (e == MARKUP_OPEN && bytes_equal(x->name, BYTES("dde-source"))) {
			office_sign(o, DOCUMENT_DDE);
			office_relation(o, BYTES("dde"), attribute(p, x, BYTES("dde-topic")));
		} else if (e == MARKUP_OPEN && bytes_equal(x->name, BYTES("event-listener"))) {
			struct bytes href = attribute(p, x, BYTES("href"));
			if (bytes_has(href, BYTES("vnd.sun.star.script:"))) {
				office_sign(o, DOCUMENT_VBA_AUTO);
				office_sample(o, href);
			}
		} else if (e == MARKUP_OPEN && (bytes_equal(x->name, BYTES("object")) || bytes_equal(x->name, BYTES("section-source")))) {
			struct bytes href = attribute(p, x, BYTES("href"));
			if (field_is_remote(href)) {
				office_sign(o, DOCUMENT_EXTERNAL_OBJECT);
				office_relation(o, BYTES("object"), href);
			}
		}
	}
	if (!buf_ok(&o->text))
		office_gap(o, GAP_LIMIT, BYTES("the document has more text than is read"));
}

static void
set_format(struct office *o, const char *format)
{
	if (o->facts.format.len == 0)
		o->facts.format = bytes_of_cstr(format);
}

/* An XML part, by its root. */
static void
read_xml(struct package *p, const struct package_member *m)
{
	static const struct bytes texts[] = { BYTES_INIT("document"), BYTES_INIT("hdr"), BYTES_INIT("ftr"), BYTES_INIT("footnotes"),
		BYTES_INIT("endnotes"), BYTES_INIT("comments"), BYTES_INIT("sld"), BYTES_INIT("notes"), BYTES_INIT("sst"),
		BYTES_INIT("glossaryDocument") };
	struct markup x = markup_of(office_utf8(p->o, m->content));
	enum markup_event e = markup_next(&x);
	while (e != MARKUP_OPEN && e != MARKUP_NOTHING)
		e = markup_next(&x);
	struct bytes root = x.name;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (bytes_equal(root, texts[i])) {
			read_text(p, &x);
			return;
		}
	if (bytes_equal(root, BYTES("macrosheet"))) {
		office_sign(p->o, DOCUMENT_XLM);
		read_sheet(p, &x, true);
	} else if (bytes_equal(root, BYTES("worksheet")) || bytes_equal(root, BYTES("dialogsheet"))) {
		read_sheet(p, &x, false);
	} else if (bytes_equal(root, BYTES("workbook"))) {
		read_workbook(p, &x);
	} else if (bytes_equal(root, BYTES("externalLink"))) {
		read_links(p, &x);
	} else if (bytes_equal(root, BYTES("document-content"))) {
		read_open_document(p, &x);
	}
}

static bool
is_xml(const struct package_member *m)
{
	return bytes_ends_nocase(m->name, BYTES(".xml")) || bytes_ends_nocase(m->name, BYTES(".rels")) ||
	       bytes_ends_nocase(m->name, BYTES(".vml")) || bytes_starts(m->content, BYTES("<?xml"));
}

/* Parts of the program's own that hold no file: styles and indices of .xlsb, printer settings. */
static bool
is_inner(const struct package_member *m)
{
	bool is_bin = bytes_ends_nocase(m->name, BYTES(".bin")) && !cfb_is(m->content) &&
	              !bytes_has_nocase(m->name, BYTES("embeddings/")) && !bytes_has_nocase(m->name, BYTES("activeX"));
	return is_bin || bytes_equal_nocase(m->name, BYTES("mimetype"));
}

static void
read_member(struct package *p, const struct package_member *m)
{
	struct office *o = p->o;
	if (m->content.len == 0 || bytes_ends_nocase(m->name, BYTES(".rels")))
		return;
	if (is_xml(m)) {
		read_xml(p, m);
		if (bytes_has(m->name, BYTES("Basic/")) && bytes_has(m->content, BYTES("script:module")))
			office_sign(o, DOCUMENT_VBA); /* OpenDocument's Basic */
	} else if (cfb_is(m->content) && bytes_has_nocase(m->name, BYTES("vbaProject"))) {
		compound_read(o, m->content);
	} else if (sheet12_is(m->content)) {
		bool is_macro = bytes_has_nocase(m->name, BYTES("macrosheets/"));
		if (is_macro)
			office_sign(o, DOCUMENT_XLM);
		p->is_automatic |= sheet12_read(o, m->content, is_macro, p->macro_ids, p->macro_count);
	} else if (!is_inner(m)) {
		office_child(o, m->name, m->content);
	}
}

static void
tell_format(struct office *o, const struct package_member *members, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bytes name = members[i].name;
		if (bytes_starts_nocase(name, BYTES("word/")))
			set_format(o, "docx");
		else if (bytes_equal_nocase(name, BYTES("xl/workbook.bin")))
			set_format(o, "xlsb");
		else if (bytes_equal_nocase(name, BYTES("xl/workbook.xml")))
			set_format(o, "xlsx");
		else if (bytes_starts_nocase(name, BYTES("ppt/")))
			set_format(o, "pptx");
		else if (bytes_equal_nocase(name, BYTES("content.xml")))
			set_format(o, "odf");
	}
	set_format(o, "package");
}

void
package_read(struct office *o, const struct package_member *members, size_t count)
{
	struct package p = { .o = o };
	buf_init(&p.value, OFFICE_TEXT_MAX);
	buf_init(&p.field, OFFICE_TEXT_MAX);
	tell_format(o, members, count);
	/* Relations first: they say which sheets are macros. */
	for (size_t i = 0; i < count; i++)
		if (bytes_ends_nocase(members[i].name, BYTES(".rels"))) {
			struct markup x = markup_of(office_utf8(o, members[i].content));
			read_relations(&p, &x, members[i].name);
		}
	for (size_t i = 0; i < count; i++)
		read_member(&p, &members[i]);
	if (p.is_automatic && document_has(&o->facts, DOCUMENT_XLM))
		office_sign(o, DOCUMENT_XLM_AUTO);
	buf_done(&p.value);
	buf_done(&p.field);
}

bool
package_read_xml(struct office *o, struct bytes content)
{
	struct package p = { .o = o };
	content = office_utf8(o, content);
	struct markup x = markup_of(content);
	enum markup_event e = markup_next(&x);
	while (e != MARKUP_OPEN && e != MARKUP_NOTHING)
		e = markup_next(&x);
	if (bytes_equal(x.name, BYTES("wordDocument")))
		set_format(o, "wordml");
	else if (bytes_equal(x.name, BYTES("Workbook")))
		set_format(o, "spreadsheetml");
	else if (bytes_equal(x.name, BYTES("package")))
		set_format(o, "flat-opc");
	else
		return false;
	buf_init(&p.value, OFFICE_TEXT_MAX);
	buf_init(&p.field, OFFICE_TEXT_MAX);
	/* The root's own attributes count. */
	x = markup_of(content);
	read_text(&p, &x);
	buf_done(&p.value);
	buf_done(&p.field);
	return true;
}
