#include <stdio.h>

#include "dissect/inside.h"
#include "dissect/magic.h"
#include "mail/charset.h"
#include "unpack/zip.h"

/* What to do with a leaf, by what it is and says it is. */
enum reading {
	READ_NOTHING,
	READ_PLAIN,
	READ_PAGE,
	READ_MAIL,
	READ_MAILBOX,
	READ_CARD,
	READ_ARCHIVE,
	READ_PDF,
	READ_PICTURE,
	READ_DOCUMENT,
};

static bool
is_type(const struct casefile_part *p, struct bytes type)
{
	return bytes_equal(p->type, type);
}

static bool
has_extension(const struct casefile_part *p, const char *list)
{
	struct bytes extension = magic_extension(p->name);
	struct bytes rest = bytes_of_cstr(list), one;
	while (bytes_cut(&rest, ' ', &one))
		if (bytes_equal_nocase(one, extension))
			return true;
	return false;
}

/* A page saved with its pictures (RFC 2557), by whatever name: Word opens one that is called .doc. */
static bool
is_saved_page(const struct casefile_part *p, struct magic magic, struct bytes content)
{
	struct bytes front = bytes_to(content, 1024);
	return p->is_attachment && magic.type.len == 0 && has_extension(p, "mht mhtml doc dot xls ppt htm html wps et") &&
	       bytes_has_nocase(front, BYTES("MIME-Version:")) && bytes_has_nocase(front, BYTES("Content-Type:"));
}

static bool
is_card(struct magic magic)
{
	return bytes_equal(magic.type, BYTES("text/calendar")) || bytes_equal(magic.type, BYTES("text/vcard"));
}

/* What a click follows, by its name or content. */
static bool
is_shortcut(const struct casefile_part *p, struct magic magic)
{
	return p->is_attachment && (magic.class == MAGIC_SHORTCUT || magic.class == MAGIC_UNKNOWN || magic.class == MAGIC_TEXT) &&
	       (magic.class == MAGIC_SHORTCUT || magic_of_name(p->name) == MAGIC_SHORTCUT || has_extension(p, "iqy webloc jnlp oqy dqy rqy"));
}

static bool
is_text_part(const struct casefile_part *p)
{
	return !p->is_attachment && (p->type.len == 0 || bytes_starts(p->type, BYTES("text/")));
}

/* Clients choose by the declared type, desktops by the name, programs by the content: any of them counts. */
static enum reading
reading_of(const struct casefile_part *p, struct magic magic, struct bytes content)
{
	/* What a client shows as the letter is the letter, also where it begins with "BZh" or "{\\rtf". */
	bool is_letter = is_text_part(p) && !p->is_unpacked;
	if (dissect_is_document(p, magic, content))
		return READ_DOCUMENT;
	if (!is_letter && (magic.class == MAGIC_ARCHIVE || magic.class == MAGIC_DISK))
		return READ_ARCHIVE;
	if (magic.class == MAGIC_PROGRAM && (bytes_equal(magic.type, BYTES("application/java-archive")) ||
	                                     bytes_equal(magic.type, BYTES("application/x-apk"))))
		return READ_ARCHIVE;
	if (bytes_equal(magic.type, BYTES("application/x-chm")) || bytes_equal(magic.type, BYTES("application/x-msi")))
		return READ_ARCHIVE;
	if (is_saved_page(p, magic, content))
		return READ_MAIL;
	if (is_type(p, BYTES("text/html")) || is_type(p, BYTES("application/xhtml+xml")) ||
	    is_type(p, BYTES("image/svg+xml")) || bytes_equal(magic.type, BYTES("image/svg+xml")) ||
	    has_extension(p, "htm html shtml xhtml xht svg hta mht mhtml"))
		return READ_PAGE;
	if (bytes_equal(magic.type, BYTES("text/html")) && p->is_attachment)
		return READ_PAGE;
	if (has_extension(p, "eml") || is_type(p, BYTES("message/rfc822")))
		return READ_MAIL;
	if (is_card(magic))
		return READ_CARD;
	if (is_letter)
		return READ_PLAIN;
	if (p->is_attachment && bytes_starts(content, BYTES("From ")) && (has_extension(p, "mbox") || is_type(p, BYTES("application/mbox"))))
		return READ_MAILBOX;
	if (bytes_equal(magic.type, BYTES("application/pdf")))
		return READ_PDF;
	if (magic.class == MAGIC_PICTURE)
		return READ_PICTURE;
	if (magic.class == MAGIC_MEDIA || magic.class == MAGIC_PROGRAM ||
	    magic.class == MAGIC_DOCUMENT)
		return READ_NOTHING;
	if (p->type.len == 0 || bytes_starts(p->type, BYTES("text/")) || magic.class == MAGIC_TEXT ||
	    magic.class == MAGIC_SCRIPT || is_shortcut(p, magic) || magic_of_name(p->name) == MAGIC_TEXT ||
	    magic_of_name(p->name) == MAGIC_SCRIPT)
		return READ_PLAIN;
	return READ_NOTHING;
}

