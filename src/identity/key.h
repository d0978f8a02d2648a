/* key: the public keys of DKIM and ARC, from their DNS records, and what is verified with them.
 *
 * RFC 6376 s3.6.1, RFC 8301 (1024 bits at least), RFC 8463 (Ed25519).  The key's ASN.1 is read here and not by
 * OpenSSL's decoder, which would also accept curves with parameters of the sender's choice (CVE-2022-0778 was an
 * endless loop there).
 *
 * Ceilings: KEY_BITS_MAX, and an exponent of 64 bits: beyond, one verification costs tens of milliseconds. */
#ifndef IDENTITY_KEY_H
#define IDENTITY_KEY_H

#include <openssl/evp.h>

#include "base/arena.h"
#include "dns/book.h"

enum key_limits {
	KEY_BITS_MIN = 1024, /* RFC 8301 s3.2 */
	KEY_BITS_MAX = 4096,
	KEY_OCTETS_MAX = 1024, /* of p=, decoded; 4096 bits need 550 */
};

enum signature_algorithm { RSA_SHA256, ED25519_SHA256, RSA_SHA1, SIGNATURE_ALGORITHM_COUNT };
extern const char *const signature_algorithm_names[SIGNATURE_ALGORITHM_COUNT];

struct key {
	EVP_PKEY *pkey;   /* owned */
	uint32_t bits;
	bool is_testing;  /* t=y */
	bool is_strict;   /* t=s: i= must be in d= itself */
};

enum key_found { KEY_GOOD, KEY_TEMPERROR, KEY_PERMERROR };

/**
 * key_read(answer, algorithm, allow_short, arena, out, out_reason): The key that ANSWER holds for ALGORITHM.
 *
 * Takes:   allow_short  take keys below KEY_BITS_MIN (tests of old mail)
 * Gives:   KEY_GOOD and *out, to be released with key_done; otherwise a reason in words.  Of several records
 *          the first that can be used counts (s3.6.2.2 leaves it open), and they are at most DNS_RECORDS_MAX.
 */
enum key_found key_read(const struct dns_answer *answer, enum signature_algorithm algorithm, bool allow_short,
    struct arena *arena, struct key *out, const char **out_reason);

void key_done(struct key *key);

/* The answer for selector._domainkey.domain; NULL: not yet. */
const struct dns_answer *key_look(struct dns_book *book, struct bytes selector, struct bytes domain);

/* Does SIGNATURE of HASH verify? */
bool key_verify(const struct key *key, enum signature_algorithm algorithm, struct bytes hash,
    struct bytes signature);

#endif
