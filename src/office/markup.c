#include "office/markup.h"

#include "base/utf8.h"

struct markup
markup_of(struct bytes in)
{
	if (bytes_starts(in, BYTES("\xEF\xBB\xBF")))
		in = bytes_from(in, 3);
	return (struct markup){ .in = in };
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct bytes
local(struct bytes name)
{
	size_t colon = bytes_find_octet(name, ':');
	return colon == BYTES_NOT_FOUND ? name : bytes_from(name, colon + 1);
}

/* Move behind END, which begins where x->at stands or later; to the end of all where it is missing. */
static struct bytes
until(struct markup *x, struct bytes end)
{
	struct bytes rest = bytes_from(x->in, x->at);
	size_t at = bytes_find(rest, end);
	x->at = at == BYTES_NOT_FOUND ? x->in.len : x->at + at + end.len;
	return bytes_to(rest, at);
}

/* The end of a tag; a ">" inside quotes is part of a value. */
static void
read_tag(struct markup *x)
{
	size_t start = x->at, i = x->at;
	uint8_t quote = 0;
	while (i < x->in.len && !is_blank(x->in.at[i]) && x->in.at[i] != '>' && x->in.at[i] != '/')
		i++;
	x->name = local(bytes_slice(x->in, start, i));
	size_t attributes = i;
	for (; i < x->in.len; i++) {
		uint8_t c = x->in.at[i];
		if (quote != 0) {
			if (c == quote)
				quote = 0;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '>') {
			break;
		}
	}
	x->is_empty = i > attributes && i <= x->in.len && x->in.at[i - 1] == '/';
	x->attributes = bytes_slice(x->in, attributes, x->is_empty ? i - 1 : i);
	x->at = i < x->in.len ? i + 1 : x->in.len;
}

enum markup_event
markup_next(struct markup *x)
{
	x->name = x->attributes = x->text = BYTES_NONE;
	x->is_empty = x->is_literal = false;
	while (x->at < x->in.len) {
		struct bytes rest = bytes_from(x->in, x->at);
		if (rest.at[0] != '<') {
			size_t end = bytes_find_octet(rest, '<');
			x->text = bytes_to(rest, end);
			x->at += x->text.len;
			return MARKUP_TEXT;
		}
		if (bytes_starts(rest, BYTES("<!--"))) {
			x->at += 4;
			(void)until(x, BYTES("-->"));
		} else if (bytes_starts(rest, BYTES("<![CDATA["))) {
			x->at += 9;
			x->text = until(x, BYTES("]]>"));
			x->is_literal = true;
			return MARKUP_TEXT;
		} else if (bytes_starts(rest, BYTES("<!"))) {
			/* A document type: what it declares is not believed. */
			struct bytes head = bytes_to(rest, bytes_find_octet(rest, '>'));
			bool has_subset = bytes_find_octet(head, '[') != BYTES_NOT_FOUND;
			x->at += 2;
			(void)until(x, has_subset ? BYTES("]>") : BYTES(">"));
		} else if (bytes_starts(rest, BYTES("<?"))) {
			x->at += 2;
			struct bytes all = until(x, BYTES("?>"));
			size_t end = 0;
			while (end < all.len && !is_blank(all.at[end]))
				end++;
			x->name = bytes_to(all, end);
			x->attributes = bytes_from(all, end);
			return MARKUP_INSTRUCTION;
		} else if (rest.len > 1 && rest.at[1] == '/') {
			x->at += 2;
			x->name = local(bytes_trim(until(x, BYTES(">"))));
			return MARKUP_CLOSE;
		} else {
			x->at++;
			read_tag(x);
			return MARKUP_OPEN;
		}
	}
	return MARKUP_NOTHING;
}

struct bytes
markup_attribute(const struct markup *x, struct bytes name)
{
	struct bytes a = x->attributes;
	for (size_t i = 0; i < a.len;) {
		while (i < a.len && (is_blank(a.at[i]) || a.at[i] == '/'))
			i++;
		size_t start = i;
		while (i < a.len && a.at[i] != '=' && !is_blank(a.at[i]))
			i++;
		struct bytes key = local(bytes_slice(a, start, i));
		while (i < a.len && is_blank(a.at[i]))
			i++;
		if (i >= a.len || a.at[i] != '=')
			continue;
		i++;
		while (i < a.len && is_blank(a.at[i]))
			i++;
		uint8_t quote = i < a.len ? a.at[i] : 0;
		if (quote != '"' && quote != '\'')
			continue;
		struct bytes rest = bytes_from(a, i + 1);
		size_t end = bytes_find_octet(rest, quote);
		if (end == BYTES_NOT_FOUND)
			return BYTES_NONE;
		if (bytes_equal(key, name))
			return bytes_to(rest, end);
		i += end + 2;
	}
	return BYTES_NONE;
}

static uint32_t
reference(struct bytes inside)
{
	static const struct {
		struct bytes name;
		uint32_t cp;
	} names[] = { { BYTES_INIT("lt"), '<' }, { BYTES_INIT("gt"), '>' }, { BYTES_INIT("amp"), '&' },
		{ BYTES_INIT("quot"), '"' }, { BYTES_INIT("apos"), '\'' } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (bytes_equal(inside, names[i].name))
			return names[i].cp;
	if (inside.len < 2 || inside.at[0] != '#')
		return 0;
	bool is_hex = inside.at[1] == 'x' || inside.at[1] == 'X';
	uint32_t cp = 0;
	for (size_t i = is_hex ? 2 : 1; i < inside.len && cp <= 0x10FFFF; i++) {
		int digit = ascii_hex(inside.at[i]);
		if (digit < 0 || (!is_hex && digit > 9))
			return 0;
		cp = cp * (is_hex ? 16 : 10) + (uint32_t)digit;
	}
	return cp <= 0x10FFFF ? cp : 0;
}

void
markup_decode(struct bytes raw, struct buf *out)
{
	while (raw.len != 0) {
		size_t at = bytes_find_octet(raw, '&');
		buf_add(out, bytes_to(raw, at));
		if (at == BYTES_NOT_FOUND)
			return;
		raw = bytes_from(raw, at);
		size_t end = bytes_find_octet(bytes_to(raw, 12), ';');
		uint32_t cp = end != BYTES_NOT_FOUND ? reference(bytes_slice(raw, 1, end)) : 0;
		if (cp == 0) {
			buf_add_octet(out, '&');
			raw = bytes_from(raw, 1);
		} else {
			utf8_add(out, cp);
			raw = bytes_from(raw, end + 1);
		}
	}
}

void
markup_add_text(const struct markup *x, struct buf *out)
{
	if (x->is_literal)
		buf_add(out, x->text);
	else
		markup_decode(x->text, out);
}