void
dissect_content(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers)
{
	struct casefile_part *p = &d->c->parts.at[index];
	struct magic magic = magic_of(content);
	bool is_attached = p->is_attachment;
	p->detected = magic.type;
	dissect_hold_rules(d, index, content);
	if (is_attached || p->is_unpacked || bytes_starts(p->type, BYTES("application/")))
		dissect_report(d, index, content);
	if (magic.class == MAGIC_PROGRAM || magic.class == MAGIC_SHORTCUT)
		dissect_program(d, index, content);
	struct bytes sealed = dissect_sealed(p, magic, content);
	struct bytes inside;
	if (bytes_equal(p->detected, BYTES("application/pkcs7-signed")) && containers < DISSECT_DEPTH_MAX &&
	    dissect_signed_text(d, content, &inside)) {
		dissect_mail(d, inside, p->id, index, p->depth + 1, containers + 1);
		return;
	}
	if (sealed.len != 0) {
		p->is_encrypted = true;
		dissect_gap(d, index, GAP_ENCRYPTED, sealed);
		return;
	}
	enum reading reading = reading_of(p, magic, content);
	bool is_script = is_attached && (reading == READ_PAGE || (reading == READ_PLAIN &&
	    (magic.class == MAGIC_SCRIPT || magic_of_name(p->name) == MAGIC_SCRIPT)));
	if (is_script)
		dissect_script(d, index, content, containers);
	switch (reading) {
	case READ_PLAIN:
		dissect_plain(d, index, content, is_attached);
		break;
	case READ_CARD:
		dissect_card(d, index, content, containers);
		break;
	case READ_MAILBOX:
		dissect_mailbox(d, index, content, containers);
		break;
	case READ_PAGE:
		dissect_page(d, index, content, is_attached);
		break;
	case READ_MAIL:
		if (containers >= DISSECT_DEPTH_MAX)
			dissect_gap(d, index, GAP_LIMIT, BYTES("more containers in each other than are opened"));
		else
			dissect_mail(d, content, p->id, index, p->depth + 1, containers + 1);
		break;
	case READ_ARCHIVE:
		dissect_open(d, index, "archive", content, containers);
		dissect_program_members(d, index);
		break;
	case READ_PDF:
		dissect_pdf(d, index, content, containers);
		break;
	case READ_PICTURE:
		dissect_picture(d, index, content);
		break;
	case READ_DOCUMENT:
		dissect_document(d, index, content, containers);
		break;
	case READ_NOTHING:
		break;
	}
	if (d->c->parts.at[index].is_attachment && (reading == READ_PLAIN || (reading == READ_NOTHING && magic.type.len == 0)))
		dissect_text_files(d, index, content, containers);
	if (is_shortcut(&d->c->parts.at[index], magic))
		dissect_shortcut(d, index, content);
	/* A picture or a program with an archive behind it is one to whoever renames it. */
	bool is_ours = magic.class == MAGIC_DOCUMENT && !bytes_equal(magic.type, BYTES("application/pdf"));
	if (reading != READ_ARCHIVE && reading != READ_DOCUMENT && !is_ours && zip_ends(content))
		dissect_open(d, index, "archive", content, containers);
	if (reading == READ_PAGE && bytes_equal(magic.type, BYTES("application/pdf")))
		dissect_pdf(d, index, content, containers);
	if (!(is_text_part(&d->c->parts.at[index]) && !d->c->parts.at[index].is_unpacked))
		dissect_second(d, index, magic, content, containers);
}

