/* Portable Executable.  Source: Microsoft PE Format (Optional Header, Section Table, Import Directory). */
#include <openssl/evp.h>

#include "program/inside.h"

enum {
	DIRECTORY_IMPORT = 1,
	DIRECTORY_RESOURCE = 2,
	DIRECTORY_SECURITY = 4,
	DIRECTORY_DOTNET = 14,
	DIRECTORIES = 16,
};
#define SECTION_CODE 0x20u
#define SECTION_EXECUTES 0x20000000u
#define SECTION_WRITES 0x80000000u
/* Of real programs' text for the import hash; 4096 names of 40. */
#define HASHED_MAX ((size_t)256 << 10)

struct directory {
	uint32_t rva, size;
};

struct bytes
pe_at(const struct pe *pe, uint32_t rva)
{
	for (uint32_t i = 0; i < pe->count; i++) {
		const struct pe_section *s = &pe->sections[i];
		if (rva >= s->va && rva - s->va < s->raw_size) {
			size_t start = (size_t)s->raw + (rva - s->va);
			return bytes_slice(pe->all, start, (size_t)s->raw + s->raw_size);
		}
	}
	return rva < pe->headers ? bytes_slice(pe->all, rva, pe->headers) : BYTES_NONE;
}

/* The text up to a NUL, at most MAX long. */
static struct bytes
text_at(const struct pe *pe, uint32_t rva, size_t max)
{
	struct bytes text = bytes_to(pe_at(pe, rva), max);
	size_t end = bytes_find_octet(text, 0);
	return end == BYTES_NOT_FOUND ? BYTES_NONE : bytes_to(text, end);
}

static void
add_lower(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_add_octet(out, ascii_lower(text.at[i]));
}

struct imports {
	struct buf hashed;
	struct techniques techniques;
	uint32_t count;
};

static void
note_function(struct imports *in, struct bytes library, struct bytes function, uint32_t ordinal)
{
	struct bytes stem = library;
	static const struct bytes endings[] = { BYTES_INIT(".dll"), BYTES_INIT(".ocx"), BYTES_INIT(".sys") };
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (bytes_ends_nocase(library, endings[i]))
			stem = bytes_to(library, library.len - 4);
	in->count++;
	if (in->hashed.len != 0)
		buf_add_octet(&in->hashed, ',');
	add_lower(&in->hashed, stem);
	if (function.len != 0) {
		buf_add_octet(&in->hashed, '.');
		add_lower(&in->hashed, function);
		techniques_note(&in->techniques, function);
	} else {
		buf_addf(&in->hashed, ".ord%u", ordinal);
	}
}

/* One library's thunks: numbers, or places of a hint and a name. */
static void
read_thunks(const struct pe *pe, struct imports *in, struct bytes library, uint32_t rva)
{
	struct reader r = reader_of(pe_at(pe, rva));
	while (in->count < PROGRAM_IMPORTS_READ) {
		uint64_t thunk = pe->is_wide ? reader_u64le(&r) : reader_u32le(&r);
		if (!reader_ok(&r) || thunk == 0)
			return;
		bool by_number = (thunk >> (pe->is_wide ? 63 : 31) & 1) != 0;
		struct bytes name = by_number ? BYTES_NONE : text_at(pe, (uint32_t)(thunk & 0x7FFFFFFF) + 2, 256);
		if (!by_number && name.len == 0)
			return;
		note_function(in, library, name, (uint32_t)(thunk & 0xFFFF));
	}
}

static void
read_imports(struct pe *pe, uint32_t rva)
{
	struct imports in = { .count = 0 };
	struct reader r = reader_of(pe_at(pe, rva));
	buf_init(&in.hashed, HASHED_MAX);
	while (in.count < PROGRAM_IMPORTS_READ) {
		uint32_t names = reader_u32le(&r);
		reader_skip(&r, 8);
		uint32_t library = reader_u32le(&r);
		uint32_t addresses = reader_u32le(&r);
		struct bytes name = text_at(pe, library, 128);
		if (!reader_ok(&r) || library == 0 || name.len == 0)
			break;
		uint32_t before = in.count;
		read_thunks(pe, &in, name, names != 0 ? names : addresses);
		/* A table of libraries without functions would otherwise be read to its end. */
		if (in.count == before)
			in.count++;
	}
	pe->out->import_count = in.count;
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (in.hashed.len != 0 && EVP_Digest(in.hashed.at, in.hashed.len, digest, &len, EVP_md5(), NULL) == 1)
		(void)arena_copy(pe->arena, bytes_of(digest, len), &pe->out->import_hash);
	techniques_tell(&in.techniques, pe->arena, pe->out);
	buf_done(&in.hashed);
}

