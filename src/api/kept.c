#include <stdlib.h>

#include "api/inside.h"
#include "base/must.h"

static void
forget(struct api *a, struct kept *k)
{
	a->octets -= k->len;
	free(k->json);
	*k = (struct kept){ .json = NULL };
}

void
kept_add(struct api *a, struct bytes id, const uint8_t *key, const uint8_t *content, struct bytes json)
{
	if (json.len > API_KEPT_ONE || id.len == 0 || id.len >= sizeof a->kept[0].id)
		return;
	struct kept *k = &a->kept[a->next];
	a->next = (a->next + 1) % API_KEPT_MAX;
	forget(a, k);
	/* The oldest go first: those that come next in the ring. */
	for (size_t i = a->next; a->octets + json.len > API_KEPT_OCTETS; i = (i + 1) % API_KEPT_MAX)
		forget(a, &a->kept[i]);
	memcpy(k->id, id.at, id.len);
	k->has_key = key != NULL;
	if (key != NULL) {
		memcpy(k->key, key, sizeof k->key);
		memcpy(k->content, content, sizeof k->content);
	}
	k->json = xmalloc(json.len);
	memcpy(k->json, json.at, json.len);
	k->len = json.len;
	a->octets += json.len;
}

const struct kept *
kept_by_id(const struct api *a, struct bytes id)
{
	for (size_t i = 0; i < API_KEPT_MAX; i++)
		if (a->kept[i].json != NULL && bytes_equal(id, bytes_of_cstr(a->kept[i].id)))
			return &a->kept[i];
	return NULL;
}

const struct kept *
kept_by_key(const struct api *a, const uint8_t key[SHA256_DIGEST_LENGTH])
{
	for (size_t i = 0; i < API_KEPT_MAX; i++)
		if (a->kept[i].has_key && memcmp(a->kept[i].key, key, SHA256_DIGEST_LENGTH) == 0)
			return &a->kept[i];
	return NULL;
}

void
kept_done(struct api *a)
{
	for (size_t i = 0; i < API_KEPT_MAX; i++)
		forget(a, &a->kept[i]);
}
