/* fd: descriptors that close themselves, that say what they are, and that do not leak into other processes.
 *
 * Everything here opens with O_CLOEXEC.  Octets that cross a process border in bulk travel in a sealed memfd:
 * nobody can change them between the check and the use, and nobody can shrink them under a reader. */
#ifndef SYS_FD_H
#define SYS_FD_H

#include "base/buf.h"
#include "base/fault.h"

/* Closes at the end of the block; hand it over with fd_take. */
#define OWN_FD __attribute__((cleanup(fd_cleanup)))

static inline void fd_cleanup(int *fd);

/**
 * fd_close(fd): Close *FD if it is open (>= 0) and set it to -1; errno is kept.
 */
void fd_close(int *fd);

static inline void
fd_cleanup(int *fd)
{
	fd_close(fd);
}

/* Move the descriptor out of an OWN_FD variable. */
static inline int
fd_take(int *fd)
{
	int taken = *fd;
	*fd = -1;
	return taken;
}

/**
 * fd_pair(out): Two connected SOCK_SEQPACKET sockets, close-on-exec.
 *
 * Fails:   FAULT_SYSTEM
 */
int fd_pair(int out[2]);

/**
 * fd_nonblocking(fd, on): Switch O_NONBLOCK.
 *
 * Fails:   FAULT_SYSTEM
 */
int fd_nonblocking(int fd, bool on);

/**
 * fd_pass_through_exec(fd, on): Let FD survive an execve, or not.
 *
 * Fails:   FAULT_SYSTEM
 */
int fd_pass_through_exec(int fd, bool on);

/**
 * fd_close_others(keep, count): Close every descriptor above 2 that is not listed.
 *
 * Takes:   keep  sorted here, so not const; values below 3 are kept anyway
 * Why:     a worker must not hold another tenant's message, whatever its parent had open
 * Cost:    one close_range call for each gap
 * Fails:   FAULT_SYSTEM (close_range needs Linux 5.9)
 */
int fd_close_others(int *keep, size_t count);

/**
 * fd_write_all(fd, b): Write all of B, whatever short writes and signals do.
 *
 * Fails:   FAULT_SYSTEM
 */
int fd_write_all(int fd, struct bytes b);

/**
 * fd_read_all(fd, max, out): Append the file's octets from its start, read with pread, to OUT.
 *
 * Takes:   fd   a regular file or memfd; its position is neither used nor moved, so that copies of the
 *               descriptor in two processes do not disturb each other
 *          max  the most that will be taken
 * Gives:   0
 * Fails:   FAULT_LIMIT when the file is longer than MAX or OUT is full; FAULT_INPUT when it is no regular file
 *          or is shorter than it said; FAULT_SYSTEM
 */
int fd_read_all(int fd, size_t max, struct buf *out);

/**
 * memfd_of(name, b): A sealed memfd that holds B.
 *
 * Gives:   the descriptor (>= 0); memfd_seal() is already done
 * Fails:   FAULT_SYSTEM
 */
int memfd_of(const char *name, struct bytes b);

/**
 * memfd_open(name), memfd_seal(fd): The same in two steps, for octets that are produced piece by piece.
 *
 * Fails:   FAULT_SYSTEM
 */
int memfd_open(const char *name);
int memfd_seal(int fd);

/**
 * memfd_check(fd, max, out_size): Is FD a memfd that nobody can change any more, of at most MAX octets?
 *
 * Gives:   0 and *out_size
 * Fails:   FAULT_INPUT when it is anything else or a seal is missing; FAULT_LIMIT when it is longer than MAX
 */
int memfd_check(int fd, size_t max, size_t *out_size);

/**
 * spool_open(directory, out_write, out_read): A nameless file (O_TMPFILE) that vanishes with its descriptors.
 *
 * Takes:   directory  a descriptor of the spool directory
 * Gives:   0; *out_write to fill it, *out_read a second, read-only description of the same file: what is given
 *          to a worker must not be writable, or a taken-over worker could change the mail that is sent on
 * Fails:   FAULT_SYSTEM
 */
int spool_open(int directory, int *out_write, int *out_read);

#endif
