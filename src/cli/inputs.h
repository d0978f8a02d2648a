/* inputs: the messages behind the paths of a command line, one after the other.
 *
 * A path is a message, an mbox (its first line begins with "From " and its name does not end in .eml), a
 * Maildir (tmp is left out), a directory (everything in it, in byte order of the paths; names that begin with
 * a dot are left out) or "-" for standard input.  A message of an mbox is called FILE#N. */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct inputs;

struct input {
	char *path; /* what it is called; the caller frees it */
	int fd;     /* to read it from the start, at most one message; the caller closes it */
};

/**
 * inputs_open(paths, count): Begin with the first of COUNT paths.
 *
 * Owns:    the caller ends with inputs_close; paths must live until then
 */
struct inputs *inputs_open(char *const *paths, size_t count);
void inputs_close(struct inputs *in);

/**
 * inputs_next(in, out, why): The next message.
 *
 * Gives:   1 and *out; 0 at the end
 * Fails:   FAULT_SYSTEM when something named in *why cannot be read; the next call goes on behind it
 */
int inputs_next(struct inputs *in, struct input *out, struct why *why);

/**
 * inputs_share(in): How far along it is, 0 to 1, by the files of the paths known so far.
 */
double inputs_share(const struct inputs *in);

#endif
