#include "pdf/inside.h"

#include <stdio.h>

/* MuPDF's own cache of fonts and pictures. */
#define STORE_OCTETS ((size_t)32 << 20)

void
pdf_add_link(struct pdf *p, enum unpacked_link_kind kind, struct bytes text, uint32_t page, uint32_t how)
{
	struct bytes kept;
	text = bytes_to(text, UNPACK_LINK_MAX);
	for (size_t i = 0; i < p->out->links.count; i++)
		if (p->out->links.at[i].kind == kind && bytes_equal(p->out->links.at[i].text, text))
			return;
	if (p->out->links.count >= UNPACK_LINKS_MAX) {
		p->is_full = true;
		return;
	}
	struct unpacked_link *link = text.len > 0 && arena_copy(p->arena, text, &kept) ? LIST_ADD(p->arena, &p->out->links) : NULL;
	if (link != NULL)
		*link = (struct unpacked_link){ .kind = kind, .text = kept, .page = page, .how = how };
}

struct unpacked_entry *
pdf_add_entry(struct pdf *p, struct bytes name, enum unpacked_role role)
{
	struct bytes kept;
	struct unpacked_entry *e = NULL;
	if (p->out->entries.count < PDF_FILES_MAX + PDF_SCRIPTS_MAX && arena_copy(p->arena, bytes_to(name, UNPACK_NAME_MAX), &kept))
		e = LIST_ADD(p->arena, &p->out->entries);
	if (e == NULL)
		p->is_full = true;
	else
		*e = (struct unpacked_entry){ .name = kept, .at = p->octets, .role = role };
	return e;
}

bool
pdf_put(struct pdf *p, struct unpacked_entry *e, struct bytes content)
{
	struct bytes fits = bytes_to(content, (size_t)(p->octets_max - p->octets));
	if (fits.len > 0 && p->r->put(p->r->context, fits) != 0)
		fits.len = 0;
	p->octets += fits.len;
	e->octets += fits.len;
	e->size = e->octets;
	if (fits.len < content.len)
		p->is_full = e->is_cut = true;
	return fits.len == content.len;
}

/* Gives: whether the document can be read now. */
static bool
unlock(struct pdf *p)
{
	struct bytes kept;
	pdf_obj *trailer = pdf_trailer(p->ctx, p->doc);
	p->out->facts.is_encrypted = pdf_dict_get(p->ctx, trailer, PDF_NAME(Encrypt)) != NULL;
	if (!pdf_needs_password(p->ctx, p->doc))
		return true;
	for (size_t i = 0; i < p->r->password_count; i++) {
		char text[256];
		(void)snprintf(text, sizeof text, "%.*s", BYTES_ARGS(bytes_to(p->r->passwords[i], 200)));
		if (pdf_authenticate_password(p->ctx, p->doc, text) == 0)
			continue;
		if (arena_copy(p->arena, p->r->passwords[i], &kept))
			p->out->password = kept;
		return true;
	}
	return false;
}

static void
read_producer(struct pdf *p)
{
	fz_try(p->ctx)
	{
		struct bytes kept;
		pdf_obj *info = pdf_dict_get(p->ctx, pdf_trailer(p->ctx, p->doc), PDF_NAME(Info));
		struct bytes text = bytes_of_cstr(pdf_dict_get_text_string(p->ctx, info, PDF_NAME(Producer)));
		if (arena_copy(p->arena, bytes_to(text, 200), &kept))
			p->out->facts.producer = kept;
	}
	fz_catch(p->ctx)
		p->is_partly = true;
}

static void
write_text(struct pdf *p)
{
	if (bytes_trim(buf_bytes(&p->text)).len == 0)
		return;
	struct unpacked_entry *e = pdf_add_entry(p, BYTES("text"), UNPACKED_TEXT);
	if (e != NULL)
		(void)pdf_put(p, e, buf_bytes(&p->text));
}

static enum unpack_status
read_document(struct pdf *p)
{
	enum unpack_status status = UNPACK_MALFORMED;
	fz_stream *stream = NULL;
	fz_var(status);
	fz_var(stream);
	fz_try(p->ctx)
	{
		stream = fz_open_memory(p->ctx, p->r->container.at, p->r->container.len);
		p->doc = pdf_open_document_with_stream(p->ctx, stream);
		status = unlock(p) ? UNPACK_DONE : UNPACK_ENCRYPTED;
	}
	fz_always(p->ctx)
		fz_drop_stream(p->ctx, stream);
	fz_catch(p->ctx)
		p->is_partly = true;
	if (status != UNPACK_DONE)
		return status;
	read_producer(p);
	pdf_walk_objects(p);
	pdf_read_pages(p);
	write_text(p);
	p->out->facts.is_repaired = pdf_was_repaired(p->ctx, p->doc) != 0;
	return p->is_full ? UNPACK_LIMIT : p->is_partly ? UNPACK_PARTLY : UNPACK_DONE;
}

enum unpack_status
pdf_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text)
{
	static const struct bytes texts[] = {
		[UNPACK_DONE] = { NULL, 0 },
		[UNPACK_PARTLY] = BYTES_INIT("part of the PDF could not be read"),
		[UNPACK_LIMIT] = BYTES_INIT("the PDF holds more than is read of one"),
		[UNPACK_MALFORMED] = BYTES_INIT("the PDF is damaged"),
		[UNPACK_ENCRYPTED] = BYTES_INIT("the PDF is encrypted and no password in the mail opens it"),
		[UNPACK_UNSUPPORTED] = BYTES_INIT("no PDF can be opened here"),
	};
	struct pdf p = { .r = r, .arena = arena, .out = out };
	uint64_t by_ratio = (uint64_t)r->container.len * UNPACK_RATIO_MAX;
	p.octets_max = r->octets_max != 0 ? r->octets_max : by_ratio > UNPACK_OCTETS_FREE ? by_ratio : UNPACK_OCTETS_FREE;
	if (p.octets_max > UNPACK_OCTETS_MAX)
		p.octets_max = UNPACK_OCTETS_MAX;
	enum unpack_status status = UNPACK_UNSUPPORTED;
	p.ctx = fz_new_context(NULL, NULL, STORE_OCTETS);
	if (p.ctx != NULL) {
		/* Its warnings would go to standard error, word by word of the file. */
		fz_set_warning_callback(p.ctx, NULL, NULL);
		fz_set_error_callback(p.ctx, NULL, NULL);
		buf_init(&p.text, PDF_TEXT_MAX);
		status = read_document(&p);
		buf_done(&p.text);
		pdf_drop_document(p.ctx, p.doc);
		fz_drop_context(p.ctx);
	}
	out->format = BYTES("pdf");
	*out_text = texts[status];
	return status;
}
