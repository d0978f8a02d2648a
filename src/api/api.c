#include "api/api.h"

#include <stdlib.h>
#include <sys/random.h>

#include "api/inside.h"
#include "base/must.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void health(struct http_exchange *x);
static void verdict(struct http_exchange *x);
static void describe(struct http_exchange *x);

/* What an endpoint may be told: "name: what it is", separated by line feeds. */
struct endpoint {
	const char *path, *shown; /* as it is routed, and as it is described */
	enum http_method method;
	bool takes_message;
	bool (*begin)(struct http_exchange *x);
	void (*serve)(struct http_exchange *x);
	const char *summary;
	const char *in_path, *in_query, *in_header;
	const char *answers;
};

static const struct endpoint endpoints[] = {
	{ "/v1/scan", "/v1/scan", HTTP_POST, true, scan_begin, scan_message, "Judge a message (RFC 5322).", NULL,
	    "mail_from: envelope sender; without it the message counts as a file\nto: recipients, separated by commas\nclient_ip: of the SMTP client\n"
	    "client_name: its confirmed name\nhelo: what it called itself\nuser: who has logged in\nlang: language of the sentences, en or zh\n"
	    "casefile: 1: with everything that was seen",
	    "Idempotency-Key: a request with the same key and message is judged once",
	    "200: the verdict\n400: no message, or an argument that cannot be read\n401: a key is needed\n409: the same key is being judged\n413: too large\n"
	    "422: the key belongs to another message\n503: cannot be judged now" },
	{ "/v1/verdicts/", "/v1/verdicts/{id}", HTTP_GET, false, scan_begin, verdict, "A verdict that was given since the start, by its id.",
	    "id: of the verdict", NULL, NULL, "200: the verdict\n401: a key is needed\n404: not known any more" },
	{ "/v1/feedback", "/v1/feedback", HTTP_POST, true, feedback_begin, feedback_message, "Say what a message was.", NULL,
	    "as: spam, phishing, virus, ham, or forget\nby: who says so\ntenant: whose mail it is", NULL,
	    "200: whether it was news\n400: no message, or no such word\n401: a key is needed\n404: nothing to forget\n429: enough for today\n503: not now" },
	{ "/v1/health", "/v1/health", HTTP_GET, false, NULL, health, "Are we there?", NULL, NULL, NULL, "200: yes" },
	{ "/v1/openapi.json", "/v1/openapi.json", HTTP_GET, false, NULL, describe, "This description.", NULL, NULL, NULL, "200: OpenAPI 3.0.3" },
};

void
api_error(struct http_exchange *x, int status, const char *text)
{
	struct buf out;
	buf_init(&out, 4096);
	buf_add_cstr(&out, "{\"error\":");
	json_text(&out, bytes_of_cstr(text));
	buf_add_cstr(&out, "}\n");
	http_reply(x, &(struct http_reply){ .status = status, .type = "application/json", .content = buf_bytes(&out) });
	buf_done(&out);
}

static void
health(struct http_exchange *x)
{
	http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json",
	    .content = BYTES("{\"status\":\"ok\",\"version\":\"" POSTERN_VERSION "\"}\n") });
}

static void
verdict(struct http_exchange *x)
{
	const struct kept *k = kept_by_id(api_of(x), x->rest);
	if (k != NULL)
		http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = bytes_of(k->json, k->len) });
	else
		api_error(x, 404, "no verdict of that id is known any more");
}

/* -- the description -- */

/* The next "name: text" of LIST. */
static bool
next_word(struct bytes *list, struct bytes *name, struct bytes *text)
{
	struct bytes line;
	if (!bytes_cut(list, '\n', &line))
		return false;
	size_t colon = bytes_find_octet(line, ':');
	*name = bytes_to(line, colon);
	*text = bytes_trim(bytes_from(line, colon + 1));
	return true;
}

