#include "base/schema.h"

#include <endian.h>
#include <math.h>

#include "base/lanes.h"
#include "base/must.h"
#include "base/utf8.h"

/* Texts in a FIELD_TEXTS list: addresses, names, identifiers. */
#define LIST_TEXT_MAX 1024

/* Every list has this layout; see LIST(). */
struct any_list {
	void *at;
	size_t count;
	size_t room;
};

void *
list_add(struct arena *arena, void **at, size_t *count, size_t *room, size_t size)
{
	void *grown = arena_grow(arena, *at, *count, room, size);
	if (grown == NULL)
		return NULL;
	*at = grown;
	return (uint8_t *)grown + (*count)++ * size;
}

static const void *
member(const void *object, const struct field *f)
{
	return (const uint8_t *)object + f->offset;
}

static uint64_t
scalar(const void *at, enum field_type type)
{
	uint64_t value = 0;
	switch (type) {
	case FIELD_BOOL:
		return *(const bool *)at;
	case FIELD_U32:
	case FIELD_ENUM:
		return *(const uint32_t *)at;
	case FIELD_U64:
	case FIELD_I64:
	case FIELD_DOUBLE:
		memcpy(&value, at, sizeof value);
		return value;
	default:
		must(!"a scalar field");
		return 0;
	}
}

static bool
is_empty(const void *at, const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_OCTETS:
		return ((const struct bytes *)at)->len == 0;
	case FIELD_STRUCT:
		return false;
	case FIELD_LIST:
	case FIELD_TEXTS:
		return ((const struct any_list *)at)->count == 0;
	default:
		return scalar(at, f->type) == 0;
	}
}

static inline void
put_le(struct buf *out, uint64_t value, size_t octets)
{
	uint8_t *le = buf_reserve(out, octets);
	if (le == NULL)
		return;
	value = htole64(value);
	memcpy(le, &value, octets);
	out->len += octets;
}

/* Lengths are known only afterwards: leave room, then fill it in. */
static inline size_t
length_begin(struct buf *out)
{
	put_le(out, 0, 4);
	return out->len;
}

static void
length_end(struct buf *out, size_t start)
{
	if (!buf_ok(out))
		return;
	uint32_t len = htole32((uint32_t)(out->len - start));
	memcpy(out->at + start - sizeof len, &len, sizeof len);
}

static void
put_text(struct buf *out, struct bytes text, uint32_t max)
{
	if (utf8_is_text(text)) {
		buf_add(out, utf8_prefix(text, max));
		return;
	}
	/* Repair, so that the reader's rule holds whoever filled the struct. */
	size_t start = out->len;
	for (size_t pos = 0; pos < text.len && out->len - start + 4 <= max && buf_ok(out);) {
		uint32_t cp = utf8_next(text, &pos);
		utf8_add(out, cp != 0 ? cp : UTF8_REPLACEMENT);
	}
}

static void
put_value(const struct field *f, const void *at, struct buf *out)
{
	const struct any_list *list = at;
	switch (f->type) {
	case FIELD_BOOL:
		put_le(out, scalar(at, f->type), 1);
		break;
	case FIELD_U32:
	case FIELD_ENUM:
		put_le(out, scalar(at, f->type), 4);
		break;
	case FIELD_U64:
	case FIELD_I64:
	case FIELD_DOUBLE:
		put_le(out, scalar(at, f->type), 8);
		break;
	case FIELD_TEXT:
		put_text(out, *(const struct bytes *)at, f->max);
		break;
	case FIELD_OCTETS:
		buf_add(out, bytes_to(*(const struct bytes *)at, f->max));
		break;
	case FIELD_STRUCT:
		schema_write(f->of, at, out);
		break;
	case FIELD_LIST:
	case FIELD_TEXTS: {
		size_t count = list->count < f->max ? list->count : f->max;
		size_t size = f->type == FIELD_LIST ? f->of->size : sizeof(struct bytes);
		put_le(out, count, 4);
		for (size_t i = 0; i < count; i++) {
			const void *element = (const uint8_t *)list->at + i * size;
			size_t start = length_begin(out);
			if (f->type == FIELD_LIST)
				schema_write(f->of, element, out);
			else
				put_text(out, *(const struct bytes *)element, LIST_TEXT_MAX);
			length_end(out, start);
		}
		break;
	}
	}
}

