#include "pdf/inside.h"

#include <stdio.h>

/* Read of a stream at a time. */
#define CHUNK 65536

static bool
is_named(fz_context *ctx, pdf_obj *obj, const char *name)
{
	return strcmp(pdf_to_name(ctx, obj), name) == 0;
}

static void
put_stream(struct pdf *p, pdf_obj *ref, struct unpacked_entry *e, size_t max)
{
	unsigned char chunk[CHUNK];
	fz_stream *stream = NULL;
	fz_var(stream);
	fz_try(p->ctx)
	{
		size_t n, total = 0;
		stream = pdf_open_stream(p->ctx, ref);
		while ((n = fz_read(p->ctx, stream, chunk, sizeof chunk)) > 0 && total < max && pdf_put(p, e, bytes_of(chunk, n)))
			total += n;
		if (total >= max)
			e->is_cut = p->is_full = true;
	}
	fz_always(p->ctx)
		fz_drop_stream(p->ctx, stream);
	fz_catch(p->ctx)
	{
		e->is_cut = true;
		p->is_partly = true;
	}
}

static void
add_script(struct pdf *p, pdf_obj *code)
{
	char name[32];
	p->out->facts.actions |= DOES_SCRIPT;
	if (code == NULL || p->scripts >= PDF_SCRIPTS_MAX)
		return;
	int len = snprintf(name, sizeof name, "script-%u.js", ++p->scripts);
	struct unpacked_entry *e = pdf_add_entry(p, bytes_of(name, (size_t)len), UNPACKED_SCRIPT);
	if (e == NULL)
		return;
	if (pdf_is_stream(p->ctx, code))
		put_stream(p, code, e, PDF_SCRIPT_MAX);
	else
		(void)pdf_put(p, e, bytes_to(bytes_of_cstr(pdf_to_text_string(p->ctx, code)), PDF_SCRIPT_MAX));
}

/* The name in a file specification, which is text or a dictionary. */
static const char *
file_name(struct pdf *p, pdf_obj *f)
{
	if (!pdf_is_dict(p->ctx, f))
		return pdf_to_text_string(p->ctx, f);
	pdf_obj *name = pdf_dict_get(p->ctx, f, PDF_NAME(UF));
	return pdf_to_text_string(p->ctx, name != NULL ? name : pdf_dict_get(p->ctx, f, PDF_NAME(F)));
}

static void
look_at_action(struct pdf *p, pdf_obj *dict)
{
	fz_context *ctx = p->ctx;
	pdf_obj *kind = pdf_dict_get(ctx, dict, PDF_NAME(S));
	pdf_obj *target = pdf_dict_get(ctx, dict, PDF_NAME(F));
	uint32_t *actions = &p->out->facts.actions;
	if (is_named(ctx, kind, "JavaScript")) {
		add_script(p, pdf_dict_get(ctx, dict, PDF_NAME(JS)));
	} else if (is_named(ctx, kind, "Launch")) {
		*actions |= DOES_LAUNCH;
		pdf_obj *windows = pdf_dict_gets(ctx, dict, "Win");
		pdf_add_link(p, UNPACKED_LINK, bytes_of_cstr(file_name(p, windows != NULL ? windows : target)), 0, 0);
	} else if (is_named(ctx, kind, "SubmitForm")) {
		*actions |= DOES_SUBMIT;
		pdf_add_link(p, UNPACKED_SUBMIT, bytes_of_cstr(file_name(p, target)), 0, 0);
	} else if (is_named(ctx, kind, "GoToR") || is_named(ctx, kind, "GoToE")) {
		*actions |= DOES_REMOTE;
		pdf_add_link(p, UNPACKED_LINK, bytes_of_cstr(file_name(p, target)), 0, 0);
	} else if (is_named(ctx, kind, "URI")) {
		/* Those of visible links come with their page. */
		pdf_add_link(p, UNPACKED_LINK, bytes_of_cstr(pdf_dict_get_text_string(ctx, dict, PDF_NAME(URI))), 0, 0);
	}
}