static enum gap_reason
gap_reason_of(enum mail_gap_reason reason)
{
	static const enum gap_reason reasons[] = { [MAIL_GAP_LIMIT] = GAP_LIMIT, [MAIL_GAP_MALFORMED] = GAP_MALFORMED,
		[MAIL_GAP_ENCRYPTED] = GAP_ENCRYPTED, [MAIL_GAP_UNSUPPORTED] = GAP_UNSUPPORTED };
	return reasons[reason];
}

/* "1.2" inside the message that part "3" holds is "3.1.2"; inside a file of a container "1/3.1.2". */
static struct bytes
joined_id(struct dissection *d, struct bytes prefix, struct bytes id)
{
	char text[300];
	if (prefix.len == 0)
		return id;
	int len = snprintf(text, sizeof text, "%.*s.%.*s", BYTES_ARGS(prefix), BYTES_ARGS(id));
	return dissect_keep(d, bytes_of(text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1));
}

/* A person sees it as a file: it says so, it has a name, or no client shows it as text. */
static bool
is_attachment(const struct mail_part *p)
{
	if (p->kind != MAIL_LEAF)
		return p->kind == MAIL_MESSAGE && p->disposition == MAIL_ATTACHMENT;
	if (p->disposition == MAIL_ATTACHMENT || p->inside_body)
		return true;
	bool is_text = p->type.len == 0 || bytes_starts(p->type, BYTES("text/"));
	bool is_picture = bytes_starts(p->type, BYTES("image/"));
	if (p->filename.len != 0)
		return !(is_picture && p->content_id.len != 0);
	return !is_text && !is_picture;
}

static void
fill_part(struct dissection *d, const struct mail *m, uint32_t from, uint32_t base, struct bytes prefix,
    uint32_t parent, uint32_t depth, struct casefile_part *out)
{
	static const enum part_kind kinds[] = { [MAIL_LEAF] = PART_LEAF, [MAIL_MULTIPART] = PART_MULTIPART,
		[MAIL_MESSAGE] = PART_MESSAGE };
	const struct mail_part *p = &m->parts.at[from];
	*out = (struct casefile_part){ .id = joined_id(d, prefix, p->id), .kind = kinds[p->kind], .view = p->view,
		.parent = p->parent == MAIL_NO_PART ? parent : base + p->parent, .depth = depth + p->depth,
		.type = p->type, .name = dissect_name(d, p->filename), .charset = dissect_normal(d, p->charset),
		.encoding = bytes_of_cstr(decode_name(p->encoding)), .content_id = p->content_id,
		.disposition = p->disposition == MAIL_ATTACHMENT ? DISPOSITION_ATTACHMENT
		             : p->disposition == MAIL_INLINE     ? DISPOSITION_INLINE
		                                                 : DISPOSITION_NONE,
		.is_attachment = is_attachment(p), .is_unpacked = prefix.len != 0 };
	for (size_t i = 0; i < p->names.count && i < 16; i++) {
		struct bytes name = dissect_name(d, p->names.at[i]);
		struct bytes *slot = bytes_equal(name, out->name) ? NULL : LIST_ADD(d->arena, &out->other_names);
		if (slot != NULL)
			*slot = name;
	}
}

static void
read_leaf(struct dissection *d, struct mail *m, uint32_t from, uint32_t index, uint32_t containers)
{
	struct casefile_part *p = &d->c->parts.at[index];
	struct bytes body;
	if (p->name.len != 0)
		dissect_themes(d, m->parts.at[from].filename, index, LURE_FILE_NAME);
	if (mail_part_body(m, from, d->arena, &body) != 0)
		return; /* the walk has recorded the gap */
	p->size = body.len;
	const struct mail_part *part = &m->parts.at[from];
	/* A footer behind it is not worth a word; of text that is no base64 nobody knows what a client makes. */
	if (part->encoding == DECODE_BASE64 && (part->decode_flags & DECODE_JUNK) != 0 && body.len * 8 < part->body.len * 3)
		dissect_gap(d, index, GAP_MALFORMED, BYTES("most of it is no base64, though it says so"));
	if (p->is_attachment || !bytes_starts(p->type, BYTES("text/")))
		dissect_digests(d, body, p);
	dissect_content(d, index, body, containers);
}

