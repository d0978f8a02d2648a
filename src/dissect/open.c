#include "dissect/inside.h"

#include <stdio.h>

#include "casefile/gap.h"
#include "dissect/magic.h"

void
dissect_gap_of(struct dissection *d, uint32_t index, const struct dissect_opened *o)
{
	static const struct {
		enum gap_reason reason;
		struct bytes text;
	} gaps[] = {
		[DISSECT_PARTLY] = { GAP_MALFORMED, BYTES_INIT("the container was opened only in part") },
		[DISSECT_LIMIT] = { GAP_LIMIT, BYTES_INIT("the container is larger or slower to open than allowed") },
		[DISSECT_MALFORMED] = { GAP_MALFORMED, BYTES_INIT("the container is damaged") },
		[DISSECT_ENCRYPTED] = { GAP_ENCRYPTED, BYTES_INIT("the container is encrypted and no password in the mail opens it") },
		[DISSECT_UNSUPPORTED] = { GAP_UNSUPPORTED, BYTES_INIT("no opener reads this kind of container") },
		[DISSECT_CRASHED] = { GAP_CRASHED, BYTES_INIT("the opener died on the container") },
		[DISSECT_NOT_ASKED] = { GAP_UNSUPPORTED, BYTES_INIT("the container was not opened") },
	};
	if (o->status == DISSECT_OPENED)
		return;
	dissect_gap(d, index, gaps[o->status].reason, o->text.len != 0 ? dissect_keep(d, o->text) : gaps[o->status].text);
}

void
dissect_give_file(struct dissection *d, uint32_t index, struct bytes content, bool was_locked)
{
	const struct dissect_services *s = d->services;
	if (s == NULL || s->file == NULL || d->files_are_full || content.len == 0 || (!was_locked && s->files != ENGINE_FILES_ALL))
		return;
	if (s->file(s->context, d->c->parts.at[index].id, content, was_locked))
		return;
	d->files_are_full = true;
	dissect_gap(d, index, GAP_LIMIT, gap_of_engine_files());
}

/* A file out of the container becomes a part of its own: "1.2/3". */
void
dissect_child(struct dissection *d, uint32_t parent, size_t number, const struct dissect_entry *e, uint32_t containers)
{
	struct casefile *c = d->c;
	char id[300];
	if (d->children >= DISSECT_CHILDREN_MAX || d->unpacked > DISSECT_UNPACKED_MAX - e->content.len) {
		dissect_gap(d, parent, GAP_LIMIT, BYTES("more files or octets were unpacked than are looked into"));
		return;
	}
	d->children++;
	d->unpacked += e->content.len;
	if (c->parts.count >= CASEFILE_PARTS_MAX) {
		dissect_gap(d, parent, GAP_LIMIT, BYTES("more parts than a case file lists"));
		return;
	}
	int len = snprintf(id, sizeof id, "%.*s/%zu", BYTES_ARGS(c->parts.at[parent].id), number);
	struct casefile_part *p = LIST_ADD(d->arena, &c->parts);
	if (p == NULL)
		return;
	uint32_t index = (uint32_t)(c->parts.count - 1);
	*p = (struct casefile_part){ .id = dissect_keep(d, bytes_of(id, (size_t)len)), .parent = parent,
		.depth = c->parts.at[parent].depth + 1, .view = c->parts.at[parent].view,
		.name = dissect_name(d, e->name), .size = e->content.len != 0 ? e->content.len : e->size,
		.is_encrypted = e->is_encrypted, .is_unpacked = true, .is_attachment = true,
		.disposition = DISPOSITION_ATTACHMENT };
	dissect_themes(d, e->name, index, LURE_FILE_NAME);
	if (e->is_encrypted && e->content.len == 0)
		return;
	dissect_digests(d, e->content, p);
	dissect_give_file(d, index, e->content, c->parts.at[parent].is_encrypted);
	dissect_content(d, index, e->content, containers);
}

