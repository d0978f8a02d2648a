/* digest: SHA-256 of octets, of a file that is read by pieces, or of both. */
#ifndef PIPELINE_DIGEST_H
#define PIPELINE_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define DIGEST_OCTETS 32

/**
 * digest_of(before, fd, out): SHA-256 of BEFORE and then of the octets of FD (-1: none) from its start; its position
 * is not moved.
 *
 * Gives:   false when it cannot be read
 * Cost:    reads it to its end
 */
bool digest_of(struct bytes before, int fd, uint8_t out[DIGEST_OCTETS]);

#endif
