/* hold_file: one message in quarantine as one file.
 *
 * Header (48 octets): "PSTHOLD\n", u16 version, u16 cipher (0 none, 1 XChaCha20-Poly1305), u32 zero,
 * key id (8), secretstream header (24; zero for cipher 0).  Then four records: u8 tag, u32 length, octets:
 * 'E' event, 'C' case file (may be empty), 'M' message, 'Z' end: u64 octets of all before it, their BLAKE2b-256.
 * With cipher 1 the records are cut into chunks of at most 64 KiB: u32 length, sealed octets; the last chunk is
 * marked as such, so a cut file does not open.  Integers are little-endian.
 *
 * A file without a valid end does not exist.  The reader refuses everything that the writer would not have
 * written.  Case files come from workers that may have been taken over: they are only carried, never read here. */
#ifndef KEEPER_HOLD_FILE_H
#define KEEPER_HOLD_FILE_H

#include "base/buf.h"
#include "base/fault.h"
#include "keeper/keys.h"

#define HOLD_VERSION 1
#define HOLD_HEADER_OCTETS 48
/* No listener takes larger messages. */
#define HOLD_MESSAGE_MAX ((uint64_t)256 << 20)
#define HOLD_EVENT_MAX ((size_t)4 << 20)
#define HOLD_CASEFILE_MAX ((size_t)8 << 20)
#define HOLD_OCTETS_MAX (HOLD_MESSAGE_MAX + HOLD_EVENT_MAX + HOLD_CASEFILE_MAX + ((size_t)1 << 20))

struct hold_parts {
	struct bytes event;
	struct bytes casefile;
	struct bytes message;
};

/**
 * hold_file_write(fd, keys, parts, message_fd, why): Write the whole file to FD; nothing is synced.
 *
 * Takes:   keys        NULL for a plain file
 *          parts       its message is used when MESSAGE_FD is negative
 *          message_fd  the message, all of it from offset 0; its offset is not used
 * Fails:   FAULT_LIMIT beyond the ceilings, FAULT_LATER no space, FAULT_SYSTEM
 */
int hold_file_write(int fd, const struct keys *keys, const struct hold_parts *parts, int message_fd,
    struct why *why);

/**
 * hold_file_read(fd, keys, room, out, why): Read, decrypt and check the file.
 *
 * Takes:   room  initialised with HOLD_OCTETS_MAX; holds what OUT points into
 * Fails:   FAULT_INPUT no valid file, FAULT_CONFIG its key is not among ours, FAULT_SYSTEM
 */
int hold_file_read(int fd, const struct keys *keys, struct buf *room, struct hold_parts *out, struct why *why);

/**
 * hold_file_parse(plain, out): The parts of header and records, decrypted; the end is checked.
 *
 * Fails:   FAULT_INPUT
 */
int hold_file_parse(struct bytes plain, struct hold_parts *out);

#endif
