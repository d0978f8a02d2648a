#include "mail/header.h"

#include "base/fault.h"
#include "base/lanes.h"

struct header_lines
header_lines_of(struct bytes all, bool cr_breaks)
{
	return (struct header_lines){
		.all = all, .lf = SIZE_MAX, .cr_breaks = cr_breaks, .blanks = SIZE_MAX
	};
}

/* The line at pos without its break; *next is where the following one starts. */
static struct bytes
line_at(struct header_lines *l, size_t pos, size_t *next)
{
	if (l->lf == SIZE_MAX || l->lf < pos) {
		size_t found = bytes_find_octet(bytes_from(l->all, pos), '\n');
		l->lf = found == BYTES_NOT_FOUND ? l->all.len : pos + found;
	}
	size_t end = l->lf;
	*next = end < l->all.len ? end + 1 : end;
	if (l->cr_breaks) {
		size_t cr = bytes_find_octet(bytes_slice(l->all, pos, end), '\r');
		if (cr != BYTES_NOT_FOUND) {
			end = pos + cr;
			*next = end + 1 < l->all.len && l->all.at[end + 1] == '\n' ? end + 2 : end + 1;
		}
	}
	while (end > pos && l->all.at[end - 1] == '\r')
		end--;
	return bytes_slice(l->all, pos, end);
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* RFC 5322 3.6.8 allows 33..126; clients trim what surrounds it and some cut at NUL. */
static struct bytes
name_trim(struct bytes name, uint32_t *flags)
{
	/* Clients that skip comments everywhere see the name before one. */
	size_t comment = bytes_find_octet(name, '(');
	if (comment != BYTES_NOT_FOUND && comment != 0) {
		*flags |= HEADER_NAME_DAMAGED;
		name = bytes_to(name, comment);
	}
	while (name.len > 0 && (name.at[name.len - 1] <= ' ' || name.at[name.len - 1] >= 0x7f)) {
		*flags |= is_blank(name.at[name.len - 1]) ? HEADER_NAME_SPACE : HEADER_NAME_DAMAGED;
		name.len--;
	}
	while (name.len > 0 && (name.at[0] <= ' ' || name.at[0] >= 0x7f)) {
		*flags |= HEADER_NAME_DAMAGED;
		name = bytes_from(name, 1);
	}
	return name;
}

static uint32_t
value_flags(struct bytes b)
{
	uint32_t flags = 0;
	uint8_t seen = 0;
	lanes all = lanes_of(0);
	size_t done = 0;
	for (; b.len - done >= LANES; done += LANES)
		all |= lanes_at(b.at + done);
	for (; done < b.len; done++)
		seen |= b.at[done];
	if ((seen & 0x80) != 0 || lanes_any(all & 0x80))
		flags |= HEADER_8BIT;
	if (memchr(b.at, '\0', b.len) != NULL)
		flags |= HEADER_NUL;
	for (size_t i = 0; i < b.len;) {
		size_t cr = bytes_find_octet(bytes_from(b, i), '\r');
		if (cr == BYTES_NOT_FOUND)
			break;
		i += cr + 1;
		if (i < b.len && b.at[i] != '\n') {
			flags |= HEADER_BARE_CR;
			break;
		}
	}
	return flags;
}

enum header_line
header_lines_next(struct header_lines *l, struct header_field *out)
{
	size_t next, more;
	if (l->pos >= l->all.len)
		return HEADER_LINE_END;
	size_t start = l->pos;
	struct bytes line = line_at(l, start, &next);
	*out = (struct header_field){ 0 };
	bool first = !l->any;
	l->any = true;
	if (line.len == 0) {
		l->pos = next;
		return HEADER_LINE_BLANK;
	}
	size_t end = start + line.len;
	size_t first_end = end;
	while (next < l->all.len && is_blank(l->all.at[next])) {
		size_t from = next;
		struct bytes fold = line_at(l, from, &more);
		if (l->blanks == SIZE_MAX && bytes_trim(fold).len == 0)
			l->blanks = from;
		end = from + fold.len;
		next = more;
	}
	l->pos = next;
	struct bytes whole = bytes_slice(l->all, start, end);
	size_t colon = bytes_find_octet(whole, ':');
	if (colon == BYTES_NOT_FOUND) {
		out->value = whole;
		return HEADER_LINE_JUNK;
	}
	if (is_blank(whole.at[0]) && first)
		out->flags |= HEADER_FIRST_FOLDED;
	if (start + colon > first_end)
		out->flags |= HEADER_NAME_FOLDED;
	struct bytes name = bytes_to(whole, colon);
	out->name = name_trim(name, &out->flags);
	if (out->name.len == 0 || out->name.len > 256) {
		out->value = whole;
		return HEADER_LINE_JUNK;
	}
	/* A name of several words is text that happens to hold a colon. */
	for (size_t i = 0; i < out->name.len; i++) {
		uint8_t c = out->name.at[i];
		if (c <= ' ' && (out->flags & HEADER_NAME_FOLDED) == 0 && c != '\0') {
			out->value = whole;
			return HEADER_LINE_JUNK;
		}
		if (c <= ' ' || c >= 0x7f)
			out->flags |= HEADER_NAME_DAMAGED;
	}
	out->value = bytes_from(whole, colon + 1);
	out->flags |= value_flags(out->value);
	return HEADER_LINE_FIELD;
}

bool
header_unfold(struct bytes value, struct arena *arena, struct bytes *out)
{
	value = bytes_trim(value);
	*out = value;
	size_t end = bytes_find_break(value);
	if (end == BYTES_NOT_FOUND)
		return true;
	uint8_t *to = arena_get(arena, value.len, 1);
	*out = BYTES_NONE;
	if (to == NULL)
		return false;
	size_t n = 0;
	for (; end != BYTES_NOT_FOUND; end = bytes_find_break(value)) {
		memcpy(to + n, value.at, end);
		n += end;
		value = bytes_from(value, end + 1);
	}
	if (value.len != 0)
		memcpy(to + n, value.at, value.len);
	*out = bytes_of(to, n + value.len);
	return true;
}

size_t
header_comment_end(struct bytes b, size_t pos)
{
	size_t depth = 0;
	for (; pos < b.len; pos++) {
		uint8_t c = b.at[pos];
		if (c == '\\')
			pos++;
		else if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			return pos + 1;
	}
	return b.len;
}
