/* blob: octets (a message), whole and never changed again, shared by all in this process who read them.
 *
 * They lie in memory, or in a file that nobody can write any more.  Whoever reads them here takes the octets; whoever
 * hands them to another process asks for the descriptor, which is made when the first one does: most messages are
 * small, are read by one worker that gets them by value (wire/messages.h), and never need one.  Not for threads. */
#ifndef SYS_BLOB_H
#define SYS_BLOB_H

#include "base/buf.h"
#include "base/fault.h"

struct blob;

/**
 * blob_of_memory(held): What HELD holds; its memory is taken, and HELD is empty then.
 *
 * Owns:    whoever has it or a share of it gives it back with blob_drop
 */
struct blob *blob_of_memory(struct buf *held);

/* A copy of OCTETS; else the same. */
struct blob *blob_of(struct bytes octets);

/**
 * blob_of_file(fd): What is in FD, a regular file or memfd, which is taken.
 *
 * Owns:    as above
 */
struct blob *blob_of_file(int fd);

/* One more who has it. */
struct blob *blob_share(struct blob *m);

/* One less; the last one's frees it.  NULL is fine. */
void blob_drop(struct blob *m);

/**
 * blob_octets(m, out): All of it, as long as anybody has it.
 *
 * Cost:    a file is mapped the first time: only for one that nobody else can shorten
 * Fails:   FAULT_SYSTEM
 */
int blob_octets(struct blob *m, struct bytes *out);

/**
 * blob_held(m, max, out): The same where they are in memory already and at most MAX; else false.
 */
bool blob_held(const struct blob *m, size_t max, struct bytes *out);

/**
 * blob_fd(m): Its descriptor, which cannot be written through and lives as long as anybody has the blob.
 *
 * Cost:    a copy of what is in memory and four system calls, the first time
 * Fails:   -1
 */
int blob_fd(struct blob *m);

#endif
