/* Bodies: cutting multiparts, and finding what other readings would find. */
#include "mail/text_file.h"
#include "mail/walk_inside.h"

/* What is looked at to see whether text starts with a field, or is encoded. */
#define SNIFF_LEAF 1024
#define LINES_BEFORE_BLOCK 4 /* lines of text that some client skips before a late field */
#define SNIFF_GAP ((size_t)64 << 10)
#define SNIFF_CODE 4096

/* Boundaries guessed in one stretch of octets. */
#define GUESSES_MAX 8

static size_t
offset_in(const struct source *s, struct bytes view)
{
	return (size_t)(view.at - s->octets.at);
}

static uint64_t
boundary_key(struct bytes b, bool other)
{
	uint64_t h = other ? 0x100000001b3u : 0xcbf29ce484222325u;
	for (size_t i = 0; i < b.len && i < BOUNDARY_MAX; i++)
		h = (h ^ b.at[i]) * 0x100000001b3u;
	return h | 0x8000000000000000u;
}

/* The line break before a delimiter belongs to the delimiter (RFC 2046 5.1.1). */
static size_t
before_break(const struct source *s, size_t from, size_t line)
{
	if (line > from && s->octets.at[line - 1] == '\n')
		line--;
	if (line > from && s->octets.at[line - 1] == '\r')
		line--;
	return line;
}

struct found {
	const uint32_t *open, *close;
	size_t opens, closes;
};

/* Delimiters of BOUNDARY in [from, to) into w->matches, in order; a closing one has its top bit set. */
#define CLOSING 0x80000000u

static bool
find_delimiters(struct walk *w, struct source *s, struct bytes boundary, size_t from, size_t to)
{
	uint8_t closing[BOUNDARY_MAX + 2];
	struct found f;
	boundary = bytes_to(boundary, BOUNDARY_MAX);
	if (boundary.len != 0)
		memcpy(closing, boundary.at, boundary.len);
	memcpy(closing + boundary.len, "--", 2);
	/* Cut boundaries have no closing form of their own: nothing equals the longer text. */
	struct bytes close = bytes_of(closing, boundary.len + 2);
	w->matches.count = 0;
	if (!source_find(s, boundary, from, to, w->arena, &f.open, &f.opens) ||
	    !source_find(s, close, from, to, w->arena, &f.close, &f.closes))
		return false;
	for (size_t i = 0, k = 0; i < f.opens || k < f.closes;) {
		bool is_open = k == f.closes || (i < f.opens && f.open[i] < f.close[k]);
		uint32_t index = is_open ? f.open[i++] : f.close[k++];
		const struct bytes *content = &s->delimiters.at[index].content;
		/* Contents that only share a hash are others' delimiters. */
		if (!bytes_equal(*content, is_open ? boundary : close))
			continue;
		uint32_t *m = LIST_ADD(w->arena, &w->matches);
		if (m == NULL)
			return false;
		*m = index | (is_open ? 0 : CLOSING);
	}
	return true;
}

/* RFC 2046 5.1.2: a line that begins with the delimiter is one.  Clients differ, and a boundary may begin with
 * another; so this is asked only where no line is the opening delimiter and nothing else. */
static bool
find_beginnings(struct walk *w, const struct source *s, struct bytes boundary, size_t from, size_t to)
{
	w->matches.count = 0;
	for (size_t i = source_lower(s, from);
	     i < s->delimiters.count && s->delimiters.at[i].line < to; i++) {
		struct bytes content = s->delimiters.at[i].content;
		if (!bytes_starts(content, boundary))
			continue;
		uint32_t *m = LIST_ADD(w->arena, &w->matches);
		if (m == NULL)
			return false;
		bool closing = bytes_starts(bytes_from(content, boundary.len), BYTES("--"));
		*m = (uint32_t)i | (closing ? CLOSING : 0);
	}
	return true;
}