static void
record_doubts(struct dissection *d, const struct mail *m, uint32_t base)
{
	struct casefile *c = d->c;
	for (size_t i = 0; i < m->ambiguities.count && c->ambiguities.count < CASEFILE_AMBIGUITIES_MAX; i++) {
		const struct mail_ambiguity *from = &m->ambiguities.at[i];
		struct casefile_ambiguity *to = LIST_ADD(d->arena, &c->ambiguities);
		if (to == NULL)
			return;
		uint32_t index = base + from->part;
		*to = (struct casefile_ambiguity){ casefile_part_id(c, index),
			bytes_of_cstr(mail_ambiguity_name(from->kind)), from->text };
	}
	for (size_t i = 0; i < m->gaps.count; i++) {
		const struct mail_gap *gap = &m->gaps.at[i];
		dissect_gap(d, gap->part == MAIL_NO_PART ? UINT32_MAX : base + gap->part, gap_reason_of(gap->reason),
		    gap->text.len != 0 ? gap->text : bytes_of_cstr(mail_gap_reason_name(gap->reason)));
	}
}

/* Where part INDEX, a file, stands in the message: what was decoded on the way is not in it. */
static void
note_span(struct dissection *d, const struct mail *m, uint32_t from, uint32_t index)
{
	const struct mail_part *p = &m->parts.at[from];
	uintptr_t base = (uintptr_t)m->message.at, start = (uintptr_t)p->header.at - base, body = (uintptr_t)p->body.at - base;
	if (p->view != 0 || p->inside_body || p->kind != MAIL_LEAF || start > m->message.len || body > m->message.len ||
	    body != start + p->header.len || p->body.len > m->message.len - body)
		return;
	size_t count = d->c->spans.count;
	if (count != 0 && d->c->spans.at[count - 1].end > start)
		return;
	struct casefile_span *s = LIST_ADD(d->arena, &d->c->spans);
	if (s != NULL)
		*s = (struct casefile_span){ index, (uint32_t)start, (uint32_t)body, (uint32_t)(body + p->body.len) };
}

void
dissect_mail(struct dissection *d, struct bytes octets, struct bytes id, uint32_t parent, uint32_t depth,
    uint32_t containers)
{
	struct casefile *c = d->c;
	struct mail m = { 0 };
	uint32_t base = (uint32_t)c->parts.count;
	if (mail_walk(octets, NULL, d->arena, &m) != 0)
		return;
	size_t count = m.parts.count;
	if (count > CASEFILE_PARTS_MAX - base) {
		count = CASEFILE_PARTS_MAX - base;
		dissect_gap(d, UINT32_MAX, GAP_LIMIT, BYTES("more parts than a case file lists"));
	}
	for (uint32_t i = 0; i < count; i++) {
		struct casefile_part *p = LIST_ADD(d->arena, &c->parts);
		if (p == NULL)
			return;
		/* The top of the message itself is its own parent. */
		fill_part(d, &m, i, base, id, id.len == 0 && i == 0 ? 0 : parent, depth, p);
		if (p->is_attachment && id.len == 0)
			note_span(d, &m, i, i);
	}
	if (id.len == 0)
		dissect_header(d, &m);
	/* The texts first: the password of a file may stand behind it. */
	for (int is_file = 0; is_file < 2; is_file++)
		for (uint32_t i = 0; i < count; i++)
			if (m.parts.at[i].kind == MAIL_LEAF && is_text_part(&c->parts.at[base + i]) == (is_file == 0))
				read_leaf(d, &m, i, base + i, containers);
	record_doubts(d, &m, base);
}
