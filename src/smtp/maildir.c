#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "smtp/hop.h"
#include "sys/clock.h"
#include "sys/durable.h"
#include "sys/fd.h"

static int
write_message(int fd, struct bytes envelope, struct outgoing *message)
{
	if (fd_write_all(fd, envelope) != 0)
		return FAULT_SYSTEM;
	outgoing_start(message, false);
	for (int count; (count = outgoing_next(message)) != 0;) {
		ssize_t n = writev(fd, message->vec, count);
		if (n < 0 && errno != EINTR)
			return FAULT_SYSTEM;
		outgoing_sent(message, n > 0 ? (size_t)n : 0);
	}
	return fsync(fd) == 0 ? 0 : FAULT_SYSTEM;
}

int
maildir_deliver(const char *path, const char *hostname, struct bytes envelope, struct outgoing *message, struct why *why)
{
	static const char *const folders[] = { "tmp", "new", "cur" };
	OWN_FD int dirs_tmp = -1;
	OWN_FD int dirs_new = -1;
	for (size_t i = 0; i < 3; i++) {
		char folder[4200];
		(void)snprintf(folder, sizeof folder, "%s/%s", path, folders[i]);
		OWN_FD int fd = durable_directory(folder, 0700, why);
		if (fd < 0)
			return fd;
		if (i == 0)
			dirs_tmp = fd_take(&fd);
		else if (i == 1)
			dirs_new = fd_take(&fd);
	}
	uint64_t unique[2];
	char name[400];
	if (getrandom(unique, sizeof unique, 0) != sizeof unique)
		return why_system(why, "getrandom");
	(void)snprintf(name, sizeof name, "%lld.%016llx%016llx.%.200s", (long long)(clock_wall_ms() / 1000),
	    (unsigned long long)unique[0], (unsigned long long)unique[1], hostname);
	OWN_FD int fd = openat(dirs_tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return why_system(why, path);
	if (write_message(fd, envelope, message) != 0 || renameat(dirs_tmp, name, dirs_new, name) != 0) {
		(void)why_system(why, path);
		(void)unlinkat(dirs_tmp, name, 0);
		return FAULT_SYSTEM;
	}
	/* Without this the name may be lost with the power; then it was not delivered (DESIGN s1.1). */
	if (fsync(dirs_new) != 0) {
		(void)why_system(why, path);
		(void)unlinkat(dirs_new, name, 0);
		return FAULT_SYSTEM;
	}
	return 0;
}
