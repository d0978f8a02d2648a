/* lock: encrypted documents, opened with the passwords that are at hand.
 *
 * Knows what Office writes: ECMA-376 standard and agile (.docx and its kin inside a compound file), RC4 and RC4
 * CryptoAPI (.doc, .xls, .ppt), XOR (.xls).  Excel itself tries "VelvetSweatshop" and PowerPoint a password of its own
 * without asking anybody, which is why malice locks with them: those are tried first and are a sign.
 *
 * A try costs up to some ten thousand hashes, which are drawn from the document's budget, so that an attacker's count
 * of ten million ends the trying, not the process. */
#ifndef OFFICE_LOCK_H
#define OFFICE_LOCK_H

#include "office/cfb.h"
#include "office/office.h"

enum lock_kind { LOCK_NONE, LOCK_XOR, LOCK_RC4, LOCK_CRYPTO_API };

/* The key of an .xls, .doc or .ppt. */
struct lock {
	enum lock_kind kind;
	uint8_t base[20];    /* what a block's key is made of */
	uint32_t key_octets; /* CryptoAPI */
	uint8_t xor_array[16];
};

/**
 * lock_preload(why): Fetch ciphers and digests; before a jail closes, once a process.
 *
 * Fails:   FAULT_SYSTEM with why
 */
int lock_preload(struct why *why);

/**
 * lock_package(o, c): Decrypt the package that the compound file C holds.
 *
 * Gives:   false where there is none; true otherwise: o->package is the package in clear, or a gap says that no password
 *          fits
 * Source:  [MS-OFFCRYPTO] 2.3.4
 */
bool lock_package(struct office *o, struct cfb *c);

/**
 * lock_open(o, header, out): Find the password for an RC4 encryption header.
 *
 * Takes:   header  from its version numbers on
 * Gives:   true and *out; false and a gap where none fits
 * Source:  [MS-OFFCRYPTO] 2.3.5, 2.3.6
 */
bool lock_open(struct office *o, struct bytes header, struct lock *out);

/**
 * lock_open_xor(o, key, verifier, out): The same for XOR obfuscation.
 *
 * Source:  [MS-OFFCRYPTO] 2.3.7
 */
bool lock_open_xor(struct office *o, uint16_t key, uint16_t verifier, struct lock *out);

/**
 * lock_decrypt(lock, in, block_octets, first, out): IN in clear, a new key each BLOCK_OCTETS, the first with number FIRST.
 *
 * Takes:   out  in.len octets; RC4 kinds only
 */
void lock_decrypt(const struct lock *lock, struct bytes in, size_t block_octets, uint32_t first, uint8_t *out);

/* One octet of XOR obfuscation at INDEX of the key array. */
uint8_t lock_xor(const struct lock *lock, uint8_t octet, size_t index);

#endif
