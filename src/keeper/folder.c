#include "keeper/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"

int
folder_day(int64_t time_ms, char out[DAY_OCTETS])
{
	const int64_t first_of_10000_ms = 253402300800000;
	if (time_ms < 0 || time_ms >= first_of_10000_ms)
		return FAULT_INPUT;
	time_t seconds = (time_t)(time_ms / 1000);
	struct tm tm;
	must(gmtime_r(&seconds, &tm) != NULL);
	must(strftime(out, DAY_OCTETS, "%Y/%m/%d", &tm) == DAY_OCTETS - 1);
	return 0;
}

int
disk_fault(struct why *why, const char *what)
{
	bool is_full = errno == ENOSPC || errno == EDQUOT;
	return is_full ? why_set(why, FAULT_LATER, "%s: no space left", what) : why_system(why, what);
}

/* One level; the caller's ABOVE is closed. */
static int
descend(int above, const char *name, struct why *why)
{
	int fd = -1;
	if ((mkdirat(above, name, 0700) == 0 || errno == EEXIST) && fsync(above) == 0)
		fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	int fault = fd >= 0 ? fd : disk_fault(why, name);
	int kept = errno;
	close(above);
	errno = kept;
	return fault;
}

int
folder_open(int root_fd, const char *path, struct why *why)
{
	int fd = fcntl(root_fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return why_system(why, path);
	struct bytes rest = bytes_of_cstr(path), level;
	while (fd >= 0 && bytes_cut(&rest, '/', &level)) {
		char name[64];
		must(level.len < sizeof name);
		memcpy(name, level.at, level.len);
		name[level.len] = '\0';
		fd = descend(fd, name, why);
	}
	return fd;
}

int
folder_each(int root_fd, const char *path, int (*see)(void *context, const char *name, struct why *why),
    void *context, struct why *why)
{
	int fd = openat(root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : why_system(why, path);
	struct dirent **names;
	int count = scandirat(fd, ".", &names, NULL, alphasort);
	if (count < 0) {
		close(fd);
		return why_system(why, path);
	}
	int result = 0;
	for (int i = 0; i < count; i++) {
		if (result == 0 && names[i]->d_name[0] != '.')
			result = see(context, names[i]->d_name, why);
		free(names[i]);
	}
	free(names);
	close(fd);
	return result;
}
