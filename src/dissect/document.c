#include "dissect/inside.h"
#include "office/cfb.h"
#include "office/compound.h"
#include "office/letter.h"
#include "office/lines.h"
#include "office/note.h"
#include "office/package.h"
#include "office/rtf.h"

enum document_kind {
	NO_DOCUMENT,
	COMPOUND,
	PACKAGE,
	FLAT_XML,
	RTF,
	NOTE,
	TNEF,
	SYLK,
	CSV,
};

static bool
is_type(struct magic magic, const char *prefix)
{
	return bytes_starts(magic.type, bytes_of_cstr(prefix));
}

/* What a client or a browser shows as a page, whatever its first octets are. */
static bool
is_page(const struct casefile_part *p)
{
	static const struct bytes extensions[] = { BYTES_INIT("htm"), BYTES_INIT("html"), BYTES_INIT("shtml"), BYTES_INIT("xhtml"),
		BYTES_INIT("xht"), BYTES_INIT("svg"), BYTES_INIT("hta"), BYTES_INIT("mht"), BYTES_INIT("mhtml") };
	struct bytes extension = magic_extension(p->name);
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		if (bytes_equal_nocase(extension, extensions[i]))
			return true;
	return bytes_equal(p->type, BYTES("text/html")) || bytes_equal(p->type, BYTES("application/xhtml+xml")) ||
	       bytes_equal(p->type, BYTES("image/svg+xml"));
}

/* By content where it tells, else by the name that a desktop would choose the program by.  What is text is a document
 * only as a file: a letter that begins like one is still the letter that its reader sees. */
static enum document_kind
kind_of(const struct casefile_part *p, struct magic magic, struct bytes content)
{
	struct bytes extension = magic_extension(p->name);
	if (cfb_is(content) && magic.class != MAGIC_PROGRAM)
		return COMPOUND;
	if (is_type(magic, "application/x-ooxml-") || is_type(magic, "application/x-odf"))
		return PACKAGE;
	if (note_is(content))
		return NOTE;
	if (letter_is_tnef(content))
		return TNEF;
	if (is_page(p) || !(p->is_attachment || p->is_unpacked))
		return NO_DOCUMENT;
	if (rtf_is(content))
		return RTF;
	if (is_type(magic, "text/xml"))
		return FLAT_XML;
	if (lines_is_sylk(content) || bytes_equal_nocase(extension, BYTES("slk")))
		return SYLK;
	if (bytes_equal_nocase(extension, BYTES("csv")) || bytes_equal(p->type, BYTES("text/csv")))
		return CSV;
	return NO_DOCUMENT;
}

bool
dissect_is_document(const struct casefile_part *p, struct magic magic, struct bytes content)
{
	return kind_of(p, magic, content) != NO_DOCUMENT;
}

/* A package's files are its inside, not files that a person sees: they become no parts of the case file. */
static void
read_package(struct dissection *d, struct office *o, struct bytes content)
{
	struct dissect_opened opened;
	if (!dissect_ask(d, o->facts.part, "archive", content, &opened))
		return;
	dissect_gap_of(d, o->facts.part, &opened);
	struct package_member *members = arena_get(d->arena, opened.entries.count, sizeof *members);
	if (members == NULL)
		return;
	for (size_t i = 0; i < opened.entries.count; i++)
		members[i] = (struct package_member){ opened.entries.at[i].name, opened.entries.at[i].content };
	package_read(o, members, opened.entries.count);
}

static void
record(struct dissection *d, const struct office *o)
{
	struct casefile *c = d->c;
	for (size_t i = 0; i < o->gaps.count; i++)
		dissect_gap(d, o->facts.part, o->gaps.at[i].reason, o->gaps.at[i].text);
	if (document_has(&o->facts, DOCUMENT_ENCRYPTED))
		c->parts.at[o->facts.part].is_encrypted = true;
	/* An XML file or a table that is nothing but that. */
	if (o->facts.format.len == 0 || (o->facts.signs == 0 && bytes_equal(o->facts.format, BYTES("csv"))))
		return;
	struct casefile_document *slot = NULL;
	if (c->documents.count < CASEFILE_DOCUMENTS_MAX)
		slot = LIST_ADD(d->arena, &c->documents);
	if (slot != NULL)
		*slot = o->facts;
	else
		dissect_gap(d, o->facts.part, GAP_LIMIT, BYTES("more documents than a case file lists"));
}

/* What the document says and holds, for everything else that looks at texts, links and files. */
static void
hand_on(struct dissection *d, const struct office *o, uint32_t containers)
{
	if (o->text.len != 0)
		dissect_document_text(d, o->facts.part, dissect_keep(d, buf_bytes(&o->text)));
	if (o->code.len != 0)
		dissect_links_in_text(d, dissect_keep(d, buf_bytes(&o->code)), o->facts.part, URL_DOCUMENT);
	for (size_t i = 0; i < o->children.count; i++) {
		const struct office_child *from = &o->children.at[i];
		const struct dissect_entry child = { .name = from->name, .content = from->content, .size = from->content.len };
		dissect_child(d, o->facts.part, i + 1, &child, containers + 1);
	}
}

void
dissect_read_document(struct dissection *d, struct office *o, uint32_t containers)
{
	record(d, o);
	hand_on(d, o, containers);
	office_done(o);
}

void
dissect_document(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers)
{
	struct office *o = arena_get(d->arena, 1, sizeof *o);
	const struct casefile_part *p = &d->c->parts.at[index];
	bool is_attached = p->is_attachment;
	if (o == NULL || containers >= DISSECT_DEPTH_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more containers in each other than are opened"));
		return;
	}
	office_init(o, d->arena);
	/* A thousand small documents may not cost a thousand budgets. */
	uint64_t work = OFFICE_WORK_MAX;
	if (work > DISSECT_DOCUMENT_WORK_MAX - d->document_work)
		work = DISSECT_DOCUMENT_WORK_MAX - d->document_work;
	o->work = work;
	o->facts.part = index;
	o->password_count = dissect_passwords(d, &o->passwords);
	switch (kind_of(p, magic_of(content), content)) {
	case COMPOUND: compound_read(o, content); break;
	case PACKAGE: read_package(d, o, content); break;
	case RTF: rtf_read(o, content); break;
	case NOTE: note_read(o, content); break;
	case TNEF: letter_read_tnef(o, content); break;
	case SYLK: lines_read_sylk(o, content); break;
	case CSV:
		lines_read_csv(o, content);
		dissect_plain(d, index, content, is_attached);
		break;
	case FLAT_XML:
		if (!package_read_xml(o, content))
			dissect_plain(d, index, content, is_attached);
		break;
	case NO_DOCUMENT: break;
	}
	/* A locked package that a password opened. */
	if (o->package.len != 0) {
		dissect_give_file(d, index, o->package, true);
		read_package(d, o, o->package);
	}
	d->document_work += work - o->work;
	if (document_has(&o->facts, DOCUMENT_ENCRYPTED) && o->facts.password.len == 0 &&
	    dissect_hold_locked(d, &(struct locked_file){ .kind = LOCKED_DOCUMENT, .part = index, .containers = containers,
	        .content = content, .office = o }))
		return;
	dissect_read_document(d, o, containers);
}
