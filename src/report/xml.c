#include "report/xml.h"

#include "base/fault.h"
#include "base/utf8.h"

static enum xml_kind
bad(struct xml *x)
{
	x->is_bad = true;
	return XML_BAD;
}

/* Moves behind END, which must come. */
static bool
skip_behind(struct xml *x, struct bytes end)
{
	size_t at = bytes_find(bytes_from(x->all, x->at), end);
	if (at == BYTES_NOT_FOUND)
		return false;
	x->at += at + end.len;
	return true;
}

static bool
is_name_octet(uint8_t c)
{
	return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80;
}

static bool
take_name(struct xml *x, struct bytes *out)
{
	size_t start = x->at;
	while (x->at < x->all.len && is_name_octet(x->all.at[x->at]))
		x->at++;
	struct bytes name = bytes_slice(x->all, start, x->at);
	size_t colon = bytes_find_last_octet(name, ':');
	*out = colon == BYTES_NOT_FOUND ? name : bytes_from(name, colon + 1);
	return out->len != 0 && out->len <= XML_NAME_MAX;
}

/* Past the attributes to behind ">"; values may hold ">" but not "<" (XML 1.0 s3.1). */
static bool
skip_attributes(struct xml *x, bool *out_is_empty)
{
	uint8_t quote = 0;
	for (; x->at < x->all.len; x->at++) {
		uint8_t c = x->all.at[x->at];
		if (c == '<')
			return false;
		if (quote != 0) {
			quote = c == quote ? 0 : quote;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '>') {
			*out_is_empty = x->all.at[x->at - 1] == '/';
			x->at++;
			return true;
		}
	}
	return false;
}

static enum xml_kind
open_element(struct xml *x, struct bytes *out)
{
	x->at++;
	if (x->depth == XML_DEPTH_MAX || (x->depth == 0 && x->had_root) || !take_name(x, out) || !skip_attributes(x, &x->closes))
		return bad(x);
	x->had_root = true;
	x->open[x->depth++] = *out;
	return XML_OPEN;
}

static enum xml_kind
close_element(struct xml *x, struct bytes *out)
{
	bool is_empty;
	x->at += 2;
	if (x->depth == 0 || !take_name(x, out) || !skip_attributes(x, &is_empty) || !bytes_equal(*out, x->open[x->depth - 1]))
		return bad(x);
	x->depth--;
	return XML_CLOSE;
}

static enum xml_kind
take_text(struct xml *x, size_t end, struct bytes *out)
{
	*out = bytes_slice(x->all, x->at, end);
	x->at = end;
	if (x->depth == 0 && bytes_trim(*out).len != 0)
		return bad(x);
	return XML_TEXT;
}

enum xml_kind
xml_next(struct xml *x, struct bytes *out)
{
	*out = BYTES_NONE;
	if (x->is_bad)
		return XML_BAD;
	if (x->closes) {
		x->closes = false;
		*out = x->open[--x->depth];
		return XML_CLOSE;
	}
	if (x->at == 0 && bytes_starts(x->all, BYTES("\xEF\xBB\xBF")))
		x->at = 3;
	while (x->at < x->all.len) {
		struct bytes rest = bytes_from(x->all, x->at);
		if (rest.at[0] != '<') {
			size_t next = bytes_find_octet(rest, '<');
			enum xml_kind kind = take_text(x, next == BYTES_NOT_FOUND ? x->all.len : x->at + next, out);
			if (x->depth != 0 || kind == XML_BAD)
				return kind;
		} else if (bytes_starts(rest, BYTES("<!--"))) {
			x->at += 4;
			if (!skip_behind(x, BYTES("-->")))
				return bad(x);
		} else if (bytes_starts(rest, BYTES("<?"))) {
			if (!skip_behind(x, BYTES("?>")))
				return bad(x);
		} else if (bytes_starts(rest, BYTES("<![CDATA["))) {
			x->at += 9;
			size_t end = bytes_find(bytes_from(x->all, x->at), BYTES("]]>"));
			if (end == BYTES_NOT_FOUND || x->depth == 0)
				return bad(x);
			*out = bytes_slice(x->all, x->at, x->at + end);
			x->at += end + 3;
			return XML_TEXT;
		} else if (rest.len > 1 && rest.at[1] == '/') {
			return close_element(x, out);
		} else {
			return open_element(x, out); /* "<!DOCTYPE" has no name: refused */
		}
	}
	return x->depth == 0 && x->had_root ? XML_END : bad(x);
}

/* "&amp;", "&#38;", "&#x26;" at the front: the character and how long it was; 0 where it is none. */
static size_t
reference(struct bytes text, uint32_t *out)
{
	static const struct {
		struct bytes name;
		uint32_t c;
	} names[] = { { BYTES_INIT("&amp;"), '&' }, { BYTES_INIT("&lt;"), '<' }, { BYTES_INIT("&gt;"), '>' },
		{ BYTES_INIT("&quot;"), '"' }, { BYTES_INIT("&apos;"), '\'' } };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (bytes_starts(text, names[i].name)) {
			*out = names[i].c;
			return names[i].name.len;
		}
	}
	size_t at = 2;
	bool is_hex = text.len > 2 && text.at[2] == 'x';
	if (!bytes_starts(text, BYTES("&#")))
		return 0;
	at += is_hex;
	uint32_t value = 0;
	size_t start = at;
	for (; at < text.len && at < start + 7; at++) {
		int digit = is_hex ? ascii_hex(text.at[at]) : ascii_is_digit(text.at[at]) ? text.at[at] - '0' : -1;
		if (digit < 0)
			break;
		value = value * (is_hex ? 16 : 10) + (uint32_t)digit;
	}
	if (at == start || at == text.len || text.at[at] != ';' || value == 0)
		return 0;
	*out = value;
	return at + 1;
}

void
xml_text(struct bytes raw, struct buf *out)
{
	for (size_t at = 0; at < raw.len;) {
		uint32_t c;
		size_t len = raw.at[at] == '&' ? reference(bytes_from(raw, at), &c) : 0;
		if (len != 0)
			at += len;
		else
			c = utf8_next(raw, &at);
		/* no text of ours holds controls: they would be written into logs and tables */
		utf8_add(out, c < ' ' || c == 0x7F ? ' ' : c);
	}
}

void
xml_escape(struct bytes text, struct buf *out)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = utf8_next(text, &at);
		if (c == '&')
			buf_add_cstr(out, "&amp;");
		else if (c == '<')
			buf_add_cstr(out, "&lt;");
		else if (c == '>')
			buf_add_cstr(out, "&gt;");
		else
			utf8_add(out, c < ' ' || c == 0x7F || c == 0xFFFE || c == 0xFFFF ? ' ' : c);
	}
}
