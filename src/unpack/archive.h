/* archive: lists and unpacks archives with libarchive, from memory, inside an opener's jail.
 *
 * zip, 7z, rar, tar and its family, gzip, bzip2, xz, zstd, cab, iso, lha, cpio, ar.  Of libarchive's filters only
 * those that are code in this process: none that starts a program.  Nothing is ever written under a name that
 * the archive chose.  Bounded by the limits in result.h; the caller's rlimits bound time and memory. */
#ifndef UNPACK_ARCHIVE_H
#define UNPACK_ARCHIVE_H

#include "unpack/result.h"

enum unpack_status {
	UNPACK_DONE,
	UNPACK_PARTLY,      /* some entries could not be had */
	UNPACK_LIMIT,       /* there is more than may come out */
	UNPACK_MALFORMED,
	UNPACK_ENCRYPTED,   /* nothing could be had without a password */
	UNPACK_UNSUPPORTED, /* no archive, or none that is known */
};

struct unpack_request {
	struct bytes container;
	const struct bytes *passwords;
	size_t password_count;
	uint64_t octets_max;   /* 0: UNPACK_OCTETS_MAX; the ratio counts in any case */
	uint32_t entries_max;  /* 0: UNPACK_ENTRIES_MAX */
	/* Where contents go; anything but 0 ends the unpacking as a limit. */
	int (*put)(void *context, struct bytes content);
	/* Forget all contents that were put: they come again.  May be NULL: nothing is tried twice. */
	int (*restart)(void *context);
	void *context;
};

/* What opens one kind of container. */
typedef enum unpack_status unpack_driver(const struct unpack_request *r, struct arena *arena, struct unpacked *out,
    struct bytes *out_text);

/**
 * archive_preload(): Make everything that libarchive opens late be there before a jail closes: the converters of
 * names (glibc loads them as libraries), the locale.
 *
 * Fails:   FAULT_SYSTEM with why
 * Cost:    some milliseconds; once a process
 */
int archive_preload(struct why *why);

/**
 * archive_unpack(r, arena, out, out_text): Unpack r->container.
 *
 * Takes:   out       zeroed; its lists live in ARENA
 *          out_text  set to a sentence when the status is not UNPACK_DONE; lives in ARENA
 * Gives:   what became of it; *out is filled as far as it went, whatever the status
 */
enum unpack_status archive_unpack(const struct unpack_request *r, struct arena *arena, struct unpacked *out,
    struct bytes *out_text);

/**
 * archive_is_encrypted(container): Does a RAR 5 file say that it is encrypted?  libarchive does not see it.
 *
 * Cost:    linear in the number of blocks, at most 1000
 */
bool archive_is_encrypted(struct bytes container);

#endif
