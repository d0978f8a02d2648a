/* The resource tree: three levels (type, name, language), each a table; only icons and version information are read.
 * Source: Microsoft PE Format (The .rsrc Section), VS_VERSIONINFO. */
#include "program/inside.h"

#define TYPE_ICON 3u
#define TYPE_VERSION 16u
#define IS_TABLE 0x80000000u
#define ENTRIES_MAX 64u
#define VERSION_MAX ((size_t)64 << 10)

struct tree {
	struct pe *pe;
	struct bytes all; /* the resource directory */
	uint32_t visited;
};

static void
read_string(struct tree *t, struct bytes block, struct bytes key, struct bytes *out)
{
	if (out->len != 0)
		return;
	size_t at = bytes_find(block, key);
	if (at == BYTES_NOT_FOUND)
		return;
	/* The key and its NUL, then padding to four octets, which only the whole resource knows: skip NULs. */
	size_t start = at + key.len + 2;
	for (int pad = 0; pad < 2 && start + 1 < block.len && block.at[start] == 0 && block.at[start + 1] == 0; pad++)
		start += 2;
	*out = program_keep_wide(t->pe->arena, bytes_from(block, start), PROGRAM_TEXT_MAX);
}

#define WIDE(name, literal) static const struct bytes name = BYTES_INIT(literal)

static void
read_version(struct tree *t, struct bytes block)
{
	WIDE(company, "C\0o\0m\0p\0a\0n\0y\0N\0a\0m\0e\0");
	WIDE(product, "P\0r\0o\0d\0u\0c\0t\0N\0a\0m\0e\0");
	WIDE(description, "F\0i\0l\0e\0D\0e\0s\0c\0r\0i\0p\0t\0i\0o\0n\0");
	WIDE(original, "O\0r\0i\0g\0i\0n\0a\0l\0F\0i\0l\0e\0n\0a\0m\0e\0");
	struct casefile_program *p = t->pe->out;
	block = bytes_to(block, VERSION_MAX);
	read_string(t, block, company, &p->company);
	read_string(t, block, product, &p->product);
	read_string(t, block, description, &p->description);
	read_string(t, block, original, &p->original);
}

static void
read_leaf(struct tree *t, uint32_t type, uint32_t at)
{
	struct casefile_program *p = t->pe->out;
	struct reader r = reader_of(bytes_from(t->all, at));
	uint32_t rva = reader_u32le(&r);
	uint32_t size = reader_u32le(&r);
	if (!reader_ok(&r))
		return;
	struct bytes content = bytes_to(pe_at(t->pe, rva), size);
	if (type == TYPE_VERSION)
		read_version(t, content);
	if (type != TYPE_ICON || p->icon.len != 0)
		return;
	p->icon = icon_drawn_as(content);
	if (p->icon.len != 0)
		program_sign(p, PROGRAM_ICON_DOCUMENT);
}

/* Calls itself for the next level; there are three. */
static void
read_table(struct tree *t, uint32_t at, int level, uint32_t type)
{
	struct reader r = reader_of(bytes_from(t->all, at));
	reader_skip(&r, 12);
	uint32_t count = (uint32_t)reader_u16le(&r) + reader_u16le(&r);
	for (uint32_t i = 0; i < count && i < ENTRIES_MAX && t->visited < PROGRAM_RESOURCES_READ; i++) {
		uint32_t id = reader_u32le(&r);
		uint32_t to = reader_u32le(&r);
		if (!reader_ok(&r))
			return;
		t->visited++;
		if (level == 0 && id != TYPE_ICON && id != TYPE_VERSION)
			continue;
		if ((to & IS_TABLE) == 0)
			read_leaf(t, level == 0 ? id : type, to);
		else if (level < 2)
			read_table(t, to & ~IS_TABLE, level + 1, level == 0 ? id : type);
	}
}

void
pe_resources(struct pe *pe, uint32_t rva, uint32_t size)
{
	struct tree t = { .pe = pe, .all = bytes_to(pe_at(pe, rva), size) };
	read_table(&t, 0, 0, 0);
}
