/* zip: what is odd about the structure of a zip, read by ourselves; its contents are libarchive's. */
#ifndef UNPACK_ZIP_H
#define UNPACK_ZIP_H

#include "base/bytes.h"

/* In the order of the case file's enum archive_trick. */
enum zip_trick { ZIP_PREFIXED = 1, ZIP_CONCATENATED = 2, ZIP_LYING = 4, ZIP_BOMB = 8 };

/**
 * zip_tricks(zip, out_prefix): What is odd about it.
 *
 * Gives:   bits of enum zip_trick, 0 for what is no zip; *out_prefix: octets before the archive that most programs open
 * Cost:    linear in the directory, at most 10,000 entries of it, and in 64 KiB at the end
 * Source:  PKWARE APPNOTE s4.3
 */
uint32_t zip_tricks(struct bytes zip, size_t *out_prefix);

/**
 * zip_ends(octets): Is there the end of a zip at the very end?  Whatever stands before it, programs open it as one.
 */
bool zip_ends(struct bytes octets);

#endif
