/* From a header block to what a part may be.
 *
 * The standard's reading decides the main view.  Beside it, whatever a client could make of a damaged field is
 * collected: encodings, types, boundaries, names.  Evidence: the mutation classes of MIMEminer, see docs. */
#include "base/fault.h"
#include "mail/charset.h"
#include "mail/walk_inside.h"

/* Fields of one name that are looked at; clients take the first or the last, never the tenth. */
#define FIELDS_MAX 8
#define NAMES_MAX 16
#define SQUASH_MAX 512

static void
odd(struct shape *s, enum mail_ambiguity_kind kind, struct bytes evidence)
{
	if ((s->ambiguities >> kind & 1) == 0)
		s->evidence[kind] = evidence;
	s->ambiguities |= (uint64_t)1 << kind;
}

bool
shape_is_part_field(struct bytes line)
{
	for (size_t i = 0; i < 4 && line.len > 0 && !ascii_is_alpha(line.at[0]); i++)
		line = bytes_from(line, 1);
	return line.len > 9 && ascii_lower(line.at[0]) == 'c' &&
	    bytes_starts_nocase(line, BYTES("content-")) &&
	    (ascii_lower(line.at[8]) == 't' || ascii_lower(line.at[8]) == 'd');
}

/* VALUE in lower case without blanks, controls, quotes and (if COMMENTS) comments: what is left for a client
 * that searches for a word.  Encoded words are decoded before. */
