#include "cli/save.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sys/durable.h"
#include "sys/fd.h"

bool
save_file(const char *path, struct bytes content)
{
	char folder[PATH_MAX];
	struct why why = { "the name is too long" };
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	int len = snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".");
	int fault = len > 0 && len < (int)sizeof folder ? 0 : FAULT_INPUT;
	OWN_FD int directory = fault == 0 ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fault == 0 && directory < 0)
		fault = why_system(&why, folder);
	if (fault == 0)
		fault = durable_write(directory, name, content, &why);
	if (fault == 0 && fchmodat(directory, name, 0644, 0) != 0)
		fault = why_system(&why, path);
	if (fault != 0)
		(void)fprintf(stderr, "postern: %s: %s\n", path, why.text);
	return fault == 0;
}
