/* save: a file that a command makes for people: it is there whole, or as it was before. */
#ifndef CLI_SAVE_H
#define CLI_SAVE_H

#include "base/bytes.h"

/**
 * save_file(path, content): Make or replace the file PATH, readable to all, by a rename, so that who has the old one open
 * keeps it.
 *
 * Gives:   true; false where it cannot be written, which is said on standard error
 */
bool save_file(const char *path, struct bytes content);

#endif
