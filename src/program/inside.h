/* inside: what the readers of this folder share. */
#ifndef PROGRAM_INSIDE_H
#define PROGRAM_INSIDE_H

#include "base/reader.h"
#include "program/program.h"

static inline void
program_sign(struct casefile_program *p, enum program_sign sign)
{
	p->signs |= 1u << sign;
}

/* keep.c: TEXT (UTF-8 or anything) and UTF-16LE as texts of at most MAX octets in ARENA, controls gone. */
struct bytes program_keep(struct arena *arena, struct bytes text, size_t max);
struct bytes program_keep_wide(struct arena *arena, struct bytes utf16, size_t max);

/* keep.c: thousandths of a bit per octet; 0 for nothing. */
uint32_t program_entropy(struct bytes octets);

/* keep.c: note one section. */
void program_section(struct arena *arena, struct casefile_program *p, struct bytes name, struct bytes content,
    bool is_code, bool is_writable);

/* strings.c: the strings that matter in CONTENT, ASCII and UTF-16LE. */
void program_strings(struct arena *arena, struct bytes content, struct casefile_program *p);

/* techniques.c: one more imported function; then the techniques that all of them together stand for. */
struct techniques {
	uint64_t seen[8]; /* bits: names of the table */
};
void techniques_note(struct techniques *t, struct bytes function);
void techniques_tell(const struct techniques *t, struct arena *arena, struct casefile_program *p);

void pe_read(struct bytes content, struct arena *arena, struct casefile_program *p);
void elf_read(struct bytes content, struct arena *arena, struct casefile_program *p);
void macho_read(struct bytes content, struct arena *arena, struct casefile_program *p);
void shortcut_read(struct bytes content, struct arena *arena, struct casefile_program *p);
void link_read(struct bytes content, struct arena *arena, struct casefile_program *p);

/* pe_resources.c: version information and icon; RVA_AT maps what the tables say to places in the file. */
struct pe {
	struct bytes all;
	struct arena *arena;
	struct casefile_program *out;
	struct pe_section {
		uint32_t va, vsize, raw, raw_size, flags;
	} sections[PROGRAM_SECTIONS_READ];
	uint32_t count;
	uint32_t headers; /* octets of headers, mapped as they are */
	bool is_wide; /* PE32+ */
};
struct bytes pe_at(const struct pe *pe, uint32_t rva);
void pe_resources(struct pe *pe, uint32_t rva, uint32_t size);

/* icon.c: what a device-independent bitmap is drawn as, "" for nothing that is known. */
struct bytes icon_drawn_as(struct bytes dib);

#endif