static struct bytes
machine_of(uint16_t machine)
{
	switch (machine) {
	case 0x014c: return BYTES("x86");
	case 0x8664: return BYTES("x86-64");
	case 0x01c0: case 0x01c4: return BYTES("arm");
	case 0xaa64: return BYTES("arm64");
	default: return BYTES("other");
	}
}

/* By the names packers give their sections: nobody else uses them. */
static struct bytes
packer_of(struct bytes section)
{
	static const struct {
		struct bytes prefix, packer;
	} known[] = {
		{ BYTES_INIT("UPX"), BYTES_INIT("UPX") }, { BYTES_INIT(".aspack"), BYTES_INIT("ASPack") },
		{ BYTES_INIT(".adata"), BYTES_INIT("ASPack") }, { BYTES_INIT(".MPRESS"), BYTES_INIT("MPRESS") },
		{ BYTES_INIT(".themida"), BYTES_INIT("Themida") }, { BYTES_INIT(".winlice"), BYTES_INIT("WinLicense") },
		{ BYTES_INIT(".vmp"), BYTES_INIT("VMProtect") }, { BYTES_INIT(".petite"), BYTES_INIT("Petite") },
		{ BYTES_INIT("nsp0"), BYTES_INIT("NsPack") }, { BYTES_INIT(".nsp0"), BYTES_INIT("NsPack") },
		{ BYTES_INIT(".enigma"), BYTES_INIT("Enigma") }, { BYTES_INIT("PEC2"), BYTES_INIT("PECompact") },
		{ BYTES_INIT("FSG!"), BYTES_INIT("FSG") }, { BYTES_INIT(".yP"), BYTES_INIT("Y0da") },
		{ BYTES_INIT("MEW"), BYTES_INIT("MEW") }, { BYTES_INIT(".perplex"), BYTES_INIT("Perplex") },
		{ BYTES_INIT(".svkp"), BYTES_INIT("SVKP") }, { BYTES_INIT(".WWPACK"), BYTES_INIT("WWPack") },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (bytes_starts(section, known[i].prefix))
			return known[i].packer;
	return BYTES_NONE;
}

/* Gives where the last section ends in the file. */
static size_t
read_sections(struct pe *pe, struct reader *r, uint32_t count, uint32_t entry)
{
	struct casefile_program *p = pe->out;
	size_t end = pe->headers;
	bool entry_in_code = false;
	if (count > PROGRAM_SECTIONS_READ || count == 0) {
		program_sign(p, PROGRAM_DAMAGED);
		count = count == 0 ? 0 : PROGRAM_SECTIONS_READ;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct bytes name = reader_take(r, 8);
		struct pe_section s = { .vsize = reader_u32le(r) };
		s.va = reader_u32le(r);
		s.raw_size = reader_u32le(r);
		s.raw = reader_u32le(r);
		reader_skip(r, 12);
		s.flags = reader_u32le(r);
		if (!reader_ok(r)) {
			program_sign(p, PROGRAM_DAMAGED);
			break;
		}
		size_t stop = (size_t)s.raw + s.raw_size;
		if (s.raw_size != 0 && stop > pe->all.len)
			program_sign(p, PROGRAM_DAMAGED);
		pe->sections[pe->count++] = s;
		end = s.raw_size != 0 && stop > end ? stop : end;
		size_t nul = bytes_find_octet(name, 0);
		name = bytes_to(name, nul);
		if (p->packer.len == 0)
			p->packer = packer_of(name);
		bool code = (s.flags & (SECTION_CODE | SECTION_EXECUTES)) != 0;
		program_section(pe->arena, p, name, bytes_slice(pe->all, s.raw, stop), code, (s.flags & SECTION_WRITES) != 0);
		uint32_t span = s.vsize > s.raw_size ? s.vsize : s.raw_size;
		entry_in_code |= code && entry >= s.va && entry - s.va < span;
	}
	if (entry != 0 && pe->count != 0 && !entry_in_code)
		program_sign(p, PROGRAM_ENTRY_ODD);
	return end;
}

/* What stands behind the sections and is no signature: installers keep their files there, droppers theirs. */
static void
read_overlay(struct pe *pe, size_t end, struct directory security)
{
	static const struct bytes archives[] = { BYTES_INIT("PK\x03\x04"), BYTES_INIT("Rar!\x1A\x07"), BYTES_INIT("7z\xBC\xAF"),
		BYTES_INIT("MSCF"), BYTES_INIT("MZ") };
	size_t stop = pe->all.len;
	if (security.size != 0 && security.rva >= end && (size_t)security.rva + security.size <= stop)
		stop = security.rva;
	struct bytes overlay = bytes_slice(pe->all, end, stop);
	/* Linkers pad to a page. */
	if (overlay.len < 512)
		return;
	pe->out->overlay = overlay.len;
	program_sign(pe->out, PROGRAM_OVERLAY);
	for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++)
		if (bytes_starts(overlay, archives[i]))
			program_sign(pe->out, PROGRAM_OVERLAY_ARCHIVE);
}

