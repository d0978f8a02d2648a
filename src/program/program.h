/* program: what PE, ELF, Mach-O, JAR and APK files and Windows shortcuts show without being run.
 *
 * Our own bounded readers for headers only: nothing is disassembled, emulated, unpacked or verified.  A header that
 * lies gives PROGRAM_DAMAGED and what could still be read; nothing here fails.
 *
 * Ceilings: PROGRAM_SECTIONS_READ sections, PROGRAM_IMPORTS_READ imports, PROGRAM_RESOURCES_READ resources and
 * PROGRAM_STRINGS_READ octets in which strings are looked for.  Large honest programs stay below them, and the first
 * of each tell enough. */
#ifndef PROGRAM_PROGRAM_H
#define PROGRAM_PROGRAM_H

#include "base/arena.h"
#include "casefile/program.h"

enum program_reading {
	PROGRAM_SECTIONS_READ = 96,   /* what the Windows loader takes */
	PROGRAM_IMPORTS_READ = 4096,
	PROGRAM_RESOURCES_READ = 512,
};
/* Malware is small; a larger file is an installer, whose strings are its stub's, at the front. */
#define PROGRAM_STRINGS_READ ((size_t)8 << 20)

/**
 * program_looks(content, kind): Is CONTENT something that program_read reads?
 *
 * Gives:   true and *kind (never PROGRAM_JAVA or PROGRAM_ANDROID, which are archives)
 */
bool program_looks(struct bytes content, enum program_kind *kind);

/**
 * program_read(kind, content, arena, out): The facts of CONTENT.
 *
 * Takes:   kind  from program_looks
 *          out   zeroed
 * Gives:   *out; its texts live in ARENA; out->part is the caller's
 * Cost:    linear in content; about 8 ms for each MB, most of it for entropy and strings
 */
void program_read(enum program_kind kind, struct bytes content, struct arena *arena, struct casefile_program *out);

/**
 * program_of_members(kind, names, count, arena, out): The facts of a JAR or APK by the NAMES of its files.
 */
void program_of_members(enum program_kind kind, const struct bytes *names, size_t count, struct arena *arena,
    struct casefile_program *out);

/* Does COMMAND name an interpreter or a tool of the system that fetches or runs what it is told? */
bool program_is_interpreter(struct bytes command);

#endif
