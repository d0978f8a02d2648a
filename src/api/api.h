/* api: our own HTTP interface, /v1/...: judge a message, find a verdict again, say what a message was; and its description
 * as OpenAPI, written from the same table as the handlers.
 *
 * It is served on the listeners of rspamd/rspamd.h, with their rights: judging is for everybody who reaches [listener
 * scan] where that has no password; feedback needs the right to change.
 *
 * A request with an Idempotency-Key is judged once: the same key with the same octets gives the same answer, with other
 * octets 422, while the first is judged 409.  The answers kept for that are the verdicts that can be found again:
 * API_KEPT_MAX of them, API_KEPT_OCTETS in all; a restart forgets them.
 *
 * Source: draft-ietf-httpapi-idempotency-key-header; OpenAPI 3.0.3. */
#ifndef API_API_H
#define API_API_H

#include "front/front.h"
#include "http/http.h"
#include "rspamd/rspamd.h"

enum api_limits {
	API_KEPT_MAX = 1000,
	API_KEPT_OCTETS = 32 << 20,
	API_KEPT_ONE = 1 << 20,     /* a larger answer is not kept */
	API_ROUTES_MAX = 8,
	API_KEY_MAX = 255,
};

struct api;

struct api_options {
	const struct conf *conf;
	const char *hostname;
	struct gate_callbacks behind;
};

/* What options points to lives as long as this does. */
struct api *api_new(const struct api_options *options);

/* The routes, for rspamd_options; they are A's. */
const struct http_route *api_routes(const struct api *a, size_t *out_count);

/* Whose rights count; before anything is served. */
void api_rights(struct api *a, struct rspamd *rights);

/* Free the HTTP server first.  NULL is fine. */
void api_free(struct api *a);

#endif
