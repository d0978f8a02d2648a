#include "program/program.h"

#include "program/inside.h"

bool
program_looks(struct bytes content, enum program_kind *kind)
{
	struct reader r = reader_of(content);
	uint32_t magic = reader_u32be(&r);
	uint32_t second = reader_u32be(&r);
	/* A class file's version stands where a fat file counts its programs; the first Java wrote 45. */
	bool fat = magic == 0xCAFEBABE && second != 0 && second < 45;
	*kind = PROGRAM_KIND_COUNT;
	if (magic == 0x7F454C46)
		*kind = PROGRAM_ELF;
	else if (magic == 0xFEEDFACE || magic == 0xFEEDFACF || magic == 0xCEFAEDFE || magic == 0xCFFAEDFE || fat)
		*kind = PROGRAM_MACHO;
	else if (bytes_starts(content, BYTES("L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46")))
		*kind = PROGRAM_SHORTCUT;
	else if (bytes_starts(content, BYTES("MZ")) && content.len >= 64)
		*kind = PROGRAM_PE;
	else if (bytes_has_nocase(bytes_to(content, 256), BYTES("[InternetShortcut]")))
		*kind = PROGRAM_LINK;
	return *kind != PROGRAM_KIND_COUNT;
}

void
program_read(enum program_kind kind, struct bytes content, struct arena *arena, struct casefile_program *out)
{
	out->kind = kind;
	switch (kind) {
	case PROGRAM_PE: pe_read(content, arena, out); break;
	case PROGRAM_ELF: elf_read(content, arena, out); break;
	case PROGRAM_MACHO: macho_read(content, arena, out); break;
	case PROGRAM_SHORTCUT: shortcut_read(content, arena, out); break;
	case PROGRAM_LINK: link_read(content, arena, out); break;
	default: break;
	}
}

void
program_of_members(enum program_kind kind, const struct bytes *names, size_t count, struct arena *arena,
    struct casefile_program *out)
{
	*out = (struct casefile_program){ .kind = kind };
	for (size_t i = 0; i < count; i++) {
		struct bytes name = names[i];
		bool code = bytes_ends(name, BYTES(".class")) || bytes_ends(name, BYTES(".dex")) ||
		            bytes_ends(name, BYTES(".so")) || bytes_ends_nocase(name, BYTES(".dll"));
		if (bytes_starts(name, BYTES("META-INF/")) && (bytes_ends_nocase(name, BYTES(".RSA")) ||
		    bytes_ends_nocase(name, BYTES(".DSA")) || bytes_ends_nocase(name, BYTES(".EC"))))
			program_sign(out, PROGRAM_SIGNED);
		if (!code)
			continue;
		out->section_count++;
		struct program_section *s = out->sections.count < PROGRAM_SECTIONS_MAX ? LIST_ADD(arena, &out->sections) : NULL;
		if (s != NULL)
			*s = (struct program_section){ .name = program_keep(arena, name, PROGRAM_TEXT_MAX), .is_code = true };
	}
}