struct cut {
	struct walk *w;
	const struct item *it;
	uint32_t part;
	struct bytes area;
	size_t from, to; /* of area in the source */
	size_t first, end; /* preamble is [from, first), epilogue [end, to) */
	bool closed;
};

static void
push_child(const struct cut *c, size_t start, size_t end, uint32_t ordinal, bool other, uint16_t view)
{
	const struct source *s = c->it->source;
	struct item child = {
		.source = c->it->source,
		.raw = bytes_slice(s->octets, start, end),
		.parent = c->part,
		.ordinal = ordinal,
		.depth = (uint16_t)(c->it->depth + 1),
		.view = view,
		.generation = (uint8_t)(c->it->generation + other),
		.cr_breaks = c->it->cr_breaks,
		.digest = bytes_equal(c->w->mail->parts.at[c->part].type, BYTES("multipart/digest")),
		.stop_at = SIZE_MAX,
	};
	walk_push(c->w, &child, other);
}

/* Children between the matches that count (STRICT: standard lines only; up to the first close, or behind it).
 * Pushed last first, so that the stack gives them in order. */
static size_t
push_children(struct cut *c, bool strict, bool behind_close, bool other)
{
	struct walk *w = c->w;
	struct source *s = c->it->source;
	size_t start = 0, count = 0, last = SIZE_MAX, stop = w->matches.count;
	/* Compact the list to what counts, in place. */
	size_t n = 0;
	for (size_t i = 0; i < stop; i++) {
		const struct delimiter *d = &s->delimiters.at[w->matches.at[i] & ~CLOSING];
		if (!strict || d->flags == 0)
			w->matches.at[n++] = w->matches.at[i];
	}
	w->matches.count = n;
	for (size_t i = 0; i < n; i++)
		if ((w->matches.at[i] & CLOSING) != 0) {
			last = i;
			break;
		}
	start = behind_close ? (last == SIZE_MAX ? n : last + 1) : 0;
	stop = behind_close || last == SIZE_MAX ? n : last;
	for (size_t i = start; i < stop; i++)
		count += (w->matches.at[i] & CLOSING) == 0;
	uint16_t view = other && count != 0 ? walk_view(w) : c->it->view;
	uint32_t ordinal = (uint32_t)count;
	/* Past the ceiling the last are given up, as a reader from the front would. */
	size_t taken = w->mail->parts.count + w->stack.count;
	size_t room = w->mail->limits.parts > taken ? w->mail->limits.parts - taken : 0;
	w->parts_full = w->parts_full || (!other && count > room);
	for (size_t i = stop; i-- > start;) {
		if ((w->matches.at[i] & CLOSING) != 0)
			continue;
		size_t from = s->delimiters.at[w->matches.at[i]].next;
		size_t to = i + 1 < n ?
		    before_break(s, from, s->delimiters.at[w->matches.at[i + 1] & ~CLOSING].line) :
		    c->to;
		/* An opening line that nothing follows is a close that lost its dashes. */
		if ((to > from || i + 1 < n) && (other || ordinal <= room))
			push_child(c, from < to ? from : to, to, ordinal, other, view);
		ordinal--;
	}
	if (!behind_close) {
		c->first = n != 0 ?
		    before_break(s, c->from, s->delimiters.at[w->matches.at[0] & ~CLOSING].line) :
		    c->to;
		c->closed = last != SIZE_MAX;
		c->end = c->closed ? s->delimiters.at[w->matches.at[last] & ~CLOSING].next : c->to;
	}
	return count;
}

