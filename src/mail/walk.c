#include "mail/walk.h"

#include <stdio.h>

#include "base/fault.h"
#include "mail/walk_inside.h"

#define AMBIGUITIES_MAX 256
#define GAPS_MAX 256
#define GAPS_FIRST 8
#define EVIDENCE_MAX 80

const char *
mail_ambiguity_name(enum mail_ambiguity_kind kind)
{
	static const char *const names[MAIL_AMBIGUITIES] = {
		[MAIL_TYPE_TWICE] = "type_twice",
		[MAIL_TYPE_ODD] = "type_odd",
		[MAIL_ENCODING_TWICE] = "encoding_twice",
		[MAIL_ENCODING_ODD] = "encoding_odd",
		[MAIL_ENCODING_UNKNOWN] = "encoding_unknown",
		[MAIL_DISPOSITION_TWICE] = "disposition_twice",
		[MAIL_NAME_CONFLICT] = "name_conflict",
		[MAIL_NAME_ODD] = "name_odd",
		[MAIL_BOUNDARY_TWICE] = "boundary_twice",
		[MAIL_BOUNDARY_ODD] = "boundary_odd",
		[MAIL_BOUNDARY_MISSING] = "boundary_missing",
		[MAIL_BOUNDARY_UNUSED] = "boundary_unused",
		[MAIL_BOUNDARY_ON_LEAF] = "boundary_on_leaf",
		[MAIL_DELIMITER_ODD] = "delimiter_odd",
		[MAIL_CLOSE_MISSING] = "close_missing",
		[MAIL_PART_AFTER_CLOSE] = "part_after_close",
		[MAIL_PART_IN_PREAMBLE] = "part_in_preamble",
		[MAIL_PART_IN_EPILOGUE] = "part_in_epilogue",
		[MAIL_PART_IN_LEAF] = "part_in_leaf",
		[MAIL_MULTIPART_EMPTY] = "multipart_empty",
		[MAIL_MULTIPART_ENCODED] = "multipart_encoded",
		[MAIL_MESSAGE_ENCODED] = "message_encoded",
		[MAIL_HEADER_NAME_ODD] = "header_name_odd",
		[MAIL_HEADER_NAME_FOLDED] = "header_name_folded",
		[MAIL_HEADER_FIRST_FOLDED] = "header_first_folded",
		[MAIL_HEADER_JUNK] = "header_junk",
		[MAIL_HEADER_CR] = "header_cr",
		[MAIL_HEADER_NUL] = "header_nul",
		[MAIL_HEADER_IN_BODY] = "header_in_body",
		[MAIL_SEPARATOR_MISSING] = "separator_missing",
		[MAIL_SEPARATOR_ODD] = "separator_odd",
		[MAIL_BASE64_ODD] = "base64_odd",
		[MAIL_QP_ODD] = "qp_odd",
	};
	return (unsigned)kind < MAIL_AMBIGUITIES ? names[kind] : "unknown";
}

const char *
mail_gap_reason_name(enum mail_gap_reason reason)
{
	static const char *const names[] = { "limit", "malformed", "encrypted", "unsupported" };
	return (unsigned)reason < sizeof names / sizeof *names ? names[reason] : "unknown";
}

const char *
mail_disposition_name(enum mail_disposition disposition)
{
	static const char *const names[] = { "", "inline", "attachment", "other" };
	return (unsigned)disposition < sizeof names / sizeof *names ? names[disposition] : "unknown";
}

static void
ambiguity_add(struct mail *m, struct arena *arena, uint32_t part, enum mail_ambiguity_kind kind,
    struct bytes text)
{
	m->ambiguity_set |= (uint64_t)1 << kind;
	size_t n = m->ambiguities.count;
	/* The same about the same part again says nothing new; those of one part come close together. */
	for (size_t i = n; i-- > 0 && n - i <= 16;)
		if (m->ambiguities.at[i].part == part && m->ambiguities.at[i].kind == kind)
			return;
	struct mail_ambiguity *a = n < AMBIGUITIES_MAX ? LIST_ADD(arena, &m->ambiguities) : NULL;
	if (a != NULL)
		*a = (struct mail_ambiguity){ kind, part, bytes_to(bytes_trim(bytes_to(text, 4096)), EVIDENCE_MAX) };
}

