#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)

void
fd_close(int *fd)
{
	int kept = errno;
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
	errno = kept;
}

int
fd_pair(int out[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out) == 0 ? 0 : FAULT_SYSTEM;
}

int
fd_nonblocking(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0)
		return FAULT_SYSTEM;
	flags = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags) == 0 ? 0 : FAULT_SYSTEM;
}

int
fd_pass_through_exec(int fd, bool on)
{
	return fcntl(fd, F_SETFD, on ? 0 : FD_CLOEXEC) == 0 ? 0 : FAULT_SYSTEM;
}

static int
ascending(const void *a, const void *b)
{
	int left = *(const int *)a, right = *(const int *)b;
	return (left > right) - (left < right);
}

int
fd_close_others(int *keep, size_t count)
{
	unsigned next = 3;
	if (count > 0)
		qsort(keep, count, sizeof *keep, ascending);
	for (size_t i = 0; i < count; i++) {
		if (keep[i] < 0 || (unsigned)keep[i] < next)
			continue;
		unsigned kept = (unsigned)keep[i];
		if (kept > next && close_range(next, kept - 1, 0) != 0)
			return FAULT_SYSTEM;
		next = kept + 1;
	}
	return close_range(next, UINT_MAX, 0) == 0 ? 0 : FAULT_SYSTEM;
}

int
fd_write_all(int fd, struct bytes b)
{
	while (b.len > 0) {
		ssize_t n = write(fd, b.at, b.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FAULT_SYSTEM;
		b = bytes_from(b, (size_t)n);
	}
	return 0;
}

int
fd_read_all(int fd, size_t max, struct buf *out)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return FAULT_SYSTEM;
	if (!S_ISREG(st.st_mode) || st.st_size < 0)
		return FAULT_INPUT;
	size_t size = (size_t)st.st_size;
	uint8_t *at = size <= max ? buf_reserve(out, size) : NULL;
	if (at == NULL)
		return FAULT_LIMIT;
	for (size_t done = 0; done < size;) {
		ssize_t n = pread(fd, at + done, size - done, (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FAULT_SYSTEM;
		if (n == 0)
			return FAULT_INPUT;
		done += (size_t)n;
	}
	out->len += size;
	return 0;
}

int
memfd_open(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	return fd >= 0 ? fd : FAULT_SYSTEM;
}

int
memfd_seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) == 0 ? 0 : FAULT_SYSTEM;
}

int
memfd_of(const char *name, struct bytes b)
{
	OWN_FD int fd = memfd_open(name);
	if (fd < 0 || fd_write_all(fd, b) != 0 || memfd_seal(fd) != 0)
		return FAULT_SYSTEM;
	return fd_take(&fd);
}

int
memfd_check(int fd, size_t max, size_t *out_size)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &st) != 0 || st.st_size < 0)
		return FAULT_INPUT;
	if ((size_t)st.st_size > max)
		return FAULT_LIMIT;
	*out_size = (size_t)st.st_size;
	return 0;
}

int
spool_open(int directory, int *out_write, int *out_read)
{
	char path[64];
	OWN_FD int fd = openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return FAULT_SYSTEM;
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int readable = open(path, O_RDONLY | O_CLOEXEC);
	if (readable < 0)
		return FAULT_SYSTEM;
	*out_read = readable;
	*out_write = fd_take(&fd);
	return 0;
}