void
body_split(struct walk *w, const struct item *it, uint32_t part, struct bytes area,
    struct bytes boundary, bool other)
{
	struct source *s = it->source;
	size_t from = offset_in(s, area), to = from + area.len;
	struct cut c = { .w = w, .it = it, .part = part, .area = area, .from = from, .to = to };
	if (walk_seen(w, area, boundary_key(boundary, other)))
		return;
	bool unusual = false, main = !other, found = find_delimiters(w, s, boundary, from, to);
	bool opened = false;
	for (size_t i = 0; i < w->matches.count && !opened; i++)
		opened = (w->matches.at[i] & CLOSING) == 0;
	if (found && main && !opened && boundary.len != 0) {
		size_t exact = w->matches.count;
		found = find_beginnings(w, s, boundary, from, to);
		if (w->matches.count > exact)
			walk_ambiguity(w, part, MAIL_DELIMITER_ODD, boundary);
	}
	if (!found) {
		w->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < w->matches.count; i++)
		unusual = unusual || s->delimiters.at[w->matches.at[i] & ~CLOSING].flags != 0;
	size_t count = push_children(&c, main || !unusual, false, other);
	size_t behind = 0;
	if (c.closed) {
		struct cut again = c;
		behind = push_children(&again, false, true, true);
	}
	if (behind != 0)
		walk_ambiguity(w, part, MAIL_PART_AFTER_CLOSE, bytes_slice(s->octets, c.end, c.to));
	if (main && unusual) {
		walk_ambiguity(w, part, MAIL_DELIMITER_ODD, boundary);
		if (find_delimiters(w, s, boundary, from, to)) {
			struct cut loose = c;
			(void)push_children(&loose, false, false, true);
		}
	}
	if (other)
		return;
	if (count == 0)
		walk_ambiguity(w, part, MAIL_BOUNDARY_UNUSED, boundary);
	else if (!c.closed)
		walk_ambiguity(w, part, MAIL_CLOSE_MISSING, boundary);
	if (count == 0)
		body_hidden(w, it, part, area, MAIL_MULTIPART_EMPTY);
	else
		body_hidden(w, it, part, bytes_slice(s->octets, from, c.first), MAIL_PART_IN_PREAMBLE);
	if (c.closed)
		body_hidden(w, it, part, bytes_slice(s->octets, c.end, to), MAIL_PART_IN_EPILOGUE);
}

static struct bytes
line_of(struct bytes b, size_t at, size_t *next)
{
	struct bytes rest = bytes_from(b, at);
	size_t lf = bytes_find_octet(rest, '\n');
	*next = lf == BYTES_NOT_FOUND ? b.len : at + lf + 1;
	return bytes_to(rest, lf == BYTES_NOT_FOUND ? rest.len : lf);
}

/* Does a field that describes a part follow at AT, at most two blank lines on? */
static bool
part_follows(struct bytes octets, size_t at)
{
	for (int blanks = 0; blanks < 3 && at < octets.len; blanks++) {
		size_t next;
		struct bytes window = bytes_to(octets, at + 1024);
		struct bytes line = line_of(window, at, &next);
		if (bytes_trim(line).len != 0)
			return shape_is_part_field(line);
		at = next;
	}
	return false;
}

/* Delimiters that no boundary of the reading at hand explains, with a field of a part behind them. */
static bool
guess_boundaries(struct walk *w, const struct item *it, uint32_t part, struct bytes area)
{
	struct source *s = it->source;
	size_t from = offset_in(s, area), to = from + area.len, tried = 0;
	struct bytes guesses[GUESSES_MAX];
	bool found = false;
	for (size_t i = source_lower(s, from);
	     i < s->delimiters.count && s->delimiters.at[i].line < to; i++) {
		const struct delimiter *d = &s->delimiters.at[i];
		bool known = false;
		if (bytes_equal(d->content, BYTES("---BEGIN PGP MESSAGE-----")))
			walk_gap(w, part, MAIL_GAP_ENCRYPTED, "an encrypted message (OpenPGP)");
		if (!part_follows(bytes_to(s->octets, to), d->next))
			continue;
		for (size_t k = 0; k < tried && !known; k++)
			known = bytes_equal(guesses[k], d->content);
		if (known)
			continue;
		found = true;
		if (tried == GUESSES_MAX)
			break;
		guesses[tried++] = d->content;
		body_split(w, it, part, area, d->content, true);
	}
	return found;
}

