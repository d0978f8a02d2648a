#include "report/json.h"

#include "base/utf8.h"

static enum json_kind
bad(struct json *j)
{
	j->is_bad = true;
	return JSON_BAD;
}

static void
skip_space(struct json *j)
{
	while (j->at < j->all.len && ascii_is_space(j->all.at[j->at]))
		j->at++;
}

/* The octet there, 0 at the end. */
static uint8_t
peek(const struct json *j)
{
	return j->at < j->all.len ? j->all.at[j->at] : 0;
}

/* The text that begins at its quote. */
static bool
take_text(struct json *j, struct bytes *out)
{
	size_t start = ++j->at;
	for (; j->at < j->all.len && j->all.at[j->at] != '"'; j->at++) {
		if (j->all.at[j->at] < ' ')
			return false;
		if (j->all.at[j->at] == '\\')
			j->at++;
	}
	if (j->at >= j->all.len)
		return false;
	*out = bytes_slice(j->all, start, j->at++);
	return true;
}

static enum json_kind
take_plain(struct json *j, struct bytes *out)
{
	size_t start = j->at;
	while (ascii_is_alnum(peek(j)) || peek(j) == '-' || peek(j) == '+' || peek(j) == '.')
		j->at++;
	*out = bytes_slice(j->all, start, j->at);
	if (bytes_equal(*out, BYTES("true")) || bytes_equal(*out, BYTES("false")) || bytes_equal(*out, BYTES("null")))
		return JSON_WORD;
	return out->len != 0 && (ascii_is_digit(out->at[0]) || out->at[0] == '-') ? JSON_NUMBER : bad(j);
}

static enum json_kind
close_level(struct json *j, bool is_array)
{
	if (j->depth == 0 || j->is_array[j->depth - 1] != is_array)
		return bad(j);
	j->at++;
	j->depth--;
	j->wants_comma = true;
	return is_array ? JSON_ARRAY_END : JSON_OBJECT_END;
}

enum json_kind
json_next(struct json *j, struct bytes *out_key, struct bytes *out)
{
	*out_key = *out = BYTES_NONE;
	if (j->is_bad)
		return JSON_BAD;
	if (!j->is_started && bytes_starts(j->all, BYTES("\xEF\xBB\xBF")))
		j->at = 3;
	skip_space(j);
	if (j->is_started && j->depth == 0)
		return j->at == j->all.len ? JSON_END : bad(j);
	if (peek(j) == ']' || peek(j) == '}')
		return close_level(j, peek(j) == ']');
	if (j->wants_comma) {
		if (peek(j) != ',')
			return bad(j);
		j->at++;
		skip_space(j);
	}
	j->is_started = true;
	if (j->depth != 0 && !j->is_array[j->depth - 1]) {
		if (peek(j) != '"' || !take_text(j, out_key))
			return bad(j);
		skip_space(j);
		if (peek(j) != ':')
			return bad(j);
		j->at++;
		skip_space(j);
	}
	uint8_t c = peek(j);
	j->wants_comma = c != '{' && c != '[';
	if (c == '"')
		return take_text(j, out) ? JSON_TEXT : bad(j);
	if (j->wants_comma)
		return take_plain(j, out);
	if (j->depth == JSON_DEPTH_MAX)
		return bad(j);
	j->is_array[j->depth++] = c == '[';
	j->at++;
	return c == '[' ? JSON_ARRAY : JSON_OBJECT;
}

/* Four hexadecimal digits at AT, or -1. */
static int32_t
unit(struct bytes raw, size_t at)
{
	int32_t value = 0;
	for (size_t i = at; i < at + 4; i++) {
		int digit = i < raw.len ? ascii_hex(raw.at[i]) : -1;
		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

void
json_unescape(struct bytes raw, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/     ";
	for (size_t at = 0; at < raw.len;) {
		if (raw.at[at] != '\\') {
			uint32_t c = utf8_next(raw, &at);
			utf8_add(out, c < ' ' || c == 0x7F ? ' ' : c);
			continue;
		}
		if (++at == raw.len)
			return;
		const char *known = raw.at[at] != 0 ? strchr(from, raw.at[at]) : NULL;
		int32_t first = raw.at[at] == 'u' ? unit(raw, at + 1) : -1;
		at++;
		if (known != NULL) {
			buf_add_octet(out, (uint8_t)to[known - from]);
		} else if (first < 0) {
			utf8_add(out, UTF8_REPLACEMENT);
		} else {
			at += 4;
			uint32_t c = (uint32_t)first;
			int32_t second = c >= 0xD800 && c < 0xDC00 && at + 1 < raw.len && raw.at[at] == '\\' && raw.at[at + 1] == 'u'
			    ? unit(raw, at + 2) : -1;
			if (second >= 0xDC00 && second < 0xE000) {
				c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)second - 0xDC00);
				at += 6;
			}
			utf8_add(out, c < ' ' || c == 0x7F ? ' ' : c);
		}
	}
}
