#include "sys/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/fd.h"

/* Octets of one copy step. */
#define CHUNK 65536

/* Sync the octets, give them their name, sync the name. */
static int
publish(int directory, int fd, const char *temporary, const char *name, struct why *why)
{
	if (fsync(fd) != 0)
		return why_system(why, name);
	if (renameat(directory, temporary, directory, name) != 0)
		return why_system(why, name);
	return fsync(directory) == 0 ? 0 : why_system(why, name);
}

static int
copy(int from, int to, uint64_t max, struct why *why)
{
	static const char what[] = "copying";
	uint8_t chunk[CHUNK];
	uint64_t done = 0;
	for (;;) {
		ssize_t n = pread(from, chunk, sizeof chunk, (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_system(why, what);
		if (n == 0)
			return 0;
		done += (uint64_t)n;
		if (done > max)
			return why_set(why, FAULT_LIMIT, "more than %llu octets", (unsigned long long)max);
		if (fd_write_all(to, bytes_of(chunk, (size_t)n)) != 0)
			return why_system(why, what);
	}
}

/* The temporary name is fixed per target name: a rest of a crash is overwritten by the next attempt. */
static int
begin(int directory, const char *name, char temporary[NAME_MAX + 1], struct why *why)
{
	int len = snprintf(temporary, NAME_MAX + 1, ".%s.new", name);
	if (len < 0 || len > NAME_MAX || strchr(name, '/') != NULL)
		return why_set(why, FAULT_SYSTEM, "no file name: %s", name);
	int fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd >= 0 ? fd : why_system(why, name);
}

static int
finish(int directory, int fd, const char *temporary, const char *name, int fault, struct why *why)
{
	if (fault == 0)
		fault = publish(directory, fd, temporary, name, why);
	if (fault != 0) {
		int kept = errno;
		(void)unlinkat(directory, temporary, 0);
		errno = kept;
	}
	return fault;
}

int
durable_write(int directory, const char *name, struct bytes content, struct why *why)
{
	char temporary[NAME_MAX + 1];
	OWN_FD int fd = begin(directory, name, temporary, why);
	if (fd < 0)
		return fd;
	int fault = fd_write_all(fd, content) == 0 ? 0 : why_system(why, name);
	return finish(directory, fd, temporary, name, fault, why);
}

int
durable_copy(int directory, const char *name, int from, uint64_t max, struct why *why)
{
	char temporary[NAME_MAX + 1];
	OWN_FD int fd = begin(directory, name, temporary, why);
	if (fd < 0)
		return fd;
	return finish(directory, fd, temporary, name, copy(from, fd, max, why), why);
}

int
durable_remove(int directory, const char *name, struct why *why)
{
	if (unlinkat(directory, name, 0) != 0)
		return errno == ENOENT ? why_set(why, FAULT_ABSENT, "no file %s", name) : why_system(why, name);
	return fsync(directory) == 0 ? 0 : why_system(why, name);
}

/* The name of a new directory is as durable as the one above it. */
static int
sync_above(const char *made)
{
	char above[PATH_MAX];
	const char *slash = strrchr(made, '/');
	(void)snprintf(above, sizeof above, "%.*s", slash == NULL ? 1 : slash == made ? 1 : (int)(slash - made),
	    slash == NULL ? "." : made);
	OWN_FD int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? 0 : FAULT_SYSTEM;
}

int
durable_directory(const char *path, unsigned mode, struct why *why)
{
	char step[PATH_MAX];
	size_t len = strlen(path);
	if (len == 0 || len >= sizeof step)
		return why_set(why, FAULT_CONFIG, "no directory: \"%s\"", path);
	for (size_t i = 1; i <= len; i++) {
		if (i != len && path[i] != '/')
			continue;
		memcpy(step, path, i);
		step[i] = 0;
		if (mkdir(step, mode) != 0 ? errno != EEXIST : sync_above(step) != 0)
			return why_system(why, step);
	}
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 ? fd : why_system(why, path);
}
