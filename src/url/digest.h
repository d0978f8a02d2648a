/* url/digest: the hashes under which an address may stand in a URL. */
#ifndef URL_DIGEST_H
#define URL_DIGEST_H

#include "base/bytes.h"

enum digest { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_COUNT };

#define DIGEST_HEX_MAX 64

/* Make OpenSSL read its configuration and find the algorithms now. */
void digest_preload(void);

/**
 * digest_hex(which, in, out): IN's digest in lower-case hexadecimal into OUT[DIGEST_HEX_MAX].
 *
 * Gives:   how many digits; 0 where this OpenSSL does not offer the algorithm (FIPS mode refuses MD5)
 */
size_t digest_hex(enum digest which, struct bytes in, uint8_t *out);

#endif
