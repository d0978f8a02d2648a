/* keys: the secrets that quarantine files are encrypted with.
 *
 * A key file has one key of 64 hexadecimal digits per line, the newest first: it writes, all of them read, so
 * that keys can be changed without touching old files.  '#' begins a comment.  The file must belong to us or
 * root and be closed to everybody else; a key beside the data it protects would protect nothing, so its path
 * is outside the data directory.  Keys are locked in memory and wiped; they never enter an arena. */
#ifndef KEEPER_KEYS_H
#define KEEPER_KEYS_H

#include "base/bytes.h"
#include "base/fault.h"

enum keys_limits {
	KEYS_MAX = 16, /* a key a year outlasts any retention */
	KEY_OCTETS = 32,
	KEY_ID_OCTETS = 8,
};

struct keys;

/**
 * keys_read(path, out, why): Read a key file.
 *
 * Fails:   FAULT_CONFIG: absent, readable by others, not a plain file, malformed, no key; why names the line
 * Owns:    the caller frees it with keys_free, which wipes it (NULL is fine)
 */
int keys_read(const char *path, struct keys **out, struct why *why);
void keys_free(struct keys *k);

/* The key that writes, and its public name: a hash, so that a file says which key it needs. */
const uint8_t *keys_current(const struct keys *k, const uint8_t **out_id);

/* The key called ID, or NULL (also when K is NULL). */
const uint8_t *keys_find(const struct keys *k, const uint8_t id[KEY_ID_OCTETS]);

#endif
