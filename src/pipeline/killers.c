#include "pipeline/killers.h"

#include <errno.h>
#include <openssl/evp.h>
#include <unistd.h>

/* Octets of one read. */
#define CHUNK 65536

static bool
hash(int fd, uint8_t out[KILLER_OCTETS])
{
	uint8_t chunk[CHUNK];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;
	for (off_t at = 0; ok;) {
		ssize_t n = pread(fd, chunk, sizeof chunk, at);
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

void
killers_add(struct killers *k, int fd, int64_t now_us)
{
	struct killer *slot = &k->at[k->next];
	if (!hash(fd, slot->sha256))
		return;
	slot->until_us = now_us + (int64_t)PIPELINE_KILLER_AGE_S * 1000000;
	k->next = (k->next + 1) % PIPELINE_KILLERS_MAX;
	if (k->count < PIPELINE_KILLERS_MAX)
		k->count++;
}

bool
killers_has(const struct killers *k, int fd, int64_t now_us)
{
	uint8_t sha256[KILLER_OCTETS];
	bool any = false;
	for (uint32_t i = 0; i < k->count; i++)
		any = any || k->at[i].until_us > now_us;
	if (!any || !hash(fd, sha256))
		return false;
	for (uint32_t i = 0; i < k->count; i++)
		if (k->at[i].until_us > now_us && memcmp(k->at[i].sha256, sha256, sizeof sha256) == 0)
			return true;
	return false;
}
