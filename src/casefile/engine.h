/* engine: what other scanners say of a message; part of the case file (casefile/casefile.h).
 *
 * Engines are told apart by the name that the operator gave them.  One that did not answer is here too: not scanned is
 * not clean. */
#ifndef CASEFILE_ENGINE_H
#define CASEFILE_ENGINE_H

#include "base/schema.h"

enum casefile_engine_limits {
	CASEFILE_ENGINES_MAX = 8,
	ENGINE_NAME_MAX = 64,
	ENGINE_FILES_MAX = 32,         /* given to an engine beside the message: each costs it a connection */
	ENGINE_FILES_OCTETS_MAX = 32 << 20, /* ... together: they wait in memory until the message is judged */
	ENGINE_WORDS_MAX = 256, /* of a version, of a signature's name: the longest of ClamAV's have 80 octets */
};

enum engine_status {
	ENGINE_CLEAN,
	ENGINE_FOUND,
	/* It said nothing: */
	ENGINE_LATE,   /* not within its deadline */
	ENGINE_ABSENT, /* it could not be reached, or is known to be down */
	ENGINE_FAILED, /* it broke off, said that it cannot, or said what no engine says */
	ENGINE_TOO_LARGE,
	ENGINE_BUSY,   /* too much waits for it */
	ENGINE_STATUS_COUNT
};
extern const char *const engine_status_names[ENGINE_STATUS_COUNT];

struct casefile_engine {
	struct bytes name;
	struct bytes version;   /* with that of its signatures; "" where it was not known yet */
	enum engine_status status;
	struct bytes signature; /* what it calls what it found; with ENGINE_FAILED what it said */
	uint32_t ms;            /* it took */
	bool is_cached;         /* it said so of the same octets before */
	struct bytes part;      /* that it found it in, where that is a file which we unpacked; "": the message */
};

/* Which files that we unpacked it is given too: it cannot open what a word in the mail opened. */
enum engine_files_wanted { ENGINE_FILES_NONE, ENGINE_FILES_LOCKED, ENGINE_FILES_ALL, ENGINE_FILES_WANTED_COUNT };
extern const char *const engine_files_wanted_names[ENGINE_FILES_WANTED_COUNT];

/* One of them, in a file where all stand one behind the other. */
struct engine_file {
	struct bytes part; /* its number: "2/1" */
	uint64_t at, octets;
	bool was_locked;   /* what it came out of, or itself */
};
struct engine_files {
	int fd; /* where the list is not empty */
	LIST(struct engine_file) list;
};
extern const struct schema engine_file_schema;

extern const struct schema casefile_engine_schema;

static inline bool
engine_was_silent(const struct casefile_engine *e)
{
	return e->status != ENGINE_CLEAN && e->status != ENGINE_FOUND;
}

#endif
