/* Run a fuzz target over the files of folders, with any compiler: every past finding stays found.
 *
 * Usage: replay-NAME FOLDER...; a folder that is not there is no error (a new target has no corpus yet);
 * the empty input is always run. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return 1;
	}
	uint8_t *data = malloc((size_t)16 << 20);
	if (data == NULL)
		abort();
	size_t size = fread(data, 1, (size_t)16 << 20, f);
	(void)fclose(f);
	/* An exact copy, so that a sanitizer sees a read past the end. */
	uint8_t *exact = malloc(size != 0 ? size : 1);
	if (exact == NULL)
		abort();
	memcpy(exact, data, size);
	free(data);
	(void)LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 0;
}

int
main(int argc, char **argv)
{
	int failed = 0;
	unsigned long count = 0;
	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		if (folder == NULL)
			continue;
		for (struct dirent *e; (e = readdir(folder)) != NULL;) {
			char path[4096];
			if (e->d_name[0] == '.')
				continue;
			(void)snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			failed |= run_file(path);
			count++;
		}
		(void)closedir(folder);
	}
	(void)printf("%lu inputs replayed\n", count);
	return failed;
}
