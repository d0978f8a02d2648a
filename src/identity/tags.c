#include "identity/tags.h"

#include "base/fault.h"
#include "mail/decode.h"

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct bytes
trim(struct bytes b)
{
	while (b.len > 0 && is_blank(b.at[0]))
		b = bytes_from(b, 1);
	while (b.len > 0 && is_blank(b.at[b.len - 1]))
		b.len--;
	return b;
}

bool
tags_word(struct bytes *rest, uint8_t separator, struct bytes *out)
{
	if (!bytes_cut(rest, separator, out))
		return false;
	*out = trim(*out);
	return true;
}

static bool
name_is_good(struct bytes name)
{
	if (name.len == 0 || !ascii_is_alpha(name.at[0]))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '_')
			return false;
	return true;
}

int
tags_read(struct bytes text, struct tags *out)
{
	out->count = 0;
	for (size_t at = 0; at < text.len;) {
		size_t end = at + bytes_to(bytes_from(text, at), bytes_find_octet(bytes_from(text, at), ';')).len;
		struct bytes piece = bytes_slice(text, at, end);
		size_t equals = bytes_find_octet(piece, '=');
		if (equals == BYTES_NOT_FOUND) {
			/* only behind the last semicolon may there be nothing */
			if (trim(piece).len > 0 || end < text.len || out->count == 0)
				return FAULT_INPUT;
			break;
		}
		struct tag tag = { .name = trim(bytes_to(piece, equals)), .value = trim(bytes_from(piece, equals + 1)),
			.raw_at = at + equals + 1, .raw_end = end };
		if (!name_is_good(tag.name))
			return FAULT_INPUT;
		for (size_t i = 0; i < out->count; i++)
			if (bytes_equal(out->at[i].name, tag.name))
				return FAULT_INPUT;
		if (out->count == TAGS_MAX)
			return FAULT_LIMIT;
		out->at[out->count++] = tag;
		at = end + 1;
	}
	return out->count > 0 ? 0 : FAULT_INPUT;
}

const struct tag *
tags_find(const struct tags *tags, const char *name)
{
	for (size_t i = 0; i < tags->count; i++)
		if (bytes_equal(tags->at[i].name, bytes_of_cstr(name)))
			return &tags->at[i];
	return NULL;
}

struct bytes
tags_value(const struct tags *tags, const char *name)
{
	const struct tag *t = tags_find(tags, name);
	return t != NULL ? t->value : BYTES_NONE;
}

int
tags_base64(struct bytes text, struct arena *arena, struct bytes *out)
{
	uint32_t flags = 0;
	int r = decode_all(DECODE_BASE64, text, arena, out, &flags);
	return r == 0 && flags != 0 ? FAULT_INPUT : r;
}
