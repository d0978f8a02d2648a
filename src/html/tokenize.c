#include "html/tokenize.h"

static bool
is_html_space(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* The octet at POS + AHEAD, 0 behind the end. */
static uint8_t
peek(const struct html_tokens *t, size_t ahead)
{
	return ahead < t->in.len - t->pos ? t->in.at[t->pos + ahead] : 0;
}

static size_t
find_from(const struct html_tokens *t, size_t pos, uint8_t c)
{
	const uint8_t *at = pos < t->in.len ? memchr(t->in.at + pos, c, t->in.len - pos) : NULL;
	return at != NULL ? (size_t)(at - t->in.at) : t->in.len;
}

void
html_tokens_init(struct html_tokens *t, struct bytes in)
{
	*t = (struct html_tokens){ .in = in };
}

/* Give IN[start, end) as content and go on behind NEXT. */
static bool
give(struct html_tokens *t, struct html_token *token, enum html_kind kind, size_t start, size_t end, size_t next)
{
	token->kind = kind;
	token->content = bytes_slice(t->in, start, end);
	t->pos = next < t->in.len ? next : t->in.len;
	return true;
}

/* Which text follows a start tag of this name: most tags are told apart by their first octet. */
static enum html_raw
raw_of(struct bytes name)
{
	static const struct {
		struct bytes name;
		enum html_raw raw;
	} kinds[] = {
		{ BYTES_INIT("script"), RAW_SCRIPT },
		{ BYTES_INIT("style"), RAW_TEXT },
		{ BYTES_INIT("title"), RAW_RCDATA },
		{ BYTES_INIT("textarea"), RAW_RCDATA },
		{ BYTES_INIT("xmp"), RAW_TEXT },
		{ BYTES_INIT("iframe"), RAW_TEXT },
		{ BYTES_INIT("noembed"), RAW_TEXT },
		{ BYTES_INIT("noframes"), RAW_TEXT },
		{ BYTES_INIT("plaintext"), RAW_PLAINTEXT },
	};
	if (name.len < 3 || memchr("stxinp", name.at[0] | 0x20, 6) == NULL)
		return RAW_NONE;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (bytes_equal_nocase(name, kinds[i].name))
			return kinds[i].raw;
	return RAW_NONE;
}

static bool
open_tag(struct html_tokens *t, struct html_token *token, bool is_end)
{
	size_t start = t->pos + (is_end ? 2 : 1), end = start;
	while (end < t->in.len && !is_html_space(t->in.at[end]) && t->in.at[end] != '/' && t->in.at[end] != '>')
		end++;
	token->kind = is_end ? HTML_END_TAG : HTML_START_TAG;
	token->name = bytes_slice(t->in, start, end);
	t->pos = end;
	t->in_tag = true;
	t->self_closing = false;
	if (!is_end && !t->foreign) {
		t->raw = raw_of(token->name);
		t->raw_name = token->name;
	}
	return true;
}

/* Behind "<!--".  Ends are "-->", "--!>", and at once ">" or "->" (CVE-rich: other parsers go on reading). */
static bool
comment(struct html_tokens *t, struct html_token *token)
{
	size_t start = t->pos + 4, pos = start;
	if (pos < t->in.len && t->in.at[pos] == '>')
		return t->malformed++, give(t, token, HTML_COMMENT, start, start, pos + 1);
	if (t->in.len - start >= 2 && t->in.at[pos] == '-' && t->in.at[pos + 1] == '>')
		return t->malformed++, give(t, token, HTML_COMMENT, start, start, pos + 2);
	for (;; pos++) {
		pos = find_from(t, pos, '-');
		if (t->in.len - pos < 3)
			break;
		if (t->in.at[pos + 1] != '-')
			continue;
		if (t->in.at[pos + 2] == '>')
			return give(t, token, HTML_COMMENT, start, pos, pos + 3);
		if (t->in.at[pos + 2] == '!' && t->in.len - pos > 3 && t->in.at[pos + 3] == '>')
			return t->malformed++, give(t, token, HTML_COMMENT, start, pos, pos + 4);
	}
	t->malformed++;
	return give(t, token, HTML_COMMENT, start, t->in.len, t->in.len);
}

static bool
bogus(struct html_tokens *t, struct html_token *token, size_t skip)
{
	size_t start = t->pos + skip, end = find_from(t, start, '>');
	t->malformed++;
	return give(t, token, HTML_BOGUS, start, end, end + 1);
}

static bool
declaration(struct html_tokens *t, struct html_token *token)
{
	struct bytes rest = bytes_from(t->in, t->pos + 2);
	if (bytes_starts(rest, BYTES("--")))
		return comment(t, token);
	if (bytes_starts_nocase(rest, BYTES("doctype"))) {
		size_t start = t->pos + 9, end = find_from(t, start, '>');
		return give(t, token, HTML_DOCTYPE, start, end, end + 1);
	}
	if (t->foreign && bytes_starts(rest, BYTES("[CDATA["))) {
		size_t start = t->pos + 9, found = bytes_find(bytes_from(t->in, start), BYTES("]]>"));
		size_t end = found == BYTES_NOT_FOUND ? t->in.len : start + found;
		return give(t, token, HTML_CDATA, start, end, end + 3);
	}
	return bogus(t, token, 2);
}

/* Does NAME and a tag's border stand at POS? */
static bool
name_at(const struct html_tokens *t, size_t pos, struct bytes name)
{
	if (t->in.len - pos <= name.len || !bytes_equal_nocase(bytes_slice(t->in, pos, pos + name.len), name))
		return false;
	uint8_t c = t->in.at[pos + name.len];
	return is_html_space(c) || c == '/' || c == '>';
}

static size_t
raw_end(const struct html_tokens *t)
{
	for (size_t pos = t->pos;; pos++) {
		pos = find_from(t, pos, '<');
		if (t->in.len - pos < 2)
			return t->in.len;
		if (t->in.at[pos + 1] == '/' && name_at(t, pos + 2, t->raw_name))
			return pos;
	}
}

/* Script's escaped states (s13.2.5.18 and following): behind "<!--" a "<script" makes the next "</script" end
 * only that inner level, until "-->". */
static size_t
script_end(const struct html_tokens *t)
{
	enum { PLAIN, ESCAPED, DOUBLE } state = PLAIN;
	size_t pos = t->pos;
	while (pos < t->in.len) {
		uint8_t c = t->in.at[pos];
		if (c == '-' && state != PLAIN && t->in.len - pos >= 3 && t->in.at[pos + 1] == '-' &&
		    t->in.at[pos + 2] == '>') {
			state = PLAIN;
			pos += 3;
		} else if (c != '<') {
			if (state == PLAIN)
				pos = find_from(t, pos, '<');
			else
				pos++;
		} else if (t->in.len - pos > 2 && t->in.at[pos + 1] == '/' && name_at(t, pos + 2, BYTES("script"))) {
			if (state != DOUBLE)
				return pos;
			state = ESCAPED;
			pos += 8;
		} else if (state == PLAIN && bytes_starts(bytes_from(t->in, pos), BYTES("<!--"))) {
			/* The two dashes may be those of "-->" already. */
			state = ESCAPED;
			pos += 2;
		} else if (state == ESCAPED && t->in.len - pos > 1 && name_at(t, pos + 1, BYTES("script"))) {
			state = DOUBLE;
			pos += 7;
		} else {
			pos++;
		}
	}
	return t->in.len;
}

/* The text that belongs to the raw element just opened; false where it is empty. */
static bool
raw_text(struct html_tokens *t, struct html_token *token)
{
	enum html_raw raw = t->raw;
	t->raw = RAW_NONE;
	size_t end = raw == RAW_PLAINTEXT ? t->in.len : raw == RAW_SCRIPT ? script_end(t) : raw_end(t);
	if (end == t->pos)
		return false;
	token->start = t->pos;
	token->raw = raw != RAW_RCDATA;
	return give(t, token, HTML_TEXT, t->pos, end, end);
}

/* Text up to the next '<' that opens something. */
static bool
text(struct html_tokens *t, struct html_token *token)
{
	size_t pos = t->pos;
	for (;; pos++) {
		pos = find_from(t, pos, '<');
		if (t->in.len - pos < 2) {
			pos = t->in.len;
			break;
		}
		uint8_t c = t->in.at[pos + 1];
		if (ascii_is_alpha(c) || c == '!' || c == '?' || (c == '/' && t->in.len - pos > 2))
			break;
	}
	return give(t, token, HTML_TEXT, t->pos, pos, pos);
}

bool
html_tokens_next(struct html_tokens *t, struct html_token *token)
{
	struct html_attribute passed;
	while (t->in_tag && html_attribute_next(t, &passed))
		;
	*token = (struct html_token){ .kind = HTML_TEXT };
	if (t->raw != RAW_NONE && !t->cut_tag && raw_text(t, token))
		return true;
	while (t->pos < t->in.len) {
		token->start = t->pos;
		uint8_t next = peek(t, 1);
		if (t->in.at[t->pos] != '<')
			return text(t, token);
		if (ascii_is_alpha(next))
			return open_tag(t, token, false);
		if (next == '!')
			return declaration(t, token);
		if (next == '?')
			return bogus(t, token, 1);
		if (next != '/' || t->in.len - t->pos < 3)
			return text(t, token);
		if (ascii_is_alpha(peek(t, 2)))
			return open_tag(t, token, true);
		if (peek(t, 2) != '>')
			return bogus(t, token, 2);
		/* "</>" is nothing at all. */
		t->malformed++;
		t->pos += 3;
	}
	return false;
}

/* The value behind '='. */
static struct bytes
value_of(struct html_tokens *t)
{
	while (t->pos < t->in.len && is_html_space(t->in.at[t->pos]))
		t->pos++;
	uint8_t c = peek(t, 0);
	if (c == '"' || c == '\'') {
		size_t start = t->pos + 1, end = find_from(t, start, c);
		t->pos = end < t->in.len ? end + 1 : t->in.len;
		t->cut_tag |= end == t->in.len;
		return bytes_slice(t->in, start, end);
	}
	size_t start = t->pos;
	while (t->pos < t->in.len && !is_html_space(t->in.at[t->pos]) && t->in.at[t->pos] != '>')
		t->pos++;
	return bytes_slice(t->in, start, t->pos);
}

bool
html_attribute_next(struct html_tokens *t, struct html_attribute *attribute)
{
	if (!t->in_tag)
		return false;
	while (t->pos < t->in.len) {
		uint8_t c = t->in.at[t->pos];
		if (c == '>') {
			t->pos++;
			t->in_tag = false;
			return false;
		}
		if (!is_html_space(c) && c != '/')
			break;
		t->self_closing = c == '/' && peek(t, 1) == '>';
		t->pos++;
	}
	if (t->pos == t->in.len) {
		t->malformed++;
		t->cut_tag = true;
		t->in_tag = false;
		return false;
	}
	/* A '=' at its start belongs to the name (s13.2.5.32). */
	size_t start = t->pos++;
	bool odd = t->in.at[start] == '=' || t->in.at[start] == '"' || t->in.at[start] == '\'';
	for (; t->pos < t->in.len; t->pos++) {
		uint8_t c = t->in.at[t->pos];
		if (c == '=' || c == '>' || c == '/' || is_html_space(c))
			break;
		odd |= c == '"' || c == '\'' || c == '<';
	}
	t->malformed += odd;
	attribute->name = bytes_slice(t->in, start, t->pos);
	attribute->value = BYTES_NONE;
	while (t->pos < t->in.len && is_html_space(t->in.at[t->pos]))
		t->pos++;
	if (peek(t, 0) == '=') {
		t->pos++;
		attribute->value = value_of(t);
	}
	return true;
}