void
walk_ambiguity(struct walk *w, uint32_t part, enum mail_ambiguity_kind kind, struct bytes text)
{
	ambiguity_add(w->mail, w->arena, part, kind, text);
}

static void
gap_add(struct mail *m, struct arena *arena, uint32_t part, enum mail_gap_reason reason,
    const char *text)
{
	struct bytes words = bytes_of_cstr(text);
	for (size_t i = 0; i < m->gaps.count; i++)
		if (m->gaps.at[i].part == part && m->gaps.at[i].text.at == words.at)
			return;
	struct mail_gap *g = m->gaps.count < GAPS_MAX ? LIST_ADD(arena, &m->gaps) : NULL;
	/* No room: the last one makes place, so that what ends the walk is never left out. */
	if (g == NULL)
		g = &m->gaps.at[m->gaps.count - 1];
	*g = (struct mail_gap){ part, reason, words };
}

void
walk_gap(struct walk *w, uint32_t part, enum mail_gap_reason reason, const char *text)
{
	gap_add(w->mail, w->arena, part, reason, text);
}

static size_t
seen_slot(const struct seen *table, size_t room, const struct seen *key)
{
	uint64_t h = ((uint64_t)(uintptr_t)key->at ^ key->len * 0x9e3779b97f4a7c15u ^ key->what) *
	    0xff51afd7ed558ccdu;
	size_t i = (size_t)(h >> 17) & (room - 1);
	/* At most half full; a chosen run of collisions stays within the ceilings of parts and readings. */
	while (table[i].at != NULL &&
	    (table[i].at != key->at || table[i].len != key->len || table[i].what != key->what))
		i = (i + 1) & (room - 1);
	return i;
}

bool
walk_seen(struct walk *w, struct bytes span, uint64_t what)
{
	struct seen key = { span.at != NULL ? span.at : (const uint8_t *)"", span.len, what };
	if (w->seen_count * 2 >= w->seen_room) {
		size_t room = w->seen_room != 0 ? w->seen_room * 4 : 64;
		struct seen *fresh = arena_get(w->arena, room, sizeof *fresh);
		if (fresh == NULL) {
			w->out_of_memory = true;
			return true;
		}
		for (size_t i = 0; i < w->seen_room; i++)
			if (w->seen[i].at != NULL)
				fresh[seen_slot(fresh, room, &w->seen[i])] = w->seen[i];
		w->seen = fresh;
		w->seen_room = room;
	}
	size_t i = seen_slot(w->seen, w->seen_room, &key);
	if (w->seen[i].at != NULL)
		return true;
	w->seen[i] = key;
	w->seen_count++;
	return false;
}

uint16_t
walk_view(struct walk *w)
{
	if (w->mail->views < UINT16_MAX)
		w->mail->views++;
	return (uint16_t)w->mail->views;
}

static bool
depth_left(struct walk *w, const struct item *it)
{
	if (it->depth <= w->mail->limits.depth)
		return true;
	walk_gap(w, it->parent, MAIL_GAP_LIMIT, "parts nested too deep");
	return false;
}

/* Another reading costs a look at a header block and a search among delimiters; all of them together must
 * stay linear in the message. */
static bool
reading_allowed(struct walk *w, size_t octets)
{
	size_t cost = 256 + octets / 4;
	if (w->readings >= w->mail->limits.readings || cost > w->budget) {
		w->readings_full = true;
		return false;
	}
	w->readings++;
	w->budget -= cost;
	return true;
}

