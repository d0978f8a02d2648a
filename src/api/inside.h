/* inside: what the files of the interface share. */
#ifndef API_INSIDE_H
#define API_INSIDE_H

#include <openssl/sha.h>

#include "api/api.h"
#include "front/place.h"
#include "front/ticket.h"

/* An answer that was given. */
struct kept {
	char id[40];
	bool has_key;
	uint8_t key[SHA256_DIGEST_LENGTH];
	uint8_t content[SHA256_DIGEST_LENGTH]; /* of the octets that came; has_key */
	uint8_t *json;
	size_t len;
};

struct api {
	struct api_options options;
	struct rspamd *rights;
	struct bytes authserv_id;
	struct http_route routes[API_ROUTES_MAX];
	struct kept kept[API_KEPT_MAX];
	size_t next;
	size_t octets;
	struct scan *open; /* being judged */
	uint32_t instance;
};

static inline struct api *
api_of(const struct http_exchange *x)
{
	return x->route->context;
}

/* {"error":"..."} */
void api_error(struct http_exchange *x, int status, const char *text);

/* kept.c */
void kept_add(struct api *a, struct bytes id, const uint8_t *key, const uint8_t *content, struct bytes json);
const struct kept *kept_by_id(const struct api *a, struct bytes id);
const struct kept *kept_by_key(const struct api *a, const uint8_t key[SHA256_DIGEST_LENGTH]);
void kept_done(struct api *a);

/* scan.c */
bool scan_begin(struct http_exchange *x);
void scan_message(struct http_exchange *x);

/* feedback.c */
bool feedback_begin(struct http_exchange *x);
void feedback_message(struct http_exchange *x);

#endif