static void
write_parameters(struct buf *out, const char *list, const char *where, bool *is_first)
{
	struct bytes rest = bytes_of_cstr(list != NULL ? list : ""), name, text;
	while (next_word(&rest, &name, &text)) {
		buf_addf(out, "%s{\"name\":", *is_first ? "" : ",");
		*is_first = false;
		json_text(out, name);
		buf_addf(out, ",\"in\":\"%s\",\"required\":%s,\"schema\":{\"type\":\"string\"},\"description\":", where,
		    bytes_equal(bytes_of_cstr(where), BYTES("path")) ? "true" : "false");
		json_text(out, text);
		buf_add_octet(out, '}');
	}
}

static void
write_endpoint(const struct endpoint *e, struct buf *out)
{
	struct bytes answers = bytes_of_cstr(e->answers), name, text;
	bool is_first = true;
	json_text(out, bytes_of_cstr(e->shown));
	buf_addf(out, ":{\"%s\":{\"summary\":", e->method == HTTP_POST ? "post" : "get");
	json_text(out, bytes_of_cstr(e->summary));
	buf_add_cstr(out, ",\"parameters\":[");
	write_parameters(out, e->in_path, "path", &is_first);
	write_parameters(out, e->in_query, "query", &is_first);
	write_parameters(out, e->in_header, "header", &is_first);
	buf_add_octet(out, ']');
	if (e->takes_message)
		buf_add_cstr(out, ",\"requestBody\":{\"required\":true,\"content\":{\"message/rfc822\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}}");
	if (e->begin != NULL)
		buf_add_cstr(out, ",\"security\":[{},{\"key\":[]}]");
	buf_add_cstr(out, ",\"responses\":{");
	for (bool first = true; next_word(&answers, &name, &text); first = false) {
		if (!first)
			buf_add_octet(out, ',');
		json_text(out, name);
		buf_add_cstr(out, ":{\"description\":");
		json_text(out, text);
		buf_add_cstr(out, ",\"content\":{\"application/json\":{}}}");
	}
	buf_add_cstr(out, "}}}");
}

static void
describe(struct http_exchange *x)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	buf_add_cstr(&out, "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"Postern\",\"version\":\"" POSTERN_VERSION "\"},"
	    "\"components\":{\"securitySchemes\":{\"key\":{\"type\":\"http\",\"scheme\":\"bearer\"}}},\"paths\":{");
	for (size_t i = 0; i < COUNT(endpoints); i++) {
		if (i != 0)
			buf_add_octet(&out, ',');
		write_endpoint(&endpoints[i], &out);
	}
	buf_add_cstr(&out, "}}\n");
	http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = buf_bytes(&out) });
	buf_done(&out);
}

/* -- all of it -- */

struct api *
api_new(const struct api_options *options)
{
	struct api *a = xcalloc(1, sizeof *a);
	must(COUNT(endpoints) <= API_ROUTES_MAX);
	a->options = *options;
	a->authserv_id = options->conf->identity.authserv_id;
	if (a->authserv_id.len == 0)
		a->authserv_id = bytes_of_cstr(options->hostname);
	must(getrandom(&a->instance, sizeof a->instance, 0) == (ssize_t)sizeof a->instance);
	for (size_t i = 0; i < COUNT(endpoints); i++) {
		const struct endpoint *e = &endpoints[i];
		a->routes[i] = (struct http_route){ .path = e->path, .methods = e->method, .begin = e->begin, .serve = e->serve,
			.summary = e->summary, .context = a, .content_max = e->takes_message ? (uint64_t)options->conf->limits.message_size : 0 };
	}
	return a;
}

const struct http_route *
api_routes(const struct api *a, size_t *out_count)
{
	*out_count = COUNT(endpoints);
	return a->routes;
}

void
api_rights(struct api *a, struct rspamd *rights)
{
	a->rights = rights;
}

void
api_free(struct api *a)
{
	if (a == NULL)
		return;
	kept_done(a);
	free(a);
}