void
walk_push(struct walk *w, const struct item *it, bool other)
{
	if (!depth_left(w, it))
		return;
	if (other && (it->generation > GENERATIONS || !reading_allowed(w, it->raw.len)))
		return;
	if (!other && w->stack.count + w->mail->parts.count >= w->mail->limits.parts) {
		w->parts_full = true;
		return;
	}
	struct item *slot = other ? LIST_ADD(w->arena, &w->later) : LIST_ADD(w->arena, &w->stack);
	if (slot == NULL)
		w->out_of_memory = true;
	else
		*slot = *it;
}

/* As IMAP numbers parts (RFC 3501 6.4.5). */
static struct bytes
casefile_part_id(struct walk *w, const struct item *it, enum mail_kind kind)
{
	struct bytes parent = BYTES_NONE;
	if (it->parent != MAIL_NO_PART)
		parent = w->mail->parts.at[it->parent].id;
	char own[16];
	if (bytes_ends(parent, BYTES("TEXT")))
		parent.len -= 4;
	if (parent.len != 0 && parent.at[parent.len - 1] == '.')
		parent.len--;
	if (it->root)
		(void)snprintf(own, sizeof own, "%s", kind == MAIL_MULTIPART ? "TEXT" : "1");
	else
		(void)snprintf(own, sizeof own, "%u", (unsigned)it->ordinal);
	size_t n = strlen(own), dot = parent.len != 0;
	uint8_t *at = arena_get(w->arena, parent.len + dot + n, 1);
	if (at == NULL)
		return BYTES_NONE;
	if (dot != 0) {
		memcpy(at, parent.at, parent.len);
		at[parent.len] = '.';
	}
	memcpy(at + parent.len + dot, own, n);
	return bytes_of(at, parent.len + dot + n);
}

uint32_t
walk_part(struct walk *w, const struct item *it, const struct shape *s)
{
	struct mail *m = w->mail;
	if (m->parts.count >= m->limits.parts) {
		w->parts_full = true;
		return MAIL_NO_PART;
	}
	struct mail_part *p = LIST_ADD(w->arena, &m->parts);
	if (p == NULL) {
		w->out_of_memory = true;
		return MAIL_NO_PART;
	}
	const struct header_param *charset = header_param_find(&s->type, BYTES("charset"));
	*p = (struct mail_part){
		.parent = it->parent, .depth = it->depth, .view = it->view, .kind = s->kind, .encoding = s->encoding,
		.disposition = s->disposition, .type = s->type.main, .charset = charset != NULL ? charset->value : BYTES_NONE,
		.filename = s->filename, .content_id = s->content_id, .header = s->header, .body = s->body,
		.header_first = s->header_first, .header_count = s->header_count,
	};
	p->id = casefile_part_id(w, it, s->kind);
	memcpy(&p->types, &s->types, sizeof p->types);
	memcpy(&p->names, &s->names, sizeof p->names);
	return (uint32_t)(p - m->parts.at);
}

uint32_t
walk_copy(struct walk *w, uint32_t part, enum decode_kind encoding, struct bytes body)
{
	struct mail *m = w->mail;
	if (walk_seen(w, body, (uint64_t)encoding) || !reading_allowed(w, 0))
		return MAIL_NO_PART;
	struct mail_part *p = m->parts.count < m->limits.parts ? LIST_ADD(w->arena, &m->parts) : NULL;
	if (p == NULL) {
		w->parts_full = true;
		return MAIL_NO_PART;
	}
	*p = m->parts.at[part];
	p->kind = MAIL_LEAF;
	p->view = walk_view(w);
	p->encoding = encoding;
	p->body = body;
	p->decoded_known = false;
	return (uint32_t)(p - m->parts.at);
}

/* The same octets again, with the header block ending elsewhere or lone CRs as line breaks. */
static void
push_readings(struct walk *w, const struct item *it, const struct shape *s)
{
	struct item other = *it;
	if (it->generation >= GENERATIONS)
		return;
	other.generation++;
	for (size_t i = 0; i < s->stop_count; i++) {
		other.view = walk_view(w);
		other.stop_at = s->stops[i];
		walk_push(w, &other, true);
	}
	if (s->try_cr) {
		other.view = walk_view(w);
		other.stop_at = SIZE_MAX;
		other.cr_breaks = true;
		walk_push(w, &other, true);
	}
}

