/* jail: the walls around a role, put up in one order, all of them or none.
 *
 * rlimits, then another user, no core and no ptrace, no_new_privs, Landlock (no file but the listed
 * directories), and a seccomp allow-list with its architecture checked first.  Opening files answers EACCES in
 * a worker, so that libraries give up politely; every other call that is not on the list kills the process
 * (SIGSYS), which its nursery reports.  No profile may map memory executable or run a program, except those named
 * PROGRAM, whose Landlock rules name the programs.
 *
 * It fails closed: where one wall cannot be built the role must not run.  In a sanitizer build the address space is
 * not limited and seccomp is left out, because sanitizers need both; such a build is not for production, and
 * jail_is_complete() says so. */
#ifndef JAIL_JAIL_H
#define JAIL_JAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/fault.h"

/* What a role may ask of the kernel; filter.c holds the lists. */
enum jail_profile {
	JAIL_WORKER,  /* memory, its descriptors, memfds: dissector and opener */
	JAIL_NURSERY, /* as a worker, and fork, wait, kill, building a worker's jail */
	JAIL_GATE,    /* sockets of the internet, files where Landlock lets it; no Unix socket, or it could talk to the
	               * keeper as a command-line tool does and read the quarantine */
	JAIL_GATE_LOCAL, /* the same with Unix sockets: for a gate whose next hop or engine is behind one */
	JAIL_PROGRAM_NURSERY, /* a nursery some of whose workers execute a program */
	JAIL_PROGRAM, /* a worker that executes a program: starts it, reads files where Landlock lets it */
	JAIL_PROGRAM_CHILD, /* the program itself: the same, and starts nothing more */
	JAIL_KEEPER,  /* files where Landlock lets it; answers on sockets that it was given, opens none */
	JAIL_PROFILE_COUNT
};
extern const char *const jail_profile_names[JAIL_PROFILE_COUNT];

/* A directory (or file) that stays reachable by name. */
struct jail_path {
	const char *path;
	bool may_write; /* also: create, rename, remove */
	bool may_run;   /* programs in it, and the libraries they need */
	bool may_be_absent; /* /etc/resolv.conf on a machine without one */
};

/* For a ceiling that a role must not have; written out, so that a forgotten field is not "unlimited". */
#define JAIL_NO_LIMIT UINT64_MAX

struct jail {
	const char *role;
	enum jail_profile profile;
	uint64_t memory_max;      /* octets of address space */
	uint64_t cpu_seconds_max;
	uint64_t file_octets_max; /* of one file or memfd that it writes */
	uint64_t descriptors_max;
	const struct jail_path *paths;
	size_t path_count;
	/* Started as root: stay user 0 without any capability, because the data lies where no other user gets
	 * (under /root).  Landlock still names the only files; see jail_user_reaches. */
	bool keeps_user;
};

/* A compiled seccomp program: made once by a nursery, loaded by each worker. */
struct jail_filter;

/**
 * jail_filter_new(profile, out, why): Compile PROFILE's allow-list.
 *
 * Owns:    the caller frees it with jail_filter_free
 * Fails:   FAULT_SYSTEM
 * Cost:    0.2 ms
 */
int jail_filter_new(enum jail_profile profile, struct jail_filter **out, struct why *why);
void jail_filter_free(struct jail_filter *f);

/**
 * jail_filter_load(f, why): Put this process under F for ever; no_new_privs must be set.
 *
 * Fails:   FAULT_SYSTEM
 */
int jail_filter_load(const struct jail_filter *f, struct why *why);

/**
 * jail_enter(j, filter, why): Build all walls around this process.
 *
 * Takes:   filter  of j->profile, or NULL to compile it here
 * Gives:   0: every wall stands
 * Fails:   FAULT_SYSTEM, FAULT_CONFIG with why: the process must exit, part of the walls may stand
 * Cost:    0.1 ms with a compiled filter
 */
int jail_enter(const struct jail *j, const struct jail_filter *filter, struct why *why);

/* The user that roles become when postern is started as root. */
struct jail_user {
	const char *name;
	uid_t uid;
	gid_t gid;
};

/**
 * jail_user_find(out): "postern" where it exists, else "nobody".
 *
 * Fails:   FAULT_CONFIG when there is neither
 */
int jail_user_find(struct jail_user *out, struct why *why);

/**
 * jail_user_reaches(user, path): Can USER enter the directory PATH, or would he fail at one above it?
 *
 * Takes:   the caller is root and has one thread
 */
bool jail_user_reaches(const struct jail_user *user, const char *path);

/**
 * jail_is_complete(): false in a sanitizer build, whose jails have holes.
 */
bool jail_is_complete(void);

#endif