static struct bytes
squash(struct bytes value, bool comments, uint8_t out[SQUASH_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < value.len && n < SQUASH_MAX; i++) {
		uint8_t c = value.at[i];
		if (comments && c == '(') {
			i = header_comment_end(value, i) - 1;
			continue;
		}
		if (c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\')
			out[n++] = ascii_lower(c);
	}
	return bytes_of(out, n);
}

static const struct encoding_name {
	struct bytes name;
	enum decode_kind kind;
} encoding_names[] = {
	{ BYTES_INIT("base64"), DECODE_BASE64 },
	{ BYTES_INIT("quoted-printable"), DECODE_QP },
	{ BYTES_INIT("7bit"), DECODE_NONE },
	{ BYTES_INIT("8bit"), DECODE_NONE },
	{ BYTES_INIT("binary"), DECODE_NONE },
	{ BYTES_INIT("x-uuencode"), DECODE_UU },
	{ BYTES_INIT("x-uue"), DECODE_UU },
	{ BYTES_INIT("uuencode"), DECODE_UU },
	{ BYTES_INIT("x-yenc"), DECODE_YENC },
};
#define ENCODING_NAMES (sizeof encoding_names / sizeof *encoding_names)

static bool
encoding_exact(struct bytes value, enum decode_kind *out)
{
	for (size_t i = 0; i < ENCODING_NAMES; i++)
		if (bytes_equal_nocase(value, encoding_names[i].name)) {
			*out = encoding_names[i].kind;
			return true;
		}
	return false;
}

/* Every encoding whose name a client could find in VALUE. */
static uint32_t
encodings_in(struct walk *w, struct bytes value)
{
	uint8_t squashed[SQUASH_MAX];
	struct bytes text = value, forms[3];
	uint8_t more[SQUASH_MAX], decoded[SQUASH_MAX];
	uint32_t found = 0;
	value = bytes_to(value, 4096);
	(void)header_text(value, w->arena, &text, NULL);
	forms[0] = squash(value, true, squashed);
	forms[1] = squash(value, false, more);
	forms[2] = squash(text, true, decoded);
	for (size_t f = 0; f < 3; f++) {
		if (bytes_has(forms[f], BYTES("base64")))
			found |= 1u << DECODE_BASE64;
		if (bytes_has(forms[f], BYTES("quoted-printable")) ||
		    bytes_has(forms[f], BYTES("quotedprintable")))
			found |= 1u << DECODE_QP;
		if (bytes_has(forms[f], BYTES("uue")))
			found |= 1u << DECODE_UU;
	}
	return found;
}

static void
read_encoding(struct walk *w, struct shape *s, struct bytes raw, bool strict)
{
	struct bytes value = bytes_trim(raw);
	enum decode_kind kind = DECODE_NONE;
	uint32_t possible;
	bool first = s->encoding_fields == 0;
	if (s->encoding_fields++ >= FIELDS_MAX)
		return;
	if (encoding_exact(value, &kind)) {
		possible = 1u << kind;
	} else {
		possible = encodings_in(w, value);
		uint8_t plain[SQUASH_MAX];
		size_t end = header_comment_end(BYTES_NONE, 0);
		struct bytes standard = value;
		/* RFC 2045: a token, comments allowed around it. */
		if (value.len > 0 && value.at[0] == '(') {
			end = header_comment_end(value, 0);
			standard = bytes_trim(bytes_from(value, end));
		}
		end = bytes_find_octet(standard, '(');
		standard = bytes_trim(bytes_to(standard, end == BYTES_NOT_FOUND ? standard.len : end));
		if (!encoding_exact(standard, &kind) &&
		    !encoding_exact(squash(value, true, plain), &kind))
			odd(s, MAIL_ENCODING_UNKNOWN, value);
		odd(s, MAIL_ENCODING_ODD, value);
		possible |= 1u << DECODE_NONE | 1u << kind;
	}
	if (first && strict)
		s->encoding = kind;
	else if (first)
		possible |= 1u << DECODE_NONE;
	if (first && !strict)
		s->encoding = kind;
	s->encodings |= possible;
	if (!first)
		odd(s, MAIL_ENCODING_TWICE, value);
}

static bool
type_well_formed(struct bytes t)
{
	size_t slashes = 0;
	for (size_t i = 0; i < t.len; i++) {
		uint8_t c = t.at[i];
		slashes += c == '/';
		if (c <= ' ' || c >= 0x7f || (c != '/' && strchr("()<>@,;:\\\"[]?=", c) != NULL))
			return false;
	}
	return slashes == 1 && t.len >= 3 && t.at[0] != '/' && t.at[t.len - 1] != '/';
}

static bool
is_message_type(struct bytes t)
{
	return bytes_equal(t, BYTES("message/rfc822")) || bytes_equal(t, BYTES("message/global")) ||
	    bytes_equal(t, BYTES("message/news"));
}

static void
note_kind(struct shape *s, struct bytes type)
{
	if (bytes_starts(type, BYTES("multipart/")))
		s->maybe_multipart = true;
	else if (is_message_type(type))
		s->maybe_message = true;
	else
		s->maybe_leaf = true;
}

static void
add_boundary(struct shape *s, struct bytes b)
{
	while (b.len > 0 && b.at[b.len - 1] <= ' ')
		b.len--;
	for (size_t i = 0; i < s->boundary_count; i++)
		if (bytes_equal(s->boundaries[i], b))
			return;
	if (b.len != 0 && s->boundary_count < BOUNDARIES_MAX)
		s->boundaries[s->boundary_count++] = b;
}

static void
read_boundaries(struct shape *s, const struct header_value *v, struct bytes raw)
{
	size_t before = s->boundary_count, found = 0;
	for (size_t i = 0; i < v->params.count; i++) {
		const struct header_param *p = &v->params.at[i];
		if (!bytes_equal(p->name, BYTES("boundary")))
			continue;
		found++;
		add_boundary(s, p->value);
		if (!bytes_equal(p->value, p->loose) || bytes_has(p->value, BYTES("=?")) ||
		    p->value.len == 0 || p->value.len > BOUNDARY_MAX)
			odd(s, MAIL_BOUNDARY_ODD, p->loose);
		add_boundary(s, p->loose);
		add_boundary(s, p->text);
		for (size_t k = 0; k < p->value.len; k++)
			if (p->value.at[k] < ' ' || p->value.at[k] >= 0x7f)
				odd(s, MAIL_BOUNDARY_ODD, p->value);
	}
	if (found > 1 && s->boundary_count - before > 1)
		odd(s, MAIL_BOUNDARY_TWICE, raw);
	else if (found == 1 && (v->flags & HEADER_COMMENT) != 0)
		odd(s, MAIL_BOUNDARY_ODD, raw);
}

static bool
add_text(struct walk *w, struct bytes **at, size_t *count, size_t *room, struct bytes text)
{
	for (size_t i = 0; i < *count; i++)
		if (bytes_equal_nocase((*at)[i], text))
			return false;
	struct bytes *fresh =
	    *count < NAMES_MAX ? list_add(w->arena, (void **)at, count, room, sizeof *fresh) : NULL;
	if (fresh != NULL)
		*fresh = text;
	return fresh != NULL;
}

static void
read_names(struct walk *w, struct shape *s, const struct header_value *v, struct bytes name,
    struct bytes raw)
{
	bool any = false;
	for (size_t i = 0; i < v->params.count; i++) {
		const struct header_param *p = &v->params.at[i];
		if (!bytes_equal(p->name, name) || p->text.len == 0)
			continue;
		any = true;
		bool fresh = add_text(w, &s->names.at, &s->names.count, &s->names.room, p->text);
		if (fresh && s->names.count > 1)
			odd(s, MAIL_NAME_CONFLICT, raw);
		/* RFC 6266 4.3 and the clients that know RFC 2231 prefer the extended form. */
		if (s->filename.len == 0 || (p->extended && name.len == 8))
			s->filename = p->text;
	}
	if (any && (v->flags & (HEADER_PARAM_GAP | HEADER_PARAM_LIMIT)) != 0)
		odd(s, MAIL_NAME_ODD, raw);
}

static void
read_type(struct walk *w, struct shape *s, struct bytes raw, bool strict)
{
	struct header_value v;
	if (s->type_fields++ >= FIELDS_MAX)
		return;
	if (header_value_read(raw, w->arena, &v) != 0) {
		w->out_of_memory = true;
		return;
	}
	if (s->type_fields > 1)
		odd(s, MAIL_TYPE_TWICE, raw);
	if (!type_well_formed(v.main)) {
		uint8_t squashed[SQUASH_MAX];
		struct bytes text = squash(bytes_to(raw, 4096), true, squashed);
		if (v.main.len != 0)
			odd(s, MAIL_TYPE_ODD, raw);
		s->maybe_multipart = s->maybe_multipart || bytes_has(text, BYTES("multipart/"));
		s->maybe_message = s->maybe_message || bytes_has(text, BYTES("message/rfc822"));
	}
	if (v.main.len != 0)
		(void)add_text(w, &s->types.at, &s->types.count, &s->types.room, v.main);
	note_kind(s, v.main);
	if (s->type_fields == 1 || (strict && s->type.main.len == 0))
		s->type = v;
	read_boundaries(s, &v, raw);
	read_names(w, s, &v, BYTES("name"), raw);
}

static void
read_disposition(struct walk *w, struct shape *s, struct bytes raw)
{
	struct header_value v;
	if (s->disposition_fields++ >= FIELDS_MAX || header_value_read(raw, w->arena, &v) != 0)
		return;
	if (s->disposition_fields > 1)
		odd(s, MAIL_DISPOSITION_TWICE, raw);
	else if (bytes_equal(v.main, BYTES("attachment")))
		s->disposition = MAIL_ATTACHMENT;
	else
		s->disposition =
		    bytes_equal(v.main, BYTES("inline")) ? MAIL_INLINE : MAIL_OTHER_DISPOSITION;
	read_names(w, s, &v, BYTES("filename"), raw);
}

static void
read_content_id(struct walk *w, struct shape *s, struct bytes raw)
{
	struct bytes id;
	if (s->content_id.len != 0 || !header_unfold(bytes_to(raw, HEADER_VALUE_MAX), w->arena, &id))
		return;
	if (id.len >= 2 && id.at[0] == '<' && id.at[id.len - 1] == '>')
		id = bytes_slice(id, 1, id.len - 1);
	s->content_id = id;
}

/* The fields that shape a part are recognised by length and first letter, before any comparison. */
static void
read_field(struct walk *w, struct shape *s, const struct header_field *f)
{
	bool strict = (f->flags & (HEADER_NAME_SPACE | HEADER_NAME_DAMAGED | HEADER_NAME_FOLDED)) == 0;
	if (f->name.len < 10 || ascii_lower(f->name.at[0]) != 'c')
		return;
	if (f->name.len == 12 && bytes_equal_nocase(f->name, BYTES("Content-Type")))
		read_type(w, s, f->value, strict);
	else if (f->name.len == 25 && bytes_equal_nocase(f->name, BYTES("Content-Transfer-Encoding")))
		read_encoding(w, s, f->value, strict);
	else if (f->name.len == 19 && bytes_equal_nocase(f->name, BYTES("Content-Disposition")))
		read_disposition(w, s, f->value);
	else if (f->name.len == 10 && bytes_equal_nocase(f->name, BYTES("Content-ID")))
		read_content_id(w, s, f->value);
	else
		return;
	if ((f->flags & HEADER_NUL) != 0)
		odd(s, MAIL_HEADER_NUL, f->value);
	if ((s->type.flags & HEADER_PARAM_LIMIT) != 0)
		odd(s, MAIL_TYPE_ODD, f->name);
}

static void
keep_field(struct walk *w, struct shape *s, const struct header_field *f)
{
	struct mail *m = w->mail;
	if ((f->flags & (HEADER_NAME_SPACE | HEADER_NAME_DAMAGED)) != 0)
		odd(s, MAIL_HEADER_NAME_ODD, f->name);
	if ((f->flags & HEADER_NAME_FOLDED) != 0)
		odd(s, MAIL_HEADER_NAME_FOLDED, f->name);
	if ((f->flags & HEADER_FIRST_FOLDED) != 0)
		odd(s, MAIL_HEADER_FIRST_FOLDED, f->name);
	if ((f->flags & HEADER_BARE_CR) != 0)
		odd(s, MAIL_HEADER_CR, f->name);
	if ((f->flags & HEADER_8BIT) != 0)
		m->counts.header_8bit++;
	struct mail_header *h =
	    m->headers.count < m->limits.headers ? LIST_ADD(w->arena, &m->headers) : NULL;
	if (h == NULL) {
		walk_gap(w, MAIL_NO_PART, MAIL_GAP_LIMIT, "more header fields than are kept");
		return;
	}
	*h = (struct mail_header){ .name = f->name, .value = f->value, .flags = f->flags };
	s->header_count++;
}

static void
add_stop(struct shape *s, size_t at)
{
	if (s->stop_count < 2)
		s->stops[s->stop_count++] = at;
}

/* The first line that is no field: skipped where fields go on behind it, else the body begins there. */
static bool
junk_ends_block(struct shape *s, const struct header_lines *l, size_t line,
    const struct header_field *junk)
{
	struct header_lines peek = *l;
	struct header_field next;
	if (line == 0 &&
	    (bytes_starts(junk->value, BYTES("From ")) ||
	        bytes_starts(junk->value, BYTES(">From "))))
		return false; /* what mbox and UUCP leave behind */
	enum header_line what = header_lines_next(&peek, &next);
	if (what == HEADER_LINE_FIELD || what == HEADER_LINE_BLANK) {
		odd(s, MAIL_HEADER_JUNK, junk->value);
		add_stop(s, line);
		return false;
	}
	odd(s, MAIL_SEPARATOR_MISSING, junk->value);
	return true;
}

static size_t
read_block(struct walk *w, const struct item *it, struct shape *s)
{
	struct header_lines l = header_lines_of(bytes_to(it->raw, it->stop_at), it->cr_breaks);
	struct header_field f;
	bool junk = false;
	for (;;) {
		size_t line = l.pos;
		if (line > w->mail->limits.header_octets - w->mail->counts.header_octets) {
			walk_gap(w, MAIL_NO_PART, MAIL_GAP_LIMIT, "more header octets than are read");
			return line;
		}
		switch (header_lines_next(&l, &f)) {
		case HEADER_LINE_END:
			if (it->raw.len > l.pos || it->stop_at < it->raw.len)
				return l.pos;
			if (!it->root || it->view != 0)
				odd(s, MAIL_SEPARATOR_MISSING, bytes_to(it->raw, 80));
			return l.pos;
		case HEADER_LINE_BLANK:
			if (l.blanks != SIZE_MAX) {
				odd(s, MAIL_SEPARATOR_ODD, bytes_to(bytes_from(it->raw, l.blanks), 80));
				add_stop(s, l.blanks);
			}
			return l.pos;
		case HEADER_LINE_FIELD:
			keep_field(w, s, &f);
			read_field(w, s, &f);
			s->try_cr = s->try_cr || ((f.flags & HEADER_BARE_CR) != 0 && !it->cr_breaks);
			break;
		case HEADER_LINE_JUNK:
			s->try_cr = s->try_cr ||
			    (!it->cr_breaks && bytes_find_octet(f.value, '\r') != BYTES_NOT_FOUND);
			if (!junk && junk_ends_block(s, &l, line, &f))
				return line;
			junk = true;
			break;
		}
	}
}

void
shape_read(struct walk *w, const struct item *it, struct shape *s)
{
	struct mail *m = w->mail;
	memset(s, 0, sizeof *s);
	s->header_first = (uint32_t)m->headers.count;
	size_t body = read_block(w, it, s);
	s->header = bytes_to(it->raw, body);
	s->body = bytes_from(it->raw, body);
	m->counts.header_octets += s->header.len;
	if (m->counts.header_octets > m->limits.header_octets)
		m->counts.header_octets = m->limits.header_octets;
	if (s->type_fields == 0 || !type_well_formed(s->type.main)) {
		struct bytes standard = it->digest && s->type_fields == 0 ?
		    BYTES("message/rfc822") :
		    BYTES("text/plain");
		if (bytes_starts(s->type.main, BYTES("multipart")) ||
		    bytes_starts(s->type.main, BYTES("message/rfc822")))
			standard = s->type.main;
		s->type.main = standard;
		note_kind(s, standard);
	}
	s->kind = MAIL_LEAF;
	if (bytes_starts(s->type.main, BYTES("multipart/")))
		s->kind = MAIL_MULTIPART;
	else if (is_message_type(s->type.main))
		s->kind = MAIL_MESSAGE;
	if (s->encodings == 0)
		s->encodings = 1u << DECODE_NONE;
	s->encodings &= ~(1u << s->encoding);
}
