#include "migrate/ucl.h"

struct ucl {
	const struct ucl_reader *reader;
	struct bytes rest;
	uint32_t line;
	struct bytes path[UCL_DEPTH_MAX];
	size_t depth;
	size_t deeper; /* sections that there was no room for */
	size_t lists;  /* brackets that are open */
	struct bytes name;
	struct bytes list_name;
};

static void
step(struct ucl *u, size_t count)
{
	for (size_t i = 0; i < count && i < u->rest.len; i++)
		u->line += u->rest.at[i] == '\n';
	u->rest = bytes_from(u->rest, count);
}

/* Blanks, separators and comments; a line that begins with a dot is a macro. */
static void
skip_space(struct ucl *u)
{
	while (u->rest.len != 0) {
		uint8_t c = u->rest.at[0];
		size_t end;
		if (ascii_is_space(c) || c == ';' || c == ',') {
			step(u, 1);
		} else if (c == '#') {
			end = bytes_find_octet(u->rest, '\n');
			step(u, end == BYTES_NOT_FOUND ? u->rest.len : end);
		} else if (bytes_starts(u->rest, BYTES("/*"))) {
			end = bytes_find(u->rest, BYTES("*/"));
			step(u, end == BYTES_NOT_FOUND ? u->rest.len : end + 2);
		} else {
			return;
		}
	}
}

/* A word: quoted, or up to what ends one. */
static struct bytes
take_word(struct ucl *u, bool is_value)
{
	struct bytes word;
	if (u->rest.len != 0 && (u->rest.at[0] == '"' || u->rest.at[0] == '\'')) {
		uint8_t quote = u->rest.at[0];
		size_t end = 1;
		while (end < u->rest.len && u->rest.at[end] != quote)
			end += u->rest.at[end] == '\\' ? 2 : 1;
		word = bytes_slice(u->rest, 1, end);
		step(u, end + 1);
		return word;
	}
	size_t end = 0;
	while (end < u->rest.len) {
		uint8_t c = u->rest.at[end];
		bool ends = c == '\n' || c == ';' || c == '{' || c == '}' || c == '[' || c == ']' || c == ',' ||
		            (!is_value && (ascii_is_space(c) || c == '=' || c == ':'));
		if (ends || (c == '#' && end != 0 && ascii_is_space(u->rest.at[end - 1])))
			break;
		end++;
	}
	word = bytes_trim(bytes_to(u->rest, end));
	step(u, end != 0 ? end : 1);
	return word;
}

static void
give(struct ucl *u, struct bytes name, struct bytes value, uint32_t line)
{
	const struct ucl_setting s = { u->path, u->depth, name, value, line };
	u->reader->take(u->reader->context, &s);
}

static void
enter(struct ucl *u, struct bytes name)
{
	if (u->depth == UCL_DEPTH_MAX)
		u->deeper++;
	else
		u->path[u->depth++] = name;
}

static void
leave(struct ucl *u)
{
	if (u->deeper != 0) {
		u->deeper--;
	} else if (u->depth != 0) {
		if (u->reader->leave != NULL)
			u->reader->leave(u->reader->context, u->path, u->depth);
		u->depth--;
	}
}

/* NAME has been read; what stands behind it? */
static void
take_value(struct ucl *u, struct bytes name, uint32_t line)
{
	while (u->rest.len != 0 && (u->rest.at[0] == ' ' || u->rest.at[0] == '\t' || u->rest.at[0] == '=' || u->rest.at[0] == ':'))
		step(u, 1);
	if (u->rest.len == 0)
		return;
	switch (u->rest.at[0]) {
	case '{':
		enter(u, name);
		step(u, 1);
		return;
	case '[':
		u->lists++;
		u->list_name = name;
		step(u, 1);
		return;
	case '\n':
	case ';':
	case '}':
	case ']':
		give(u, name, BYTES_NONE, line);
		return;
	default: break;
	}
	bool is_quoted = u->rest.at[0] == '"' || u->rest.at[0] == '\'';
	struct bytes value = take_word(u, true);
	/* section "name" { ... } */
	while (u->rest.len != 0 && (u->rest.at[0] == ' ' || u->rest.at[0] == '\t'))
		step(u, 1);
	if (u->rest.len != 0 && u->rest.at[0] == '{') {
		enter(u, is_quoted || value.len != 0 ? value : name);
		step(u, 1);
		return;
	}
	give(u, name, value, line);
}

void
ucl_read(struct bytes text, const struct ucl_reader *reader)
{
	struct ucl u = { .reader = reader, .rest = text, .line = 1 };
	for (skip_space(&u); u.rest.len != 0; skip_space(&u)) {
		uint32_t line = u.line;
		switch (u.rest.at[0]) {
		case '}':
			leave(&u);
			step(&u, 1);
			continue;
		case ']':
			u.lists -= u.lists != 0;
			step(&u, 1);
			continue;
		case '[':
			u.lists++;
			step(&u, 1);
			continue;
		case '{':
			enter(&u, u.list_name);
			step(&u, 1);
			continue;
		default: break;
		}
		if (u.lists != 0) {
			give(&u, u.list_name, take_word(&u, true), line);
			continue;
		}
		struct bytes name = take_word(&u, false);
		take_value(&u, name, line);
	}
}
