/* ELF.  Source: System V ABI, chapters 4 and 5. */
#include "program/inside.h"

#define TYPE_DYNSYM 11u
#define TYPE_NOBITS 8u
#define FLAG_WRITE 1u
#define FLAG_CODE 4u

struct elf {
	struct bytes all;
	bool is_wide, is_big;
};

static uint64_t
number(const struct elf *e, struct reader *r, int octets)
{
	switch (octets) {
	case 2: return e->is_big ? reader_u16be(r) : reader_u16le(r);
	case 4: return e->is_big ? reader_u32be(r) : reader_u32le(r);
	default: break;
	}
	uint64_t n = reader_u64le(r);
	return e->is_big ? __builtin_bswap64(n) : n;
}

/* An address or offset: four or eight octets. */
static uint64_t
word(const struct elf *e, struct reader *r)
{
	return number(e, r, e->is_wide ? 8 : 4);
}

struct section {
	uint64_t name, type, flags, offset, size, link;
};

static struct section
section_at(const struct elf *e, uint64_t at)
{
	struct section s = { 0 };
	struct reader r = reader_of(e->all);
	reader_seek(&r, at > e->all.len ? e->all.len + 1 : (size_t)at);
	s.name = number(e, &r, 4);
	s.type = number(e, &r, 4);
	s.flags = word(e, &r);
	(void)word(e, &r);
	s.offset = word(e, &r);
	s.size = word(e, &r);
	s.link = number(e, &r, 4);
	if (!reader_ok(&r))
		return (struct section){ 0 };
	return s;
}

static struct bytes
content_of(const struct elf *e, const struct section *s)
{
	if (s->type == TYPE_NOBITS || s->offset > e->all.len)
		return BYTES_NONE;
	uint64_t left = e->all.len - s->offset;
	return bytes_slice(e->all, (size_t)s->offset, (size_t)s->offset + (size_t)(s->size < left ? s->size : left));
}

static struct bytes
text_at(struct bytes texts, uint64_t at)
{
	struct bytes text = at < texts.len ? bytes_to(bytes_from(texts, (size_t)at), 256) : BYTES_NONE;
	size_t end = bytes_find_octet(text, 0);
	return end == BYTES_NOT_FOUND ? BYTES_NONE : bytes_to(text, end);
}

/* Symbols without a section are what others must bring. */
static void
read_imports(const struct elf *e, struct bytes symbols, struct bytes texts, struct techniques *t,
    struct casefile_program *p)
{
	struct reader r = reader_of(symbols);
	size_t size = e->is_wide ? 24 : 16;
	for (size_t at = size; at + size <= symbols.len && p->import_count < PROGRAM_IMPORTS_READ; at += size) {
		reader_seek(&r, at);
		uint64_t name = number(e, &r, 4);
		reader_skip(&r, e->is_wide ? 2 : 10);
		uint64_t section = number(e, &r, 2);
		struct bytes function = text_at(texts, name);
		if (section != 0 || function.len == 0)
			continue;
		p->import_count++;
		techniques_note(t, function);
	}
}

static struct bytes
machine_of(uint64_t machine)
{
	switch (machine) {
	case 3: return BYTES("x86");
	case 8: return BYTES("mips");
	case 20: case 21: return BYTES("powerpc");
	case 40: return BYTES("arm");
	case 62: return BYTES("x86-64");
	case 183: return BYTES("arm64");
	case 243: return BYTES("risc-v");
	case 258: return BYTES("loongarch");
	default: return BYTES("other");
	}
}

static void
read_sections(const struct elf *e, uint64_t table, uint64_t size, uint64_t count, uint64_t names_index, struct arena *arena,
    struct casefile_program *p)
{
	struct techniques t = { { 0 } };
	if (count > PROGRAM_SECTIONS_READ)
		count = PROGRAM_SECTIONS_READ;
	if (table > e->all.len || size < 40 || size > 4096)
		count = 0;
	struct section names = names_index < count ? section_at(e, table + names_index * size) : (struct section){ 0 };
	for (uint64_t i = 1; i < count; i++) {
		struct section s = section_at(e, table + i * size);
		struct bytes content = content_of(e, &s);
		if (s.size != 0 && s.type != TYPE_NOBITS && s.offset + s.size > e->all.len)
			program_sign(p, PROGRAM_DAMAGED);
		program_section(arena, p, text_at(content_of(e, &names), s.name), content, (s.flags & FLAG_CODE) != 0,
		    (s.flags & FLAG_WRITE) != 0);
		if (s.type != TYPE_DYNSYM || s.link >= count)
			continue;
		struct section texts = section_at(e, table + s.link * size);
		read_imports(e, content, content_of(e, &texts), &t, p);
	}
	techniques_tell(&t, arena, p);
}

void
elf_read(struct bytes content, struct arena *arena, struct casefile_program *p)
{
	struct elf e = { .all = content };
	struct reader r = reader_of(content);
	reader_seek(&r, 4);
	e.is_wide = reader_u8(&r) == 2;
	e.is_big = reader_u8(&r) == 2;
	reader_seek(&r, 16);
	if (number(&e, &r, 2) == 3 && bytes_find(bytes_to(content, 4096), BYTES("/ld-")) == BYTES_NOT_FOUND)
		program_sign(p, PROGRAM_LIBRARY);
	p->machine = machine_of(number(&e, &r, 2));
	reader_skip(&r, 4);
	(void)word(&e, &r); /* entry */
	(void)word(&e, &r); /* program headers */
	uint64_t table = word(&e, &r);
	reader_skip(&r, 10);
	uint64_t size = number(&e, &r, 2), count = number(&e, &r, 2), names = number(&e, &r, 2);
	if (!reader_ok(&r))
		program_sign(p, PROGRAM_DAMAGED);
	else
		read_sections(&e, table, size, count, names, arena, p);
	if (bytes_has(bytes_to(content, 4096), BYTES("UPX!")))
		p->packer = BYTES("UPX");
	/* Nothing but program headers: what packers and hand-made loaders leave. */
	if (p->packer.len != 0 || (p->section_count == 0 && program_entropy(content) >= 7200))
		program_sign(p, PROGRAM_PACKED);
	program_strings(arena, content, p);
}