/* "OpenAction" is a place to begin reading in every second document; only an action that does something counts. */
static bool
does_something(struct pdf *p, pdf_obj *action)
{
	pdf_obj *kind = pdf_dict_get(p->ctx, action, PDF_NAME(S));
	return kind != NULL && !is_named(p->ctx, kind, "GoTo") && !is_named(p->ctx, kind, "Named");
}

static void
look_at_file(struct pdf *p, pdf_obj *dict)
{
	fz_context *ctx = p->ctx;
	pdf_obj *files = pdf_dict_get(ctx, dict, PDF_NAME(EF));
	pdf_obj *content = pdf_dict_get(ctx, files, PDF_NAME(F));
	if (content == NULL)
		content = pdf_dict_get(ctx, files, PDF_NAME(UF));
	if (content == NULL || p->out->facts.embedded >= PDF_FILES_MAX)
		return;
	p->out->facts.embedded++;
	struct unpacked_entry *e = pdf_add_entry(p, bytes_of_cstr(file_name(p, dict)), UNPACKED_FILE);
	if (e != NULL)
		put_stream(p, content, e, SIZE_MAX);
}

static void
look_at_dict(struct pdf *p, pdf_obj *dict)
{
	fz_context *ctx = p->ctx;
	uint32_t *actions = &p->out->facts.actions;
	pdf_obj *kind = pdf_dict_get(ctx, dict, PDF_NAME(Subtype));
	if (pdf_dict_get(ctx, dict, PDF_NAME(S)) != NULL)
		look_at_action(p, dict);
	if (pdf_dict_get(ctx, dict, PDF_NAME(AA)) != NULL || does_something(p, pdf_dict_gets(ctx, dict, "OpenAction")))
		*actions |= DOES_OPEN;
	if (pdf_is_dict(ctx, pdf_dict_get(ctx, dict, PDF_NAME(EF))))
		look_at_file(p, dict);
	if (pdf_dict_get(ctx, dict, PDF_NAME(XFA)) != NULL)
		*actions |= DOES_XFA;
	if (pdf_array_len(ctx, pdf_dict_get(ctx, dict, PDF_NAME(Fields))) > 0)
		*actions |= DOES_FORM;
	if (is_named(ctx, kind, "RichMedia") || is_named(ctx, kind, "Movie") ||
	    is_named(ctx, kind, "Screen"))
		*actions |= DOES_RICH_MEDIA;
}

/* OBJ and the values that stand in it itself; what it refers to is walked as an object of its own. */
static void
walk(struct pdf *p, pdf_obj *obj, int depth)
{
	if (depth > PDF_DEPTH_MAX) {
		p->is_full = true;
	} else if (pdf_is_dict(p->ctx, obj)) {
		look_at_dict(p, obj);
		for (int i = 0, n = pdf_dict_len(p->ctx, obj); i < n && i < PDF_OBJECTS_MAX; i++) {
			pdf_obj *value = pdf_dict_get_val(p->ctx, obj, i);
			if (!pdf_is_indirect(p->ctx, value) && (pdf_is_dict(p->ctx, value) || pdf_is_array(p->ctx, value)))
				walk(p, value, depth + 1);
		}
	} else if (pdf_is_array(p->ctx, obj)) {
		for (int i = 0, n = pdf_array_len(p->ctx, obj); i < n && i < PDF_OBJECTS_MAX; i++) {
			pdf_obj *value = pdf_array_get(p->ctx, obj, i);
			if (!pdf_is_indirect(p->ctx, value) && (pdf_is_dict(p->ctx, value) || pdf_is_array(p->ctx, value)))
				walk(p, value, depth + 1);
		}
	}
}

void
pdf_walk_objects(struct pdf *p)
{
	int count = pdf_xref_len(p->ctx, p->doc);
	for (int i = 1; i < count && i <= PDF_OBJECTS_MAX; i++) {
		pdf_obj *obj = NULL;
		fz_var(obj);
		fz_try(p->ctx)
		{
			obj = pdf_load_object(p->ctx, p->doc, i);
			walk(p, obj, 0);
		}
		fz_always(p->ctx)
			pdf_drop_obj(p->ctx, obj);
		fz_catch(p->ctx)
		{
			/* Free and broken ones: readers pass over them, too. */
		}
	}
	p->is_full |= count > PDF_OBJECTS_MAX;
}
