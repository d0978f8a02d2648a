/* folder: the days of the quarantine as directories, and names in them. */
#ifndef KEEPER_FOLDER_H
#define KEEPER_FOLDER_H

#include "base/buf.h"
#include "base/fault.h"

/* "YYYY/MM/DD" */
#define DAY_OCTETS 11

/**
 * folder_day(time_ms, out): The UTC day of TIME_MS.
 *
 * Fails:   FAULT_INPUT before 1970 or after 9999: four digits name a year
 */
int folder_day(int64_t time_ms, char out[DAY_OCTETS]);

/**
 * folder_open(root_fd, path, why): Open PATH below ROOT_FD, making what is missing; each level is synced into the
 * one above, so that a file in it cannot lose its folder.
 *
 * Gives:   a descriptor
 */
int folder_open(int root_fd, const char *path, struct why *why);

/**
 * folder_each(root_fd, path, see, context, why): Visit the names in PATH in byte order.
 *
 * Takes:   see  returns 0 to go on
 * Gives:   0, or what see returned; an absent folder has no names
 */
int folder_each(int root_fd, const char *path, int (*see)(void *context, const char *name, struct why *why),
    void *context, struct why *why);

/**
 * disk_fault(why, what): The fault of an errno that a disk gave.
 *
 * Gives:   FAULT_LATER when there is no room (deleting helps, and so does waiting), else FAULT_SYSTEM
 */
int disk_fault(struct why *why, const char *what);

#endif
