/* zstd: takes the zstd coding off a request's content (RFC 8878).
 *
 * Clients of rspamd pack every message, and the gate may run no third-party decoder on what strangers wrote, so this
 * is our own.  Frames without a dictionary, with windows and offsets of at most ZSTD_WINDOW_MAX (the standard asks for no
 * more); skippable frames are skipped, checksums are checked.  What comes out is bounded by the caller, so a bomb costs no more than
 * a message of the largest size; memory is the window and a block. */
#ifndef HTTP_ZSTD_H
#define HTTP_ZSTD_H

#include "base/buf.h"
#include "base/fault.h"

enum zstd_limits { ZSTD_WINDOW_MAX = 8 << 20, ZSTD_BLOCK_MAX = 128 << 10 };

/* Takes a run of what was packed; a fault ends the decoding and is handed on. */
typedef int zstd_put(void *context, struct bytes run);

/**
 * zstd_decode(in, max, put, context, why): Unpack all of IN.
 *
 * Takes:   max  octets that may come out
 * Gives:   0; everything was put, in order
 * Fails:   FAULT_INPUT: malformed; FAULT_LIMIT: more than MAX, a larger window; or what PUT said
 * Cost:    linear in what goes in and comes out
 */
int zstd_decode(struct bytes in, uint64_t max, zstd_put *put, void *context, struct why *why);

#endif