bool
dissect_ask(struct dissection *d, uint32_t index, const char *kind, struct bytes content, struct dissect_opened *out)
{
	const struct bytes *passwords;
	*out = (struct dissect_opened){ .status = DISSECT_NOT_ASKED };
	if (d->services == NULL || d->services->open == NULL) {
		dissect_gap_of(d, index, out);
		return false;
	}
	if (d->containers >= DISSECT_CONTAINERS_MAX || d->opened_us >= (uint64_t)DISSECT_OPENING_S_MAX * 1000000) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more containers than are opened for one message"));
		return false;
	}
	d->containers++;
	struct dissect_request request = { .kind = kind, .part = d->c->parts.at[index].id,
		.name = d->c->parts.at[index].name, .content = content,
		.password_count = dissect_passwords(d, &passwords) };
	request.passwords = passwords;
	d->services->open(d->services->context, &request, d->arena, out);
	/* Nobody says what one that was killed had used; two of them are a message's share. */
	bool was_killed = out->cpu_us == 0 && (out->status == DISSECT_LIMIT || out->status == DISSECT_CRASHED);
	d->opened_us += was_killed ? (uint64_t)DISSECT_OPENING_S_MAX * 1000000 / 2 : out->cpu_us;
	return true;
}

/* A bare compressed file has no name inside: "a.eml.gz" becomes "a.eml", as gunzip has it. */
static struct bytes
child_name(const struct dissection *d, uint32_t parent, const struct dissect_opened *o, const struct dissect_entry *e)
{
	struct bytes name = d->c->parts.at[parent].name, extension = magic_extension(name);
	if (o->entries.count != 1 || !bytes_equal(e->name, BYTES("data")) || extension.len == 0 || extension.len + 1 >= name.len)
		return e->name;
	return bytes_to(name, name.len - extension.len - 1);
}

/* The files that came out of part INDEX become parts; texts and scripts are read as the document's own. */
static void
add_children(struct dissection *d, uint32_t index, const struct dissect_opened *o, uint32_t containers)
{
	for (size_t i = 0; i < o->entries.count; i++) {
		struct dissect_entry named = o->entries.at[i];
		const struct dissect_entry *e = &named;
		if (e->is_folder)
			continue;
		named.name = child_name(d, index, o, e);
		if (e->role == UNPACKED_TEXT) {
			dissect_plain(d, index, e->content, true);
			continue;
		}
		if (e->role == UNPACKED_PAGE) {
			struct drawn_page *page = LIST_ADD(d->arena, &d->drawn_pages);
			if (page != NULL)
				*page = (struct drawn_page){ index, e->content };
			continue;
		}
		if (e->role == UNPACKED_SCRIPT) {
			dissect_links_in_text(d, e->content, index, URL_DOCUMENT);
			continue;
		}
		dissect_child(d, index, i + 1, e, containers + 1);
	}
}

static void
record_archive(struct dissection *d, uint32_t index, const struct dissect_opened *o)
{
	struct casefile_archive *a = NULL;
	struct casefile_archive facts = { .part = index, .format = dissect_keep(d, o->format),
		.entries = (uint32_t)o->entries.count, .password = dissect_keep(d, o->password), .tricks = o->tricks };
	if (d->c->archives.count < CASEFILE_ARCHIVES_MAX)
		a = LIST_ADD(d->arena, &d->c->archives);
	for (size_t i = 0; i < o->entries.count; i++) {
		const struct dissect_entry *e = &o->entries.at[i];
		facts.encrypted_entries += e->is_encrypted;
		facts.unpacked += e->content.len;
		struct bytes *name = facts.names.count < 100 ? LIST_ADD(d->arena, &facts.names) : NULL;
		if (name != NULL)
			*name = dissect_name(d, e->name);
	}
	if (facts.encrypted_entries != 0 || o->password.len != 0 || o->status == DISSECT_ENCRYPTED)
		d->c->parts.at[index].is_encrypted = true;
	if (a != NULL)
		*a = facts;
}

static bool
needs_program(const struct casefile_part *p, const struct dissect_opened *o)
{
	bool is_zip = bytes_equal(p->detected, BYTES("application/zip"));
	switch (o->status) {
	case DISSECT_ENCRYPTED:
		/* A zip's passwords were all tried. */
		return !is_zip;
	case DISSECT_UNSUPPORTED:
	case DISSECT_MALFORMED:
	case DISSECT_PARTLY:
		return true;
	default:
		return false;
	}
}

/* Did the program see more than libarchive did? */
static bool
is_better(const struct dissect_opened *now, const struct dissect_opened *before)
{
	size_t had = 0, has = 0;
	for (size_t i = 0; i < before->entries.count; i++)
		had += before->entries.at[i].content.len != 0;
	for (size_t i = 0; i < now->entries.count; i++)
		has += now->entries.at[i].content.len != 0;
	return now->status == DISSECT_OPENED || has > had ||
	       (has == had && now->status == DISSECT_ENCRYPTED && now->entries.count >= before->entries.count);
}

