#include "pipeline/killers.h"

#include <string.h>

#include "pipeline/digest.h"

static bool
digest(struct blob *message, uint8_t out[DIGEST_OCTETS])
{
	struct bytes octets;
	return blob_held(message, SIZE_MAX, &octets) ? digest_of(octets, -1, out) : digest_of(BYTES_NONE, blob_fd(message), out);
}

void
killers_add(struct killers *k, struct blob *message, int64_t now_us)
{
	struct killer *slot = &k->at[k->next];
	if (!digest(message, slot->sha256))
		return;
	slot->until_us = now_us + (int64_t)PIPELINE_KILLER_AGE_S * 1000000;
	k->next = (k->next + 1) % PIPELINE_KILLERS_MAX;
	if (k->count < PIPELINE_KILLERS_MAX)
		k->count++;
}

bool
killers_has(const struct killers *k, struct blob *message, int64_t now_us)
{
	uint8_t sha256[DIGEST_OCTETS];
	bool any = false;
	for (uint32_t i = 0; i < k->count; i++)
		any = any || k->at[i].until_us > now_us;
	if (!any || !digest(message, sha256))
		return false;
	for (uint32_t i = 0; i < k->count; i++)
		if (k->at[i].until_us > now_us && memcmp(k->at[i].sha256, sha256, sizeof sha256) == 0)
			return true;
	return false;
}
