/* program: containers that only a program can open, executed in the opener's jail.
 *
 * 7zz for locked 7z, Deflate64, ARJ, CHM, MSI, UDF, disk images; unar for RAR.  The jail may read what a program needs
 * to start (its own file, libraries) and nothing else, has no network, and writes only into descriptors that it was given;
 * what comes out goes to the program's standard output and is cut by the sizes in its listing.  The program itself
 * may start nothing more.  Ceilings: PROGRAM_TRIES_MAX passwords, PROGRAM_CPU_S seconds for all runs together, the jail's
 * limits for each. */
#ifndef ROLES_PROGRAM_H
#define ROLES_PROGRAM_H

#include "jail/jail.h"
#include "unpack/archive.h"

enum program_limits {
	PROGRAM_TRIES_MAX = 20,        /* a run of 7zz costs 25 ms, one of unar 100 */
	PROGRAM_CPU_S = 4,
	PROGRAM_LIST_MAX = 4 << 20,    /* octets of a listing */
};

/* The jail of the worker that runs them, and what is reachable in it. */
extern const struct jail program_jail;
/* Behind those of the programs: what an opener that reads words loads before its own jail closes. */
enum { PROGRAM_PATHS = 9, OPENER_PATHS };
extern const struct jail_path program_paths[OPENER_PATHS];

/**
 * program_preload(why): Prepare the second filter, which the program itself is put under.
 *
 * Fails:   FAULT_SYSTEM
 */
int program_preload(struct why *why);

/**
 * program_open(fd, r, arena, out, out_text): As archive_unpack, for the container in FD (sealed, r->container is its
 * octets).
 *
 * Gives:   UNPACK_UNSUPPORTED also where the program is not installed
 */
enum unpack_status program_open(int fd, const struct unpack_request *r, struct arena *arena, struct unpacked *out,
    struct bytes *out_text);

#endif