void
dissect_opened_archive(struct dissection *d, uint32_t index, const struct dissect_opened *o, uint32_t containers)
{
	dissect_gap_of(d, index, o);
	record_archive(d, index, o);
	add_children(d, index, o, containers);
}

static bool
is_locked(const struct dissect_opened *o)
{
	bool is_locked = o->status == DISSECT_ENCRYPTED;
	for (size_t i = 0; i < o->entries.count; i++)
		is_locked |= o->entries.at[i].is_encrypted && o->entries.at[i].content.len == 0;
	return is_locked;
}

void
dissect_open(struct dissection *d, uint32_t index, const char *kind, struct bytes content, uint32_t containers)
{
	struct dissect_opened o;
	if (containers >= DISSECT_DEPTH_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more containers in each other than are opened"));
		return;
	}
	if (!dissect_ask(d, index, kind, content, &o))
		return;
	/* What libarchive cannot: other formats, locked 7z and RAR, rarer ways to pack. */
	if (needs_program(&d->c->parts.at[index], &o)) {
		struct dissect_opened better;
		if (dissect_ask(d, index, "program", content, &better) && is_better(&better, &o))
			o = better;
	}
	if (is_locked(&o) && dissect_hold_locked(d, &(struct locked_file){ .kind = LOCKED_ARCHIVE, .part = index,
		.containers = containers, .content = content, .opener = kind, .opened = o }))
		return;
	dissect_opened_archive(d, index, &o, containers);
}

/* Code points. */
static uint32_t
characters(struct bytes text)
{
	uint32_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += (text.at[i] & 0xC0) != 0x80 && text.at[i] > ' ';
	return count;
}

void
dissect_opened_pdf(struct dissection *d, uint32_t index, const struct dissect_opened *o, uint32_t containers)
{
	struct casefile *c = d->c;
	dissect_gap_of(d, index, o);
	const struct unpacked_facts *f = &o->facts;
	struct casefile_pdf facts = { .part = index, .pages = f->pages, .pictures = f->pictures, .embedded = f->embedded,
		.actions = f->actions & ((1u << PDF_ACTION_COUNT) - 1), .link_cover = f->link_cover,
		.picture_cover = f->picture_cover, .is_encrypted = f->is_encrypted || o->status == DISSECT_ENCRYPTED,
		.is_repaired = f->is_repaired, .password = dissect_keep(d, o->password),
		.producer = dissect_keep(d, f->producer) };
	/* Many are encrypted only so that nobody changes them: locked is what asks for a password. */
	if (o->password.len != 0 || o->status == DISSECT_ENCRYPTED)
		c->parts.at[index].is_encrypted = true;
	for (size_t i = 0; i < o->entries.count; i++)
		if (o->entries.at[i].role == UNPACKED_TEXT)
			facts.text_chars += characters(o->entries.at[i].content);
	for (size_t i = 0; i < o->links.count; i++) {
		const struct unpacked_link *link = &o->links.at[i];
		if (link->kind == UNPACKED_CODE) {
			dissect_code(d, index, CODE_DOCUMENT, link);
			continue;
		}
		facts.links += link->kind == UNPACKED_LINK;
		dissect_link(d, &(struct link_seen){ .raw = dissect_keep(d, link->text), .part = index, .where = URL_DOCUMENT,
			.role = link->kind == UNPACKED_SUBMIT ? URL_FORM : URL_LINK });
	}
	struct casefile_pdf *p = c->pdfs.count < CASEFILE_PDFS_MAX ? LIST_ADD(d->arena, &c->pdfs) : NULL;
	if (p != NULL)
		*p = facts;
	add_children(d, index, o, containers);
}

void
dissect_pdf(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers)
{
	struct dissect_opened o;
	if (containers >= DISSECT_DEPTH_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more containers in each other than are opened"));
		return;
	}
	if (!dissect_ask(d, index, "pdf", content, &o))
		return;
	if (o.status == DISSECT_ENCRYPTED && dissect_hold_locked(d, &(struct locked_file){ .kind = LOCKED_PDF, .part = index,
		.containers = containers, .content = content, .opened = o }))
		return;
	dissect_opened_pdf(d, index, &o, containers);
}
