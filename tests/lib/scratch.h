/* scratch: takes away the folder that a test worked in. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>

static inline int
scratch_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

/* FOLDER with everything in it; links are not followed. */
static inline void
scratch_remove(const char *folder)
{
	(void)nftw(folder, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