void
schema_write(const struct schema *s, const void *object, struct buf *out)
{
	size_t count_at = out->len;
	uint16_t present = 0;
	put_le(out, 0, 2);
	for (size_t i = 0; i < s->count; i++) {
		const struct field *f = &s->fields[i];
		const void *at = member(object, f);
		if (is_empty(at, f))
			continue;
		present++;
		put_le(out, f->id, 6); /* and room for the length */
		size_t start = out->len;
		put_value(f, at, out);
		length_end(out, start);
	}
	if (buf_ok(out)) {
		out->at[count_at] = (uint8_t)present;
		out->at[count_at + 1] = (uint8_t)(present >> 8);
	}
}

static int
get_text(struct bytes in, uint32_t max, struct bytes *out)
{
	if (in.len > max || !utf8_is_text(in))
		return FAULT_INPUT;
	*out = in;
	return 0;
}

static int
get_list(const struct field *f, struct bytes in, struct arena *arena, struct any_list *out)
{
	struct reader r = reader_of(in);
	uint32_t count = reader_u32le(&r);
	/* Each element costs at least its length, so a count that the octets cannot hold is a lie. */
	if (!reader_ok(&r) || count > f->max || count > reader_left(&r) / 4)
		return FAULT_INPUT;
	size_t size = f->type == FIELD_LIST ? f->of->size : sizeof(struct bytes);
	uint8_t *elements = arena_get(arena, count, size);
	if (elements == NULL)
		return FAULT_LIMIT;
	for (uint32_t i = 0; i < count; i++) {
		struct bytes element = reader_take(&r, reader_u32le(&r));
		if (!reader_ok(&r))
			return FAULT_INPUT;
		int fault = f->type == FIELD_LIST
		                ? schema_read(f->of, element, arena, elements + i * size)
		                : get_text(element, LIST_TEXT_MAX, (struct bytes *)(void *)(elements + i * size));
		if (fault != 0)
			return fault;
	}
	if (!reader_at_end(&r))
		return FAULT_INPUT;
	*out = (struct any_list){ elements, count, count };
	return 0;
}

static int
get_number(const struct field *f, struct bytes in, void *at)
{
	static const size_t octets[] = { [FIELD_BOOL] = 1, [FIELD_U32] = 4, [FIELD_ENUM] = 4, [FIELD_U64] = 8,
		[FIELD_I64] = 8, [FIELD_DOUBLE] = 8 };
	uint64_t value = 0;
	if (in.len != octets[f->type])
		return FAULT_INPUT;
	memcpy(&value, in.at, in.len);
	value = le64toh(value);
	if (f->type == FIELD_BOOL) {
		if (value > 1)
			return FAULT_INPUT;
		*(bool *)at = value != 0;
	} else if (octets[f->type] == 4) {
		if (f->type == FIELD_ENUM ? value >= f->max : f->max != 0 && value > f->max)
			return FAULT_INPUT;
		*(uint32_t *)at = (uint32_t)value;
	} else {
		double number;
		memcpy(&number, &value, sizeof number);
		if (f->type == FIELD_DOUBLE && !isfinite(number))
			return FAULT_INPUT;
		memcpy(at, &value, sizeof value);
	}
	return 0;
}

static int
get_value(const struct field *f, struct bytes in, struct arena *arena, void *at)
{
	switch (f->type) {
	case FIELD_TEXT:
		return get_text(in, f->max, at);
	case FIELD_OCTETS:
		if (in.len > f->max)
			return FAULT_INPUT;
		*(struct bytes *)at = in;
		return 0;
	case FIELD_STRUCT:
		return schema_read(f->of, in, arena, at);
	case FIELD_LIST:
	case FIELD_TEXTS:
		return get_list(f, in, arena, at);
	default:
		return get_number(f, in, at);
	}
}

