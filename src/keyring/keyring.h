/* keyring: the private keys that our domains sign with, as files.
 *
 * DIR/DOMAIN/SELECTOR.STATE, one PEM key each.  A key is *new* until its record has been seen in the DNS, then
 * *active*: it signs; then *old*: it signs no more, but its record must stay published while mail that it
 * signed is on its way (KEYRING_GRACE_DAYS).  A change of state is a rename, so it happened or did not.
 *
 * The directory lies outside the data directory and the configuration: of our processes only the gate, before its
 * jail closes, and `postern keys` open it.  A directory or file that others may read, or that somebody else owns,
 * is refused: a key that was read once signs for ever. */
#ifndef KEYRING_KEYRING_H
#define KEYRING_KEYRING_H

#include "identity/sign.h"

enum keyring_limits {
	KEYRING_KEYS_MAX = 20000,  /* two for each domain that a configuration can have */
	KEYRING_FILE_MAX = 16384,  /* octets; 4096 bits need 3300 */
	KEYRING_SIGNERS_MAX = 4,   /* signatures on one message: each algorithm, and one more while keys change */
	KEYRING_GRACE_DAYS = 7,    /* queues give up after five (RFC 5321 s4.5.4.1) */
	KEYRING_RSA_BITS = 2048,   /* one TXT record of 4096 bits does not fit many DNS panels */
};

enum keyring_state { KEYRING_NEW, KEYRING_ACTIVE, KEYRING_OLD, KEYRING_STATE_COUNT };
extern const char *const keyring_state_names[KEYRING_STATE_COUNT];

struct keyring_key {
	struct bytes domain;   /* lower case */
	struct bytes selector;
	enum keyring_state state;
	int64_t since;         /* Unix time of its last change */
	EVP_PKEY *key;
};

struct keyring {
	struct arena *arena;
	LIST(struct keyring_key) keys; /* by domain, then selector */
};

/**
 * keyring_open(dir, out, why): Read every key under DIR.
 *
 * Takes:   dir  one that is not there is an empty ring
 * Fails:   FAULT_CONFIG: a file that is no key, has a strange name, or that others may read; why names it.
 *          FAULT_SYSTEM, FAULT_LIMIT
 * Owns:    the caller ends *out with keyring_done, after a failure too
 */
int keyring_open(const char *dir, struct keyring *out, struct why *why);
void keyring_done(struct keyring *r);

/**
 * keyring_for(r, from, out): The active keys for mail whose From is at the domain FROM.
 *
 * Gives:   how many, at most KEYRING_SIGNERS_MAX: those of FROM, else of its nearest parent (aligned, RFC 7489
 *          s3.1.1)
 */
size_t keyring_for(const struct keyring *r, struct bytes from, const struct keyring_key *out[KEYRING_SIGNERS_MAX]);

/**
 * keyring_make(dir, domain, is_ed25519, now, out_selector, why): Make a new key, named by the day and its
 * algorithm ("p20261122r", "p20261122e"; the next of that day ends with "2").
 *
 * Takes:   out_selector  room for 64 octets
 * Fails:   FAULT_INPUT: DOMAIN is no domain; FAULT_LIMIT: ten were made today; FAULT_SYSTEM
 */
int keyring_make(const char *dir, struct bytes domain, bool is_ed25519, int64_t now, char out_selector[64],
    struct why *why);

/**
 * keyring_move(dir, key, state, why): Give KEY another state.
 * keyring_remove(dir, key, why): Delete it for good.
 */
int keyring_move(const char *dir, const struct keyring_key *key, enum keyring_state state, struct why *why);
int keyring_remove(const char *dir, const struct keyring_key *key, struct why *why);

/**
 * keyring_is_published(key, answer): Is KEY's record among what the DNS says of SELECTOR._domainkey.DOMAIN?
 *
 * Any TXT record there with the same public key counts, whatever else it says; but a second record makes
 * verifiers choose, so it must be the only one.
 */
bool keyring_is_published(const struct keyring_key *key, const struct dns_answer *answer);

#endif
