/* program: what a file that runs, or starts something that runs, shows without being run.
 *
 * Part of the case file (casefile/casefile.h).  Every text was written by whoever made the file: UTF-8 repaired,
 * control characters gone.  Ceilings: the first sections, strings and names are kept, the counts are of all. */
#ifndef CASEFILE_PROGRAM_H
#define CASEFILE_PROGRAM_H

#include "base/schema.h"

enum program_ceilings {
	PROGRAM_TEXT_MAX = 300,     /* octets of one name or string */
	PROGRAM_TARGET_MAX = 2000,  /* a shortcut's command line: malicious ones are long, and are the evidence */
	PROGRAM_SECTIONS_MAX = 24,  /* real ones have < 12 */
	PROGRAM_STRINGS_MAX = 48,
	PROGRAM_TECHNIQUES_MAX = 32,
};

enum program_kind {
	PROGRAM_PE,
	PROGRAM_ELF,
	PROGRAM_MACHO,
	PROGRAM_JAVA,     /* JAR */
	PROGRAM_ANDROID,  /* APK */
	PROGRAM_SHORTCUT, /* .lnk */
	PROGRAM_LINK,     /* .url, .website */
	PROGRAM_KIND_COUNT
};
extern const char *const program_kind_names[PROGRAM_KIND_COUNT];

/* Bits of signs. */
enum program_sign {
	PROGRAM_SIGNED,          /* carries a signature; whether it holds is not asked */
	PROGRAM_LIBRARY,
	PROGRAM_DRIVER,
	PROGRAM_DOTNET,
	PROGRAM_PACKED,          /* by a packer's name, or by entropy with few imports */
	PROGRAM_WRITABLE_CODE,   /* a section both writable and executable */
	PROGRAM_ENTRY_ODD,       /* starts outside its code */
	PROGRAM_NO_IMPORTS,
	PROGRAM_OVERLAY,         /* octets behind its last section */
	PROGRAM_OVERLAY_ARCHIVE, /* ... that are an archive or another program */
	PROGRAM_ICON_DOCUMENT,   /* its icon is drawn as a sheet of paper or a folder */
	PROGRAM_DAMAGED,         /* headers that contradict themselves */
	PROGRAM_AUTORUN,         /* strings: starts itself again (registry, tasks, services) */
	PROGRAM_COMMANDS,        /* strings: shell commands */
	PROGRAM_LOG_CLEANING,    /* strings: event logs, shadow copies */
	PROGRAM_WEB,             /* strings: URLs */
	PROGRAM_INTERPRETER,     /* shortcut: starts a command interpreter or a tool that fetches and runs */
	PROGRAM_LONG_ARGUMENTS,  /* shortcut: more arguments than its dialog shows */
	PROGRAM_BLANK_ARGUMENTS, /* shortcut: blanks push the arguments out of sight */
	PROGRAM_MINIMIZED,       /* shortcut: its window does not show */
	PROGRAM_FOREIGN_ICON,    /* shortcut: wears another program's or document's icon */
	PROGRAM_REMOTE,          /* shortcut, link: target or icon on another machine's share */
	PROGRAM_SIGN_COUNT
};
extern const char *const program_sign_names[PROGRAM_SIGN_COUNT];

enum program_word {
	PROGRAM_WORD_AUTORUN,
	PROGRAM_WORD_COMMAND,
	PROGRAM_WORD_LOG,
	PROGRAM_WORD_URL,
	PROGRAM_WORD_TOOL, /* installers, packers and runtimes that name themselves */
	PROGRAM_WORD_COUNT
};
extern const char *const program_word_names[PROGRAM_WORD_COUNT];

struct program_section {
	struct bytes name;
	uint64_t size;
	uint32_t entropy; /* thousandths of a bit per octet, 0 to 8000 */
	bool is_code;
	bool is_writable;
};

struct program_string {
	enum program_word kind;
	struct bytes text;
};

struct casefile_program {
	uint32_t part;
	enum program_kind kind;
	struct bytes machine;      /* "x86", "x86-64", "arm64" */
	uint32_t signs;
	uint64_t overlay;          /* octets */
	uint32_t section_count;
	LIST(struct program_section) sections;
	uint32_t entropy;          /* the highest of a section */
	uint32_t import_count;
	struct bytes import_hash;  /* MD5 of "library.function,..." in lower case: the imphash of the trade */
	LIST(struct bytes) techniques; /* "T1055 process injection", by sets of imports */
	struct bytes packer;
	struct bytes company;      /* version information */
	struct bytes product;
	struct bytes description;
	struct bytes original;     /* file name it was built under */
	LIST(struct program_string) strings;
	struct bytes target;       /* shortcut, link */
	struct bytes arguments;
	struct bytes icon;         /* where its icon is; for a program what it is drawn as: "pdf", "word" */
	struct bytes made_on;      /* shortcut: the name of the machine that made it */
	int64_t built;             /* Unix time that the header tells, 0 for none */
};

static inline bool
program_has(const struct casefile_program *p, enum program_sign sign)
{
	return (p->signs >> sign & 1) != 0;
}

extern const struct schema casefile_program_schema;

#endif