static void
note_unreadable(struct walk *w, uint32_t part, const struct shape *s)
{
	struct bytes type = s->type.main;
	const struct header_param *smime = header_param_find(&s->type, BYTES("smime-type"));
	if (bytes_equal(type, BYTES("multipart/encrypted")))
		walk_gap(w, part, MAIL_GAP_ENCRYPTED, "an encrypted message (RFC 1847)");
	else if (bytes_equal(type, BYTES("application/pkcs7-mime")) ||
	    bytes_equal(type, BYTES("application/x-pkcs7-mime"))) {
		if (smime == NULL || !bytes_starts_nocase(smime->value, BYTES("signed")))
			walk_gap(w, part, MAIL_GAP_ENCRYPTED, "an encrypted message (S/MIME)");
	} else if (bytes_equal(type, BYTES("message/partial")))
		walk_gap(w, part, MAIL_GAP_UNSUPPORTED, "a piece of a message (message/partial)");
	else if (bytes_equal(type, BYTES("message/external-body")))
		walk_gap(w, part, MAIL_GAP_UNSUPPORTED,
		    "a body kept elsewhere (message/external-body)");
}

/* Octets that only exist decoded, to be read as a part of their own. */
static struct source *
decoded_source(struct walk *w, struct bytes body, enum decode_kind kind)
{
	struct mail *m = w->mail;
	struct bytes octets;
	if (body.len > m->limits.decoded_octets - m->decoded_octets) {
		walk_gap(w, MAIL_NO_PART, MAIL_GAP_LIMIT, "more decoded octets than are read");
		return NULL;
	}
	if (decode_all(kind, body, w->arena, &octets, NULL) != 0) {
		w->out_of_memory = true;
		return NULL;
	}
	m->decoded_octets += octets.len;
	struct source *s = source_read(octets, &m->limits, NULL, w->arena);
	if (s == NULL)
		w->out_of_memory = true;
	return s;
}

static void
read_multipart(struct walk *w, const struct item *it, uint32_t part, const struct shape *s)
{
	bool main = s->kind == MAIL_MULTIPART;
	if (main && s->boundary_count == 0) {
		walk_ambiguity(w, part, MAIL_BOUNDARY_MISSING, s->header);
		body_hidden(w, it, part, s->body, MAIL_MULTIPART_EMPTY);
	}
	if (!main && s->boundary_count != 0)
		walk_ambiguity(w, part, MAIL_BOUNDARY_ON_LEAF, s->boundaries[0]);
	for (size_t i = 0; i < s->boundary_count; i++)
		body_split(w, it, part, s->body, s->boundaries[i], !main || i != 0);
	enum decode_kind kind = (s->encodings >> DECODE_QP & 1) != 0 ? DECODE_QP : s->encoding;
	kind = (s->encodings >> DECODE_BASE64 & 1) != 0 ? DECODE_BASE64 : kind;
	if (kind == DECODE_NONE || it->generation >= GENERATIONS ||
	    walk_seen(w, s->body, 'M' + (uint64_t)kind))
		return;
	/* RFC 2045 6.4 forbids it; some clients decode, others cut the octets as they stand. */
	walk_ambiguity(w, part, MAIL_MULTIPART_ENCODED, s->header);
	struct item inner = *it;
	inner.source = decoded_source(w, s->body, kind);
	if (inner.source == NULL)
		return;
	inner.generation++;
	for (size_t i = 0; i < s->boundary_count; i++)
		body_split(w, &inner, part, inner.source->octets, s->boundaries[i], true);
	if (s->boundary_count == 0)
		body_hidden(w, &inner, part, inner.source->octets, MAIL_MULTIPART_EMPTY);
}

