#include "cli/config.h"

#include <stdio.h>

#define MISTAKES_MAX (1 << 20)

bool
config_read(const char *path, struct conf *out)
{
	struct buf mistakes;
	if (conf_read(out, path) == 0)
		return true;
	buf_init(&mistakes, MISTAKES_MAX);
	conf_mistakes_print(out, &mistakes);
	(void)fputs(buf_cstr(&mistakes), stderr);
	buf_done(&mistakes);
	return false;
}
