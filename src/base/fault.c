#include "base/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
why_set(struct why *why, int fault, const char *format, ...)
{
	if (why != NULL) {
		va_list args;
		va_start(args, format);
		(void)vsnprintf(why->text, sizeof why->text, format, args);
		va_end(args);
	}
	return fault;
}

int
why_system(struct why *why, const char *what)
{
	int saved = errno;
	(void)why_set(why, FAULT_SYSTEM, "%s: %s", what, strerror(saved));
	errno = saved;
	return FAULT_SYSTEM;
}

const char *
fault_name(int fault)
{
	switch (fault) {
	case FAULT_INPUT:
		return "input";
	case FAULT_LIMIT:
		return "limit";
	case FAULT_LATER:
		return "later";
	case FAULT_CONFIG:
		return "config";
	case FAULT_ABSENT:
		return "absent";
	case FAULT_SYSTEM:
		return "system";
	default:
		return "unknown";
	}
}
