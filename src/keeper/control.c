#include "keeper/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/fd.h"

/* A socket's name has 107 octets, a data directory's may have more: go through its descriptor. */
static int
open_data(const char *data, struct sockaddr_un *out, struct why *why)
{
	int fd = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return why_system(why, data);
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/control.sock", fd);
	return fd;
}

int
control_listen(const char *data, struct why *why)
{
	struct sockaddr_un name;
	OWN_FD int directory = open_data(data, &name, why);
	if (directory < 0)
		return directory;
	OWN_FD int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* The directory is 0700, so nobody meets the socket between bind and chmod. */
	if (fd < 0 || (unlinkat(directory, "control.sock", 0) != 0 && errno != ENOENT) ||
	    bind(fd, (const struct sockaddr *)&name, sizeof name) != 0 ||
	    fchmodat(directory, "control.sock", 0600, 0) != 0 || listen(fd, 16) != 0)
		return why_system(why, "control.sock");
	return fd_take(&fd);
}

int
control_connect(const char *data, struct why *why)
{
	struct sockaddr_un name;
	OWN_FD int directory = open_data(data, &name, why);
	if (directory < 0)
		return directory;
	OWN_FD int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&name, sizeof name) == 0)
		return fd_take(&fd);
	return errno == ENOENT || errno == ECONNREFUSED
	           ? why_set(why, FAULT_ABSENT, "%s: nobody answers on control.sock", data)
	           : why_system(why, "control.sock");
}
