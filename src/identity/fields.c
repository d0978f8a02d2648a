#include "identity/fields.h"

#include <stdlib.h>

#include "base/fault.h"

/* Behind the line that begins at POS. */
static size_t
line_end(struct bytes b, size_t pos, bool lf)
{
	while (pos < b.len) {
		const uint8_t *at = memchr(b.at + pos, '\n', b.len - pos);
		if (at == NULL)
			return b.len;
		pos = (size_t)(at - b.at) + 1;
		if (lf || (pos >= 2 && b.at[pos - 2] == '\r'))
			return pos;
	}
	return b.len;
}

static struct bytes
without_break(struct bytes b)
{
	if (b.len > 0 && b.at[b.len - 1] == '\n') {
		b.len--;
		if (b.len > 0 && b.at[b.len - 1] == '\r')
			b.len--;
	}
	return b;
}

static bool
is_fold(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static struct field_raw
field_of(struct bytes raw)
{
	struct field_raw f = { .raw = raw };
	size_t colon = bytes_find_octet(raw, ':');
	if (colon == BYTES_NOT_FOUND || is_fold(raw.at[0]))
		return f;
	f.name = bytes_to(raw, colon);
	f.value = bytes_from(raw, colon + 1);
	while (f.name.len > 0 && is_fold(f.name.at[f.name.len - 1]))
		f.name.len--;
	return f;
}

static int
name_order(struct bytes a, struct bytes b)
{
	size_t least = a.len < b.len ? a.len : b.len;
	for (size_t i = 0; i < least; i++) {
		int d = ascii_lower(a.at[i]) - ascii_lower(b.at[i]);
		if (d != 0)
			return d;
	}
	return a.len < b.len ? -1 : a.len > b.len;
}

static int
by_name(const void *a, const void *b, void *list)
{
	const struct field_raw *fields = list;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	int d = name_order(fields[i].name, fields[j].name);
	return d != 0 ? d : i < j ? -1 : i > j;
}

int
fields_read(struct bytes message, struct arena *arena, struct fields *out)
{
	size_t lf = bytes_find_octet(message, '\n');
	*out = (struct fields){ .lf = lf != BYTES_NOT_FOUND && (lf == 0 || message.at[lf - 1] != '\r') };
	size_t pos = 0;
	while (pos < message.len) {
		size_t end = line_end(message, pos, out->lf);
		if (without_break(bytes_slice(message, pos, end)).len == 0) {
			pos = end;
			break;
		}
		while (end < message.len && is_fold(message.at[end]))
			end = line_end(message, end, out->lf);
		if (out->list.count < FIELDS_MAX) {
			struct field_raw *f = LIST_ADD(arena, &out->list);
			if (f == NULL)
				return FAULT_LIMIT;
			*f = field_of(without_break(bytes_slice(message, pos, end)));
		} else {
			out->is_cut = true;
		}
		pos = end;
	}
	out->body = bytes_from(message, pos);
	out->by_name = arena_get(arena, out->list.count, sizeof *out->by_name);
	if (out->by_name == NULL)
		return FAULT_LIMIT;
	for (uint32_t i = 0; i < out->list.count; i++)
		out->by_name[i] = i;
	if (out->list.count > 0)
		qsort_r(out->by_name, out->list.count, sizeof *out->by_name, by_name, out->list.at);
	return 0;
}

size_t
fields_find(const struct fields *f, struct bytes name, size_t *first)
{
	size_t low = 0, high = f->list.count, n = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (name_order(f->list.at[f->by_name[middle]].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = low;
	while (low + n < f->list.count && name_order(f->list.at[f->by_name[low + n]].name, name) == 0)
		n++;
	return n;
}

static bool
is_left_out(size_t i, const size_t cut[2])
{
	return i >= cut[0] && i < cut[1];
}

static void
add_simple(const struct fields *f, struct bytes raw, const size_t cut[2], struct buf *out)
{
	for (size_t i = 0; i < raw.len; i++) {
		if (is_left_out(i, cut))
			continue;
		if (f->lf && raw.at[i] == '\n' && (i == 0 || raw.at[i - 1] != '\r'))
			buf_add_octet(out, '\r');
		buf_add_octet(out, raw.at[i]);
	}
}

/* RFC 6376 s3.4.2 */
static void
add_relaxed(const struct fields *f, const struct field_raw *field, const size_t cut[2], struct buf *out)
{
	size_t value = (size_t)(field->value.at - field->raw.at);
	bool blank = false, any = false;
	for (size_t i = 0; i < field->name.len; i++)
		buf_add_octet(out, ascii_lower(field->name.at[i]));
	buf_add_octet(out, ':');
	for (size_t i = value; i < field->raw.len; i++) {
		uint8_t c = field->raw.at[i];
		if (is_left_out(i, cut))
			continue;
		bool breaks = (c == '\r' && i + 1 < field->raw.len && field->raw.at[i + 1] == '\n') ||
		    (c == '\n' && (f->lf || (i > 0 && field->raw.at[i - 1] == '\r')));
		if (breaks)
			continue;
		if (is_fold(c)) {
			blank = true;
			continue;
		}
		if (blank && any)
			buf_add_octet(out, ' ');
		blank = false;
		any = true;
		buf_add_octet(out, c);
	}
}

void
fields_canonical(const struct fields *f, const struct field_raw *field, bool relaxed, const size_t cut[2],
    struct buf *out)
{
	if (relaxed && field->value.at != NULL)
		add_relaxed(f, field, cut, out);
	else
		add_simple(f, field->raw, cut, out);
}
