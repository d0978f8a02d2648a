/* spool: the message while nobody has taken it: in memory while it is small, else in a nameless file.
 *
 * A full disk does not stop what fits into memory: mail that passes through needs no disk.
 *
 * It is not synced on purpose: until we answer 250 the sender still has the mail, so a crash loses nothing
 * (reliability s0).  Who is to read it in another process gets a copy, or a
 * descriptor that cannot be written (sys/blob.h). */
#ifndef FRONT_SPOOL_H
#define FRONT_SPOOL_H

#include "base/buf.h"
#include "base/fault.h"
#include "sys/blob.h"

/* What all spools share. */
struct spool_room {
	int directory;      /* for files; -1: memory only (tests) */
	size_t memory_each; /* a larger message goes to a file */
	size_t memory_all;  /* when all together hold more, so does the next */
	size_t memory_used;
	uint64_t free_disk; /* with less room than that on the disk, messages stay in memory while it lasts */
};

struct spool {
	struct spool_room *room;
	struct buf held;    /* all of it, or what is not yet in the file */
	size_t counted;     /* of held, in room->memory_used */
	size_t asked_at;    /* of held, when the disk is asked for room again */
	int write_fd;
	int read_fd;
	uint64_t size;
	struct blob *whole; /* once it is finished */
};

/* Is there room for a message of SIZE octets? */
bool spool_has_room(const struct spool_room *room, uint64_t size);

void spool_init(struct spool *s, struct spool_room *room);
void spool_done(struct spool *s);

/**
 * spool_reserve(s, len), spool_take(s, len): A place for at most LEN octets, and how many it became.
 *
 * Fails:   spool_take: FAULT_SYSTEM (disk and memory full...): answer 452; the spool takes no more
 */
uint8_t *spool_reserve(struct spool *s, size_t len);
int spool_take(struct spool *s, size_t len);

/**
 * spool_finish(s, out): All is there.
 *
 * Gives:   0; *out the octets as long as the spool lives, s->whole the same for whom they must outlive it
 * Fails:   FAULT_SYSTEM
 */
int spool_finish(struct spool *s, struct bytes *out);

#endif