static bool
is_other_field(struct bytes line)
{
	size_t colon = bytes_find_octet(bytes_to(line, 40), ':');
	if (colon == BYTES_NOT_FOUND || colon == 0 || shape_is_part_field(line))
		return false;
	for (size_t i = 0; i < colon; i++)
		if (!ascii_is_alnum(line.at[i]) && line.at[i] != '-')
			return false;
	return true;
}

/* A header block where none should be: at the start of a body, in a preamble or an epilogue. */
static bool
find_block(struct walk *w, const struct item *it, uint32_t part, struct bytes area, size_t within)
{
	struct bytes head = bytes_to(area, within);
	size_t lines = 0;
	for (size_t at = 0, next;
	     at < head.len && (within != SNIFF_LEAF || lines < LINES_BEFORE_BLOCK); at = next) {
		struct bytes line = line_of(head, at, &next);
		lines += bytes_trim(line).len != 0;
		/* Quoted mail begins with other fields: it is text. */
		if (within == SNIFF_LEAF && is_other_field(line))
			return false;
		if (!shape_is_part_field(line) || bytes_find_octet(line, ':') == BYTES_NOT_FOUND)
			continue;
		struct item child = *it;
		child.raw = bytes_from(area, at);
		child.parent = part;
		child.ordinal = 1;
		child.depth++;
		child.root = false;
		child.digest = false;
		child.stop_at = SIZE_MAX;
		child.view = walk_view(w);
		child.generation++;
		walk_push(w, &child, true);
		return true;
	}
	return false;
}

void
body_hidden(struct walk *w, const struct item *it, uint32_t part, struct bytes area,
    enum mail_ambiguity_kind kind)
{
	bool leaf = kind == MAIL_PART_IN_LEAF;
	if (area.len < 8 || it->generation >= GENERATIONS || walk_seen(w, area, 'H'))
		return;
	if (guess_boundaries(w, it, part, area))
		walk_ambiguity(w, part, kind, area);
	if (find_block(w, it, part, area, leaf ? SNIFF_LEAF : SNIFF_GAP))
		walk_ambiguity(w, part, leaf ? MAIL_HEADER_IN_BODY : kind, area);
}

/* Where lines of nothing but base64 begin, or SIZE_MAX. */
static size_t
sniff_base64(struct bytes body)
{
	struct bytes head = bytes_to(body, SNIFF_CODE);
	for (size_t at = 0, next; at < head.len; at = next) {
		struct bytes line = bytes_trim(line_of(head, at, &next));
		size_t i = 0;
		while (i < line.len &&
		    (ascii_is_alnum(line.at[i]) || line.at[i] == '+' || line.at[i] == '/'))
			i++;
		while (i < line.len && line.at[i] == '=')
			i++;
		if (i == line.len && line.len >= 8)
			return at;
	}
	return SIZE_MAX;
}

static bool
sniff_qp(struct bytes body)
{
	struct bytes head = bytes_to(body, SNIFF_CODE);
	size_t escapes = 0;
	for (size_t i = 0; i + 2 < head.len; i++)
		if (head.at[i] == '=' && ascii_hex(head.at[i + 1]) >= 0 &&
		    ascii_hex(head.at[i + 2]) >= 0)
			escapes++;
	return escapes >= 2;
}

static bool
base64_goes_on_behind_padding(struct bytes body)
{
	size_t pad = bytes_find_octet(body, '=');
	if (pad == BYTES_NOT_FOUND)
		return false;
	while (pad < body.len && (body.at[pad] == '=' || ascii_is_space(body.at[pad])))
		pad++;
	return pad < body.len;
}

