#include "pipeline/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <unistd.h>

/* Octets of one read. */
#define CHUNK 65536

bool
digest_of(struct bytes before, int fd, uint8_t out[DIGEST_OCTETS])
{
	uint8_t chunk[CHUNK];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 &&
	          EVP_DigestUpdate(ctx, before.at, before.len) == 1;
	for (off_t at = 0; ok;) {
		ssize_t n = fd >= 0 ? pread(fd, chunk, sizeof chunk, at) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			ok = n == 0 && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
			break;
		}
		ok = EVP_DigestUpdate(ctx, chunk, (size_t)n) == 1;
		at += n;
	}
	EVP_MD_CTX_free(ctx);
	return ok;
}