int
schema_read(const struct schema *s, struct bytes in, struct arena *arena, void *out_object)
{
	struct reader r = reader_of(in);
	uint16_t present = reader_u16le(&r);
	size_t next = 0; /* ids come in table order, each once */
	for (uint16_t i = 0; i < present; i++) {
		uint16_t id = reader_u16le(&r);
		struct bytes value = reader_take(&r, reader_u32le(&r));
		if (!reader_ok(&r))
			return FAULT_INPUT;
		while (next < s->count && s->fields[next].id != id)
			next++;
		if (next == s->count)
			return FAULT_INPUT;
		const struct field *f = &s->fields[next++];
		int fault = get_value(f, value, arena, (uint8_t *)out_object + f->offset);
		if (fault != 0)
			return fault;
	}
	return reader_at_end(&r) ? 0 : FAULT_INPUT;
}

/* The end of the run of ASCII at POS that stands for itself in JSON. */
static size_t
json_plain_end(struct bytes text, size_t pos)
{
	for (; text.len - pos >= LANES; pos += LANES) {
		lanes v = lanes_at(text.at + pos);
		if (lanes_any(~lanes_between(v, ' ', '~') | (lanes)(v == '"') | (lanes)(v == '\\')))
			break;
	}
	while (pos < text.len && text.at[pos] >= ' ' && text.at[pos] <= '~' && text.at[pos] != '"' && text.at[pos] != '\\')
		pos++;
	return pos;
}

void
json_text(struct buf *out, struct bytes text)
{
	buf_add_octet(out, '"');
	for (size_t pos = 0; pos < text.len;) {
		size_t plain = json_plain_end(text, pos);
		buf_add(out, bytes_slice(text, pos, plain));
		pos = plain;
		if (pos == text.len)
			break;
		uint32_t cp = utf8_next(text, &pos);
		if (cp == '"' || cp == '\\') {
			buf_add_octet(out, '\\');
			buf_add_octet(out, (uint8_t)cp);
		} else if (cp == '\n')
			buf_add_cstr(out, "\\n");
		else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029)
			buf_addf(out, "\\u%04x", cp);
		else
			utf8_add(out, cp);
	}
	buf_add_octet(out, '"');
}

static void
json_value(const struct field *f, const void *at, struct buf *out)
{
	const struct any_list *list = at;
	uint64_t value;
	switch (f->type) {
	case FIELD_BOOL:
		buf_add_cstr(out, *(const bool *)at ? "true" : "false");
		break;
	case FIELD_U32:
	case FIELD_U64:
		buf_add_number(out, scalar(at, f->type));
		break;
	case FIELD_I64:
		buf_addf(out, "%lld", (long long)*(const int64_t *)at);
		break;
	case FIELD_DOUBLE:
		buf_addf(out, "%.6g", *(const double *)at);
		break;
	case FIELD_ENUM:
		value = scalar(at, f->type);
		json_text(out, bytes_of_cstr(value < f->max ? f->names[value] : "?"));
		break;
	case FIELD_TEXT:
		json_text(out, *(const struct bytes *)at);
		break;
	case FIELD_OCTETS:
		buf_add_octet(out, '"');
		buf_add_hex(out, *(const struct bytes *)at);
		buf_add_octet(out, '"');
		break;
	case FIELD_STRUCT:
		schema_json(f->of, at, out);
		break;
	case FIELD_LIST:
	case FIELD_TEXTS:
		buf_add_octet(out, '[');
		for (size_t i = 0; i < list->count; i++) {
			if (i != 0)
				buf_add_octet(out, ',');
			if (f->type == FIELD_LIST)
				schema_json(f->of, (const uint8_t *)list->at + i * f->of->size, out);
			else
				json_text(out, ((const struct bytes *)list->at)[i]);
		}
		buf_add_octet(out, ']');
		break;
	}
}

void
schema_json(const struct schema *s, const void *object, struct buf *out)
{
	bool first = true;
	buf_add_octet(out, '{');
	for (size_t i = 0; i < s->count; i++) {
		const struct field *f = &s->fields[i];
		const void *at = member(object, f);
		if (is_empty(at, f))
			continue;
		buf_add_cstr(out, first ? "\"" : ",\"");
		buf_add_cstr(out, f->name);
		buf_add_cstr(out, "\":");
		json_value(f, at, out);
		first = false;
	}
	buf_add_octet(out, '}');
}