static void
other_encodings(struct walk *w, const struct item *it, uint32_t part, const struct shape *s)
{
	for (enum decode_kind k = DECODE_NONE; k < DECODE_KINDS; k++)
		if ((s->encodings >> k & 1) != 0)
			(void)walk_copy(w, part, k, s->body);
	if (s->encoding == DECODE_BASE64 || (s->encodings >> DECODE_BASE64 & 1) != 0) {
		if (base64_goes_on_behind_padding(s->body)) {
			walk_ambiguity(w, part, MAIL_BASE64_ODD, s->body);
			(void)walk_copy(w, part, DECODE_BASE64_LOOSE, s->body);
		}
	}
	/* Stray '=' and 8-bit octets are everyday in text, where the other reading shows the same words. */
	bool text = bytes_starts(s->type.main, BYTES("text/")) && s->disposition != MAIL_ATTACHMENT;
	uint32_t qp = s->encoding == DECODE_QP ? decode_qp_check(s->body) : 0;
	if (text ? (qp & DECODE_ODD_BREAK) != 0 : qp != 0) {
		walk_ambiguity(w, part, MAIL_QP_ODD, s->body);
		(void)walk_copy(w, part, DECODE_QP_LOOSE, s->body);
	}
	/* In mail that some clients read differently, unencoded text that looks encoded is decoded, too. */
	if (s->encoding == DECODE_NONE && (w->mail->ambiguity_set != 0 || it->view != 0)) {
		size_t at = sniff_base64(s->body);
		if (at != SIZE_MAX)
			(void)walk_copy(w, part, DECODE_BASE64, bytes_from(s->body, at));
		if (sniff_qp(s->body))
			(void)walk_copy(w, part, DECODE_QP, s->body);
	}
}

static bool
is_text(struct bytes type)
{
	return bytes_starts(type, BYTES("text/"));
}

/* A file in text: the octets between its first and last line. */
static void
add_file(struct walk *w, const struct item *it, uint32_t part, enum decode_kind kind, struct bytes name,
    struct bytes octets, uint32_t ordinal)
{
	struct item child = *it;
	struct shape s;
	memset(&s, 0, sizeof s);
	child.parent = part;
	child.ordinal = ordinal;
	child.depth++;
	child.root = false;
	s.type.main = BYTES("application/octet-stream");
	s.body = octets;
	s.encoding = kind;
	s.disposition = MAIL_ATTACHMENT;
	s.header_first = (uint32_t)w->mail->headers.count;
	if (header_text(bytes_to(bytes_trim(name), 1024), w->arena, &s.filename, NULL) != 0)
		w->out_of_memory = true;
	struct bytes *slot = s.filename.len != 0 ? LIST_ADD(w->arena, &s.names) : NULL;
	if (slot != NULL)
		*slot = s.filename;
	uint32_t index = walk_part(w, &child, &s);
	if (index == MAIL_NO_PART)
		return;
	w->mail->parts.at[index].inside_body = true;
	/* "1/2": unpacked from part 1, not a part of it. */
	struct mail_part *p = &w->mail->parts.at[index];
	size_t slash = bytes_find_last_octet(p->id, '.');
	struct bytes id;
	if (slash != BYTES_NOT_FOUND && arena_copy(w->arena, p->id, &id)) {
		uint8_t *at = arena_get(w->arena, id.len, 1);
		if (at != NULL) {
			memcpy(at, id.at, id.len);
			at[slash] = '/';
			p->id = bytes_of(at, id.len);
		}
	}
}

static void
find_files(struct walk *w, const struct item *it, uint32_t part, struct bytes body, enum decode_kind kind, uint32_t *ordinal)
{
	struct text_file f;
	for (size_t pos = 0; text_file_next(body, kind, &pos, &f);)
		add_file(w, it, part, kind, f.name, f.lines, ++*ordinal);
}

void
body_leaf(struct walk *w, const struct item *it, uint32_t part, const struct shape *s)
{
	other_encodings(w, it, part, s);
	if (s->encoding == DECODE_NONE && is_text(s->type.main)) {
		uint32_t ordinal = 0;
		find_files(w, it, part, s->body, DECODE_UU, &ordinal);
		find_files(w, it, part, s->body, DECODE_YENC, &ordinal);
		if (bytes_has(s->body, BYTES("(This file must be converted with BinHex")))
			walk_gap(w, part, MAIL_GAP_UNSUPPORTED, "a BinHex file in the text");
	}
}