static void
judge_packing(struct casefile_program *p, bool has_import_table)
{
	/* Compressed or encrypted code needs few imports to unfold itself. */
	enum { ENTROPY_PACKED = 7200, IMPORTS_FEW = 12 };
	bool code_dense = false;
	for (size_t i = 0; i < p->sections.count; i++)
		code_dense |= p->sections.at[i].is_code && p->sections.at[i].entropy >= ENTROPY_PACKED;
	if (p->packer.len != 0 || code_dense ||
	    (p->entropy >= ENTROPY_PACKED && p->import_count < IMPORTS_FEW && !program_has(p, PROGRAM_DOTNET)))
		program_sign(p, PROGRAM_PACKED);
	if (!has_import_table && !program_has(p, PROGRAM_LIBRARY))
		program_sign(p, PROGRAM_NO_IMPORTS);
}

void
pe_read(struct bytes content, struct arena *arena, struct casefile_program *p)
{
	struct directory dirs[DIRECTORIES] = { { 0, 0 } };
	struct pe pe = { .all = content, .arena = arena, .out = p };
	struct reader r = reader_of(content);
	reader_seek(&r, 60);
	uint32_t header = reader_u32le(&r);
	reader_seek(&r, header);
	if (!bytes_equal(reader_take(&r, 4), BYTES("PE\0\0"))) {
		/* A DOS or 16-bit program, or one cut short. */
		program_sign(p, PROGRAM_DAMAGED);
		program_strings(arena, content, p);
		return;
	}
	p->machine = machine_of(reader_u16le(&r));
	uint32_t sections = reader_u16le(&r);
	p->built = reader_u32le(&r);
	reader_skip(&r, 8);
	uint16_t optional_size = reader_u16le(&r);
	uint16_t flags = reader_u16le(&r);
	size_t optional = r.pos;
	pe.is_wide = reader_u16le(&r) == 0x20b;
	reader_seek(&r, optional + 16);
	uint32_t entry = reader_u32le(&r);
	reader_seek(&r, optional + 60);
	pe.headers = reader_u32le(&r);
	reader_seek(&r, optional + 68);
	uint16_t subsystem = reader_u16le(&r);
	reader_seek(&r, optional + (pe.is_wide ? 108 : 92));
	uint32_t directories = reader_u32le(&r);
	for (uint32_t i = 0; i < DIRECTORIES && i < directories && r.pos + 8 <= optional + optional_size; i++) {
		dirs[i].rva = reader_u32le(&r);
		dirs[i].size = reader_u32le(&r);
	}
	if (!reader_ok(&r))
		program_sign(p, PROGRAM_DAMAGED);
	r = reader_of(content);
	reader_seek(&r, optional + optional_size);
	if ((flags & 0x2000) != 0)
		program_sign(p, PROGRAM_LIBRARY);
	if (subsystem == 1)
		program_sign(p, PROGRAM_DRIVER);
	if (dirs[DIRECTORY_DOTNET].rva != 0)
		program_sign(p, PROGRAM_DOTNET);
	size_t end = read_sections(&pe, &r, sections, entry);
	struct directory security = dirs[DIRECTORY_SECURITY];
	/* A signature starts with its length; an empty entry is none. */
	if (security.size > 8 && (size_t)security.rva + security.size <= content.len)
		program_sign(p, PROGRAM_SIGNED);
	read_overlay(&pe, end, security);
	if (dirs[DIRECTORY_IMPORT].rva != 0)
		read_imports(&pe, dirs[DIRECTORY_IMPORT].rva);
	if (dirs[DIRECTORY_RESOURCE].rva != 0)
		pe_resources(&pe, dirs[DIRECTORY_RESOURCE].rva, dirs[DIRECTORY_RESOURCE].size);
	judge_packing(p, dirs[DIRECTORY_IMPORT].rva != 0);
	/* Names of certificate authorities are not the program's. */
	program_strings(arena, program_has(p, PROGRAM_SIGNED) ? bytes_to(content, security.rva) : content, p);
}