static void
read_message(struct walk *w, const struct item *it, uint32_t part, const struct shape *s, bool other)
{
	struct item inner = { .source = it->source, .raw = s->body, .parent = part, .ordinal = 1,
		.depth = (uint16_t)(it->depth + 1), .view = other ? walk_view(w) : it->view, .generation = (uint8_t)(it->generation + other),
		.cr_breaks = it->cr_breaks, .root = true, .stop_at = SIZE_MAX };
	uint32_t kinds = s->encodings | 1u << s->encoding;
	for (enum decode_kind k = DECODE_BASE64; k <= DECODE_QP; k++) {
		if ((kinds >> k & 1) == 0 || it->generation >= GENERATIONS ||
		    walk_seen(w, s->body, 'R' + (uint64_t)k))
			continue;
		walk_ambiguity(w, part, MAIL_MESSAGE_ENCODED, s->header);
		struct item decoded = inner;
		decoded.source = decoded_source(w, s->body, k);
		if (decoded.source == NULL)
			continue;
		decoded.raw = decoded.source->octets;
		decoded.generation++;
		bool main = k == s->encoding && !other;
		decoded.view = main ? it->view : walk_view(w);
		walk_push(w, &decoded, !main);
	}
	if (s->encoding == DECODE_NONE && inner.raw.len != 0)
		walk_push(w, &inner, other);
}

/* What makes two readings of one part the same part. */
static bool
is_known(struct walk *w, const struct shape *s)
{
	uint64_t what = (uint64_t)s->encoding;
	if (s->kind != MAIL_LEAF) {
		what = 0x100 + (uint64_t)s->kind;
		for (size_t i = 0; i < s->boundary_count; i++)
			for (size_t k = 0; k < s->boundaries[i].len && k < BOUNDARY_MAX; k++)
				what = (what ^ s->boundaries[i].at[k]) * 0x100000001b3u;
		what &= 0x7fffffffffffffffu;
	}
	return walk_seen(w, s->body, what);
}

static void
read_item(struct walk *w, const struct item *it)
{
	struct mail *m = w->mail;
	struct shape s;
	shape_read(w, it, &s);
	bool known = is_known(w, &s);
	if (known && it->view != 0) {
		m->headers.count = s.header_first;
		push_readings(w, it, &s);
		return;
	}
	uint32_t part = walk_part(w, it, &s);
	if (part == MAIL_NO_PART) {
		m->headers.count = s.header_first;
		return;
	}
	for (size_t i = s.header_first; i < m->headers.count; i++)
		m->headers.at[i].part = part;
	for (enum mail_ambiguity_kind k = 0; k < MAIL_AMBIGUITIES; k++)
		if ((s.ambiguities >> k & 1) != 0)
			walk_ambiguity(w, part, k, s.evidence[k]);
	note_unreadable(w, part, &s);
	push_readings(w, it, &s);
	if (s.kind == MAIL_MULTIPART || s.boundary_count != 0)
		read_multipart(w, it, part, &s);
	else if (s.maybe_multipart)
		walk_ambiguity(w, part, MAIL_BOUNDARY_MISSING, s.header);
	if (s.kind == MAIL_MESSAGE || s.maybe_message)
		read_message(w, it, part, &s, s.kind != MAIL_MESSAGE);
	if (s.kind == MAIL_LEAF) {
		body_hidden(w, it, part, s.body, MAIL_PART_IN_LEAF);
		body_leaf(w, it, part, &s);
	} else if (s.maybe_leaf) {
		(void)walk_copy(w, part, s.encoding, s.body);
		body_leaf(w, it, part, &s);
	}
}

static struct mail_limits
with_defaults(const struct mail_limits *given)
{
	struct mail_limits l = given != NULL ? *given : (struct mail_limits){ 0 };
	l.depth = l.depth != 0 ? l.depth : 100;
	l.parts = l.parts != 0 ? l.parts : 10000;
	l.headers = l.headers != 0 ? l.headers : 20000;
	l.header_octets = l.header_octets != 0 ? l.header_octets : (uint32_t)4 << 20;
	l.delimiters = l.delimiters != 0 ? l.delimiters : (uint32_t)1 << 18;
	l.readings = l.readings != 0 ? l.readings : 1000;
	l.decoded_octets = l.decoded_octets != 0 ? l.decoded_octets : (size_t)256 << 20;
	return l;
}

