/* cipher: the hashes and the one cipher that documents are locked with, behind a handful of calls.
 *
 * OpenSSL's, fetched once before the jail closes; nothing is looked up later. */
#ifndef OFFICE_CIPHER_H
#define OFFICE_CIPHER_H

#include "base/bytes.h"
#include "base/fault.h"

enum cipher_hash { CIPHER_MD5, CIPHER_SHA1, CIPHER_SHA256, CIPHER_SHA384, CIPHER_SHA512, CIPHER_COUNT };
#define CIPHER_MAX 64

/**
 * cipher_preload(why): Fetch them all.
 *
 * Fails:   FAULT_SYSTEM with why
 */
int cipher_preload(struct why *why);

/* The digest that NAME stands for in agile encryption ("SHA512"), CIPHER_COUNT for another. */
enum cipher_hash cipher_named(struct bytes name);

/* Hash A and B one behind the other into OUT.  Gives: the octets of the hash. */
size_t cipher_two(enum cipher_hash kind, struct bytes a, struct bytes b, uint8_t out[CIPHER_MAX]);

/* COUNT times: HASH becomes the hash of a counter (from 0, 32 bits, little-endian) and HASH. */
void cipher_spin(enum cipher_hash kind, uint8_t hash[CIPHER_MAX], uint32_t count);

/**
 * cipher_aes(key, iv, in, out): AES in clear, CBC where there is an IV, ECB else; no padding is removed.
 *
 * Takes:   key  16, 24 or 32 octets; in whole blocks of 16
 * Gives:   false for any other size
 */
bool cipher_aes(struct bytes key, const uint8_t *iv, struct bytes in, uint8_t *out);

/* UTF-8 as UTF-16LE, at most MAX octets.  Gives: how many. */
size_t cipher_wide(struct bytes utf8, uint8_t *out, size_t max);

#endif
