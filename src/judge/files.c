#include "judge/files.h"

#include "casefile/barred.h"
#include "strip/strip.h"

/* The types are those that dissect/magic gives.  A Unix script is none of them: developers mail them. */
static const struct {
	struct bytes type;
	enum file_class is;
} types[] = {
	{ BYTES_INIT("application/x-dosexec"), FILE_PROGRAM },
	{ BYTES_INIT("application/x-elf"), FILE_PROGRAM },
	{ BYTES_INIT("application/x-mach-binary"), FILE_PROGRAM },
	{ BYTES_INIT("application/x-msi"), FILE_PROGRAM },
	{ BYTES_INIT("application/x-msix"), FILE_PROGRAM },
	{ BYTES_INIT("application/x-apk"), FILE_PROGRAM },
	{ BYTES_INIT("application/x-dex"), FILE_PROGRAM },
	{ BYTES_INIT("application/java-archive"), FILE_PROGRAM },
	{ BYTES_INIT("application/java-class"), FILE_PROGRAM },
	{ BYTES_INIT("application/x-vbs"), FILE_SCRIPT },
	{ BYTES_INIT("application/hta"), FILE_SCRIPT },
	{ BYTES_INIT("application/x-msdos-batch"), FILE_SCRIPT },
	{ BYTES_INIT("application/x-powershell"), FILE_SCRIPT },
	{ BYTES_INIT("application/x-chm"), FILE_SCRIPT },
	{ BYTES_INIT("application/x-ms-shortcut"), FILE_SHORTCUT },
	{ BYTES_INIT("application/x-url"), FILE_SHORTCUT },
	{ BYTES_INIT("application/x-iso9660"), FILE_DISK_IMAGE },
	{ BYTES_INIT("application/x-udf"), FILE_DISK_IMAGE },
	{ BYTES_INIT("application/x-vhd"), FILE_DISK_IMAGE },
	{ BYTES_INIT("application/x-vhdx"), FILE_DISK_IMAGE },
	{ BYTES_INIT("application/x-raw-disk-image"), FILE_DISK_IMAGE },
	{ BYTES_INIT("application/x-wim"), FILE_DISK_IMAGE },
	{ BYTES_INIT("text/html"), FILE_PAGE },
	{ BYTES_INIT("image/svg+xml"), FILE_PAGE },
};

static enum file_action
action_for(const struct conf_policy *p, enum file_class is)
{
	const enum file_action wanted[FILE_CLASS_COUNT] = { [FILE_PROGRAM] = p->files_program, [FILE_SCRIPT] = p->files_script,
		[FILE_SHORTCUT] = p->files_shortcut, [FILE_MACRO] = p->files_macro, [FILE_LOCKED] = p->files_locked,
		[FILE_DISK_IMAGE] = p->files_disk_image, [FILE_PAGE] = p->files_page, [FILE_DOCUMENT] = p->files_document };
	return wanted[is];
}

struct barring {
	struct casefile *c;
	const struct conf_policy *policy;
	struct arena *arena;
	struct files_barred *out;
};

static void
at_least(struct barring *b, enum action action)
{
	if (action > b->out->least)
		b->out->least = action;
}

static void
strip(struct barring *b, struct casefile_barred *row)
{
	row->kept = strip_find(b->c, row->part, &row->taken);
	if (row->kept == FILE_NOT_KEPT)
		b->out->strips = true;
	else
		at_least(b, ACTION_QUARANTINE);
}

/* The text of a document in its place; what is inside something else has no place of its own. */
static enum file_action
convert(struct barring *b, struct casefile_barred *row)
{
	uint32_t taken = 0;
	if (strip_find(b->c, row->part, &taken) == FILE_NOT_KEPT && taken == row->part && strip_has_text(b->c, row->part)) {
		row->taken = taken;
		b->out->strips = true;
		return FILES_CONVERT;
	}
	row->is_unconverted = true;
	return b->policy->convert_else == CONVERT_ELSE_STRIP ? FILES_STRIP : FILES_QUARANTINE;
}

static void
bar(struct barring *b, enum file_class is, uint32_t part)
{
	static const enum action actions[FILES_COUNT] = { [FILES_DELIVER] = ACTION_DELIVER, [FILES_TAG] = ACTION_TAG,
		[FILES_STRIP] = ACTION_DELIVER, [FILES_QUARANTINE] = ACTION_QUARANTINE, [FILES_REJECT] = ACTION_REJECT,
		[FILES_CONVERT] = ACTION_DELIVER };
	enum file_action wanted = action_for(b->policy, is);
	bool takes_out = wanted == FILES_STRIP || wanted == FILES_CONVERT;
	if (wanted == FILES_DELIVER)
		return;
	struct casefile_barred *row = b->c->asked.barred.count < CASEFILE_BARRED_MAX ? LIST_ADD(b->arena, &b->c->asked.barred) : NULL;
	if (row == NULL) {
		/* What is not listed is not taken out. */
		at_least(b, takes_out ? ACTION_QUARANTINE : actions[wanted]);
		if (takes_out && b->c->asked.barred.count != 0)
			b->c->asked.barred.at[b->c->asked.barred.count - 1].kept = FILE_KEPT_TOO_MANY;
		return;
	}
	*row = (struct casefile_barred){ .is = is, .part = part };
	if (wanted == FILES_CONVERT)
		wanted = convert(b, row);
	if (wanted == FILES_STRIP)
		strip(b, row);
	row->action = bytes_of_cstr(file_action_names[wanted]);
	at_least(b, actions[wanted]);
}

/* Of what office programs open: not the parts of a mail (winmail.dat), nor tables that are plain text. */
static bool
is_office(const struct casefile_document *d)
{
	return !bytes_equal(d->format, BYTES("tnef")) && !bytes_equal(d->format, BYTES("csv"));
}

/* Did a password of the mail open it, so that it was looked into? */
static bool
was_opened(const struct casefile *c, size_t part)
{
	for (size_t i = 0; i < c->archives.count; i++)
		if (c->archives.at[i].part == part && c->archives.at[i].password.len != 0)
			return true;
	for (size_t i = 0; i < c->documents.count; i++)
		if (c->documents.at[i].part == part && c->documents.at[i].password.len != 0)
			return true;
	for (size_t i = 0; i < c->pdfs.count; i++)
		if (c->pdfs.at[i].part == part && c->pdfs.at[i].password.len != 0)
			return true;
	return false;
}

void
files_bar(struct casefile *c, const struct conf_policy *policy, struct arena *arena, struct files_barred *out)
{
	struct barring b = { c, policy, arena, out };
	*out = (struct files_barred){ .least = ACTION_DELIVER };
	c->asked.barred.count = 0;
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (!p->is_attachment)
			continue;
		for (size_t k = 0; k < sizeof types / sizeof types[0]; k++)
			if (bytes_equal(p->detected, types[k].type))
				bar(&b, types[k].is, (uint32_t)i);
		if (p->is_encrypted && !was_opened(c, i))
			bar(&b, FILE_LOCKED, (uint32_t)i);
	}
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_VBA) || document_has(d, DOCUMENT_XLM))
			bar(&b, FILE_MACRO, d->part);
		if (is_office(d))
			bar(&b, FILE_DOCUMENT, d->part);
	}
	out->strips = out->strips && out->least <= ACTION_TAG;
}
