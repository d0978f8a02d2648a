/* lock_inside: what the two files of the lock share: which password is tried next, and what became of it. */
#ifndef OFFICE_LOCK_INSIDE_H
#define OFFICE_LOCK_INSIDE_H

#include "base/reader.h"
#include "office/office.h"

#define LOCK_PASSWORD_OCTETS 510 /* 255 characters, two octets each */
/* Drawn for one hash: about what as many octets copied cost. */
#define LOCK_HASH_WORK 200

struct lock_try {
	size_t number;      /* of the next one */
	bool is_default;    /* a program tries it itself */
	struct bytes text;
	uint8_t wide[LOCK_PASSWORD_OCTETS]; /* UTF-16LE */
	size_t wide_len;
};

/* The next password: first those that programs try, then the mail's.  Gives: false behind the last. */
bool lock_next(struct office *o, struct lock_try *t);

/* It fitted; none did. */
void lock_opened(struct office *o, const struct lock_try *t);
void lock_not_opened(struct office *o);

/* What stands behind the version numbers of CryptoAPI and of the standard encryption. */
struct lock_standard {
	uint32_t key_bits;
	struct bytes salt, verifier, hash;
};
bool lock_read_standard(struct reader *r, size_t hash_octets, struct lock_standard *s);

#endif
