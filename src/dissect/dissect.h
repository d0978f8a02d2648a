/* dissect: from the octets of a message to its case file.
 *
 * Runs only inside a dissector's jail: no file, no network, no clock but the CPU's.  It never fails on input:
 * what cannot be read becomes a gap or an ambiguity and the rest is still read.  What a third-party decoder
 * must open goes out through the open callback and its children come back to be walked here.
 *
 * Ceilings, each of which leaves a gap: DISSECT_MESSAGE_MAX octets, the case file's own (casefile.h), those of
 * mail/, html/ and url/, DISSECT_DEPTH_MAX containers in each other, DISSECT_CONTAINERS_MAX of them and
 * DISSECT_OPENING_S_MAX seconds to open them, DISSECT_CHILDREN_MAX files unpacked and DISSECT_UNPACKED_MAX octets of
 * them in one message. */
#ifndef DISSECT_DISSECT_H
#define DISSECT_DISSECT_H

#include "casefile/casefile.h"
#include "unpack/result.h"

enum dissect_limits {
	DISSECT_DEPTH_MAX = 8,       /* archives in archives: real mail has 2 */
	DISSECT_CHILDREN_MAX = 2000, /* files that are looked into, of all containers together */
	DISSECT_CONTAINERS_MAX = 200, /* opened, each by a process of its own; a folder of documents has a hundred */
	DISSECT_PASSWORDS_MAX = 50,   /* tried on what is locked */
	DISSECT_LOCKED_MAX = 8,      /* files that wait for a password until all of the mail is read */
	DISSECT_OPENING_S_MAX = 5,   /* CPU time of all openers: 40 KB of archives in archives would take a minute */
};
/* A message larger than any gateway's limit; the gate's own is far below. */
#define DISSECT_MESSAGE_MAX ((size_t)256 << 20)
/* Memory for one message: its decoded parts, its texts in UTF-8 and its case file. */
#define DISSECT_ARENA_MAX ((size_t)768 << 20)
/* Work of all documents of one message (office.h): some two seconds of hashing and copying. */
#define DISSECT_DOCUMENT_WORK_MAX ((uint64_t)512 << 20)
/* Content that comes out of containers, of one message. */
#define DISSECT_UNPACKED_MAX ((size_t)500 << 20)

/* One thing in a container. */
struct dissect_entry {
	struct bytes name;    /* path inside, UTF-8 */
	struct bytes content; /* empty for a folder, or when it could not be had */
	uint64_t size;        /* as the container says */
	bool is_folder;
	bool is_encrypted;    /* the content could not be had for that */
	bool is_cut;          /* there is more of it */
	enum unpacked_role role;
};

enum dissect_open_status {
	DISSECT_OPENED,      /* all of it */
	DISSECT_PARTLY,      /* some of it */
	DISSECT_LIMIT,
	DISSECT_MALFORMED,
	DISSECT_ENCRYPTED,
	DISSECT_UNSUPPORTED,
	DISSECT_CRASHED,
	DISSECT_NOT_ASKED,   /* no opener can be had, or the second careful attempt */
};

struct dissect_opened {
	enum dissect_open_status status;
	struct bytes text;    /* English, for the gap */
	struct bytes format;  /* what the opener found it to be: "zip" */
	struct bytes password; /* that opened it, "" for none */
	uint32_t tricks;      /* bits of enum archive_trick */
	LIST(struct dissect_entry) entries;
	LIST(struct unpacked_link) links;
	struct unpacked_facts facts;
	uint64_t cpu_us;
};

struct dissect_request {
	const char *kind;     /* "archive", "pdf", "pictures", "program", "ocr", "rules" */
	struct bytes part;
	struct bytes name;
	struct bytes content;
	const struct bytes *passwords;
	size_t password_count;
};

struct dissect_services {
	/**
	 * open(context, request, arena, out): Have a container opened, and wait for it.
	 *
	 * Takes:   out  zeroed
	 * Gives:   *out; what it points at lives as long as ARENA or until release
	 * Fails:   never: a failure is a status
	 */
	void (*open)(void *context, const struct dissect_request *request, struct arena *arena,
	    struct dissect_opened *out);
	void *context;
	/**
	 * file(context, part, content, was_locked): A file that came out of a container; NULL: nobody wants any.
	 *
	 * Gives:   false when no more is taken
	 */
	bool (*file)(void *context, struct bytes part, struct bytes content, bool was_locked);
	enum engine_files_wanted files;
	/**
	 * is_settled(context, c): Would nothing more that is said of C change what is done with it?  NULL: it might.
	 *
	 * Takes:   c  all but the words in its pictures, which are not read then; what it notes in C is made anew
	 */
	bool (*is_settled)(void *context, struct casefile *c);
	bool wants_old_hashes; /* MD5 and SHA-1 of files */
	bool has_rules; /* an opener has rules of the operator: rules/rules.h */
};

/**
 * dissect_preload(why): Load every table that is needed later; before the jail closes, once a process.
 *
 * Fails:   FAULT_CONFIG, FAULT_SYSTEM with why
 * Cost:    tens of milliseconds
 */
int dissect_preload(struct why *why);

/**
 * dissect_message(services, envelope, message, arena, out): Everything known about MESSAGE.
 *
 * Takes:   services  .open may be NULL: containers are then gaps
 *          envelope  copied (its texts must live as long as the case file is used)
 *          message   must live as long as the case file is used
 *          arena     with a ceiling of DISSECT_ARENA_MAX; at a lower one the rest is a gap earlier
 *          out       zeroed
 * Gives:   *out, complete enough for casefile_write, whatever the octets are
 * Cost:    linear in the message and what comes out of it
 */
void dissect_message(const struct dissect_services *services, const struct casefile_envelope *envelope,
    struct bytes message, struct arena *arena, struct casefile *out);

#endif