static size_t
count_nul(struct bytes b)
{
	size_t n = 0;
	for (size_t at; b.len != 0 && (at = bytes_find_octet(b, '\0')) != BYTES_NOT_FOUND; n++)
		b = bytes_from(b, at + 1);
	return n;
}

int
mail_walk(struct bytes message, const struct mail_limits *limits, struct arena *arena, struct mail *out)
{
	struct walk w = { .mail = out, .arena = arena };
	*out = (struct mail){ .message = message, .limits = with_defaults(limits) };
	if (message.len >= UINT32_MAX)
		return FAULT_LIMIT;
	/* Room for gaps is taken first, so that "out of memory" can still be said. */
	out->gaps.at = arena_get(arena, GAPS_FIRST, sizeof *out->gaps.at);
	if (out->gaps.at == NULL)
		return FAULT_LIMIT;
	out->gaps.room = GAPS_FIRST;
	w.budget = message.len * 16 + ((size_t)1 << 20);
	struct source *source = source_read(message, &out->limits, &out->counts, arena);
	if (source == NULL)
		return FAULT_LIMIT;
	out->counts.nul = count_nul(message);
	if (source->cut)
		walk_gap(&w, MAIL_NO_PART, MAIL_GAP_LIMIT, "more delimiter lines than are read");
	struct item top = { .source = source,
		.raw = message,
		.parent = MAIL_NO_PART,
		.ordinal = 1,
		.root = true,
		.stop_at = SIZE_MAX };
	walk_push(&w, &top, false);
	while (!w.out_of_memory) {
		if (w.stack.count == 0) {
			if (w.later_done == w.later.count)
				break;
			walk_push(&w, &w.later.at[w.later_done++], false);
			if (w.stack.count == 0)
				continue;
		}
		struct item it = w.stack.at[--w.stack.count];
		read_item(&w, &it);
	}
	if (w.parts_full)
		walk_gap(&w, MAIL_NO_PART, MAIL_GAP_LIMIT, "more parts than are read");
	if (w.readings_full)
		walk_gap(&w, MAIL_NO_PART, MAIL_GAP_LIMIT, "more readings than are followed");
	if (w.out_of_memory)
		walk_gap(&w, MAIL_NO_PART, MAIL_GAP_LIMIT,
		    "the message needs more memory than it may have");
	return out->parts.count != 0 ? 0 : FAULT_LIMIT;
}

int
mail_part_body(struct mail *mail, uint32_t part, struct arena *arena, struct bytes *out)
{
	*out = BYTES_NONE;
	if (part >= mail->parts.count)
		return FAULT_LIMIT;
	struct mail_part *p = &mail->parts.at[part];
	if (p->decoded_known || p->kind != MAIL_LEAF || p->encoding == DECODE_NONE) {
		*out = p->decoded_known ? p->decoded : p->body;
		return 0;
	}
	if (p->body.len > mail->limits.decoded_octets - mail->decoded_octets ||
	    decode_all(p->encoding, p->body, arena, out, &p->decode_flags) != 0) {
		gap_add(mail, arena, part, MAIL_GAP_LIMIT, "more decoded octets than are read");
		return FAULT_LIMIT;
	}
	p->decoded = *out;
	p->decoded_known = true;
	mail->decoded_octets += out->len;
	return 0;
}

const struct mail_header *
mail_header_find(const struct mail *mail, uint32_t part, struct bytes name, size_t nth)
{
	if (part >= mail->parts.count)
		return NULL;
	const struct mail_part *p = &mail->parts.at[part];
	for (size_t i = 0; i < p->header_count; i++) {
		const struct mail_header *h = &mail->headers.at[p->header_first + i];
		if (bytes_equal_nocase(h->name, name) && nth-- == 0)
			return h;
	}
	return NULL;
}
