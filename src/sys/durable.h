/* durable: a file that is there, whole, after the machine loses power, or not there at all.
 *
 * "We answered 250" rests on this (DESIGN s1.1): the octets are synced before the name exists, and the
 * directory that holds the name is synced before the caller goes on. */
#ifndef SYS_DURABLE_H
#define SYS_DURABLE_H

#include "base/bytes.h"
#include "base/fault.h"

/**
 * durable_write(directory, name, content, why): Make or replace the file NAME in DIRECTORY.
 *
 * Takes:   directory  a descriptor of the directory
 *          name       ours, never the outside's; no slash
 * Gives:   0: CONTENT is on the disk under NAME
 * Fails:   FAULT_SYSTEM (disk full, input/output error...): NAME is as it was before, no rest stays behind
 * Cost:    two fsync
 */
int durable_write(int directory, const char *name, struct bytes content, struct why *why);

/**
 * durable_copy(directory, name, from, max, why): The same, its content read from the descriptor FROM.
 *
 * Fails:   as above, and FAULT_LIMIT when FROM holds more than MAX octets
 */
int durable_copy(int directory, const char *name, int from, uint64_t max, struct why *why);

/**
 * durable_remove(directory, name, why): Remove NAME; it is gone for good when this returns 0.
 *
 * Fails:   FAULT_ABSENT where there is none; FAULT_SYSTEM
 */
int durable_remove(int directory, const char *name, struct why *why);

/**
 * durable_directory(path, mode, why): Open PATH, making it (with MODE) and its parents where they are missing.
 *
 * Gives:   a descriptor (>= 0); what was made is on the disk
 * Fails:   FAULT_SYSTEM
 */
int durable_directory(const char *path, unsigned mode, struct why *why);

#endif
