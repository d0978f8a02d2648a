/* http_rig: an HTTP server on one event loop with a client on a socketpair, and handlers that do what the test says. */
#ifndef TESTS_HTTP_RIG_H
#define TESTS_HTTP_RIG_H

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "http/http.h"
#include "lib/front_rig.h"
#include "sys/fd.h"

struct http_rig {
	struct event_base *base;
	struct spool_room room;
	struct http_service service;
	struct http *http;
	int client;
	struct buf said;     /* what the server answered */
	struct buf content;  /* of the last request that was served */
	size_t served;
	size_t gone;
	bool is_late;        /* the reply comes in http_rig_answer() */
	bool refuses;        /* `begin` replies 401 */
	struct http_exchange *waiting;
	struct http_reply reply;
};

static inline void
http_rig_gone(void *owner)
{
	struct http_rig *r = owner;
	r->waiting = NULL;
	r->gone++;
}

static inline void
http_rig_answer(struct http_rig *r)
{
	struct http_exchange *x = r->waiting;
	r->waiting = NULL;
	if (x != NULL && x->head.protocol == HTTP_DIALECT)
		http_reply_raw(x, BYTES("RSPAMD/1.3 0 EX_OK\r\n"));
	else if (x != NULL)
		http_reply(x, &r->reply);
}

static inline void
http_rig_serve(struct http_exchange *x)
{
	struct http_rig *r = x->service->context;
	buf_clear(&r->content);
	buf_add(&r->content, x->content);
	struct bytes whole;
	must(x->whole == NULL || (blob_octets(x->whole, &whole) == 0 && bytes_equal(whole, x->content)));
	r->served++;
	r->waiting = x;
	if (r->is_late) {
		x->owner = r;
		x->gone = http_rig_gone;
	} else {
		http_rig_answer(r);
	}
}

static inline bool
http_rig_begin(struct http_exchange *x)
{
	const struct http_rig *r = x->service->context;
	if (r->refuses)
		http_reply(x, &(struct http_reply){ .status = 401 });
	return !r->refuses;
}

static const struct http_route http_rig_routes[] = {
	{ .path = "/get", .methods = HTTP_GET, .serve = http_rig_serve },
	{ .path = "/post", .methods = HTTP_POST, .content_max = 10000, .begin = http_rig_begin, .serve = http_rig_serve },
	{ .path = "/below/", .methods = HTTP_GET | HTTP_DELETE, .serve = http_rig_serve },
	{ .path = "CHECK", .methods = HTTP_DIALECT_WORD, .content_max = 10000, .serve = http_rig_serve },
};

static inline void
http_rig_open(struct http_rig *r)
{
	*r = (struct http_rig){ .client = -1, .room = { .directory = -1, .memory_each = 1 << 20, .memory_all = 1 << 24 },
		.reply = { .status = 200, .content = BYTES("ok") } };
	r->service = (struct http_service){ .name = "test", .routes = http_rig_routes,
		.route_count = sizeof http_rig_routes / sizeof *http_rig_routes, .context = r, .dialect = "RSPAMC" };
	r->base = event_base_new();
	buf_init(&r->said, 1 << 25);
	buf_init(&r->content, 1 << 20);
	r->http = http_new(&(struct http_options){ .base = r->base, .room = &r->room, .connections_max = 2, .server = "test" });
}

static inline void
http_rig_close(struct http_rig *r)
{
	if (r->client >= 0)
		(void)close(r->client);
	http_free(r->http);
	must(r->room.memory_used == 0);
	event_base_free(r->base);
	buf_done(&r->said);
	buf_done(&r->content);
}

static inline void
http_rig_connect(struct http_rig *r)
{
	http_serve(r->http, &r->service, front_rig_pair(&r->client, &r->said), NULL);
}

static inline void
http_rig_turns(struct http_rig *r, int count)
{
	(void)front_rig_turns(r->base, r->client, &r->said, count);
}

static inline void
http_rig_send(struct http_rig *r, struct bytes octets)
{
	/* Full, and nobody reads before we let him. */
	while (octets.len != 0 && front_rig_send(r->client, &octets, r->waiting != NULL))
		http_rig_turns(r, 2);
	http_rig_turns(r, 4);
}

#endif
