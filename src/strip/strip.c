#include "strip/strip.h"

static bool
is_sealed(const struct casefile_part *p)
{
	static const struct bytes beginnings[] = { BYTES_INIT("multipart/signed"), BYTES_INIT("multipart/encrypted"),
		BYTES_INIT("application/pkcs7"), BYTES_INIT("application/x-pkcs7"), BYTES_INIT("application/pgp"),
		BYTES_INIT("application/x-microsoft-rpmsg") };
	for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
		if (bytes_starts(p->type, beginnings[i]) || bytes_starts(p->detected, beginnings[i]))
			return true;
	return false;
}

/* Parts of the message itself that nobody has looked at. */
static bool
is_unread(const struct casefile *c)
{
	if (c->parts.count >= CASEFILE_PARTS_MAX)
		return true;
	for (size_t i = 0; i < c->gaps.count; i++)
		if (c->gaps.at[i].part.len == 0 && c->gaps.at[i].reason == GAP_LIMIT)
			return true;
	return false;
}

static const struct casefile_span *
span_of(const struct casefile *c, uint32_t part)
{
	for (size_t i = 0; i < c->spans.count; i++)
		if (c->spans.at[i].part == part)
			return &c->spans.at[i];
	return NULL;
}

/* Its header is the header of a mail, the one that came or a forwarded one. */
static bool
is_mail(const struct casefile *c, uint32_t part)
{
	uint32_t parent = c->parts.at[part].parent;
	return parent == part || c->parts.at[parent].kind == PART_MESSAGE;
}

enum file_kept
strip_find(const struct casefile *c, uint32_t part, uint32_t *out)
{
	const struct casefile_part *parts = c->parts.at;
	uint32_t at = part;
	if (c->envelope.may_alter == ALTER_NOTHING)
		return FILE_KEPT_BY_FRONT;
	for (uint32_t up = part;; up = parts[up].parent) {
		if (is_sealed(&parts[up]))
			return FILE_KEPT_SIGNED;
		if (parts[up].parent == up)
			break;
	}
	if (c->ambiguities.count != 0)
		return FILE_KEPT_AMBIGUOUS;
	for (size_t i = 0; i < c->parts.count; i++)
		if (parts[i].view != 0)
			return FILE_KEPT_AMBIGUOUS;
	if (is_unread(c))
		return FILE_KEPT_UNREAD;
	while (parts[at].is_unpacked && parts[at].parent != at)
		at = parts[at].parent;
	if (span_of(c, at) == NULL)
		return FILE_KEPT_IN_TEXT;
	if (at == 0 && c->envelope.may_alter == ALTER_BODY)
		return FILE_KEPT_WHOLE;
	*out = at;
	return FILE_NOT_KEPT;
}

/* The fields of HEADER that say nothing of its content; false where it is not fields and an empty line. */
static bool
add_other_fields(struct bytes header, struct buf *out)
{
	bool is_kept = false;
	for (size_t at = 0, next; at < header.len; at = next) {
		size_t lf = bytes_find_octet(bytes_from(header, at), '\n');
		next = lf == BYTES_NOT_FOUND ? header.len : at + lf + 1;
		struct bytes line = bytes_slice(header, at, next);
		if (bytes_equal(line, BYTES("\r\n")) || bytes_equal(line, BYTES("\n")))
			return next == header.len;
		bool goes_on = at != 0 && (line.at[0] == ' ' || line.at[0] == '\t');
		if (lf == BYTES_NOT_FOUND || (!goes_on && bytes_find_octet(line, ':') == BYTES_NOT_FOUND))
			return false;
		if (!goes_on)
			is_kept = !bytes_starts_nocase(line, BYTES("Content-"));
		if (is_kept)
			buf_add(out, line);
	}
	return false;
}

static bool
is_at_line(struct bytes message, uint32_t start, uint32_t end)
{
	return (start == 0 || message.at[start - 1] == '\n') &&
	       (end == message.len || message.at[end] == '\n' || bytes_starts(bytes_from(message, end), BYTES("\r\n")));
}

int
strip_write(struct bytes message, const struct casefile *c, const struct strip_cut *cuts, size_t count, struct buf *out)
{
	size_t at = 0, done = 0, wanted = 0;
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (cuts[k].part != cuts[i].part)
			k++;
		wanted += k == i;
	}
	for (size_t i = 0; i < c->spans.count; i++) {
		const struct casefile_span *s = &c->spans.at[i];
		size_t k = 0;
		while (k < count && cuts[k].part != s->part)
			k++;
		if (k == count)
			continue;
		if (s->end > message.len || !is_at_line(message, s->start, s->end))
			return FAULT_INPUT;
		buf_add(out, bytes_slice(message, at, s->start));
		if (is_mail(c, s->part) && !add_other_fields(bytes_slice(message, s->start, s->body), out))
			return FAULT_INPUT;
		buf_add(out, cuts[k].fields);
		buf_add_cstr(out, "\r\n");
		buf_add(out, cuts[k].body);
		if (s->end == message.len)
			buf_add_cstr(out, "\r\n");
		at = s->end;
		done++;
	}
	if (done != wanted)
		return FAULT_INPUT;
	buf_add(out, bytes_from(message, at));
	return buf_ok(out) ? 0 : FAULT_LIMIT;
}
