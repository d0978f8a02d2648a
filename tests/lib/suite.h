/* suite: the lines of tests/lib/yaml_suite.py, for tests. */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <sys/stat.h>

#include "base/arena.h"
#include "base/must.h"

#define SUITE_FIELDS 8

struct suite_line {
	struct bytes kind;
	struct bytes field[SUITE_FIELDS];
};

/* The path of BELOW in the shared suites, or NULL where they are not on this machine. */
static inline const char *
suite_path(const char *below, char out[512])
{
	const char *root = getenv("POSTERN_SHARED");
	struct stat st;
	(void)snprintf(out, 512, "%s/suites/%s", root != NULL ? root : "../shared", below);
	return stat(out, &st) == 0 ? out : NULL;
}

/* Opens the lines of BELOW; NULL where it or python3-yaml is absent. */
static inline FILE *
suite_open(const char *which, const char *below)
{
	char path[512], command[700];
	if (suite_path(below, path) == NULL || system("python3 -c 'import yaml' 2>/dev/null") != 0)
		return NULL;
	(void)snprintf(command, sizeof command, "python3 tests/lib/yaml_suite.py %s '%s'", which, path);
	return popen(command, "r");
}

static inline bool
suite_next(FILE *f, struct arena *arena, struct suite_line *out)
{
	char *line = NULL;
	size_t room = 0, n = 0;
	ssize_t len = getline(&line, &room, f);
	struct bytes rest = bytes_trim(bytes_of(line, len > 0 ? (size_t)len : 0)), part;
	*out = (struct suite_line){ .kind = BYTES_NONE };
	if (len > 0) {
		must(bytes_cut(&rest, '\t', &part) && arena_copy(arena, part, &out->kind));
		for (; n < SUITE_FIELDS && bytes_cut(&rest, '\t', &part); n++) {
			uint8_t *to = arena_get(arena, part.len / 2 + 1, 1);
			must(to != NULL);
			for (size_t i = 0; i + 1 < part.len; i += 2)
				to[i / 2] = (uint8_t)(ascii_hex(part.at[i]) << 4 | ascii_hex(part.at[i + 1]));
			out->field[n] = bytes_of(to, part.len / 2);
		}
	}
	free(line);
	return len > 0;
}

#endif
