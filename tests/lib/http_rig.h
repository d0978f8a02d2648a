/* http_rig: an HTTP server on one event loop with a client on a socketpair, and handlers that do what the test says. */
#ifndef TESTS_HTTP_RIG_H
#define TESTS_HTTP_RIG_H

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "http/http.h"
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
	must(x->content_fd < 0 || pread(x->content_fd, (char[1]){ 0 }, 1, 0) == (x->content.len != 0));
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
	int pair[2];
	if (r->client >= 0)
		(void)close(r->client);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
	r->client = pair[0];
	buf_clear(&r->said);
	http_serve(r->http, &r->service, pair[1], NULL);
}

static inline void
http_rig_turns(struct http_rig *r, int count)
{
	for (; count > 0; count--) {
		(void)event_base_loop(r->base, EVLOOP_NONBLOCK);
		uint8_t *room = buf_reserve(&r->said, 65536);
		ssize_t n = room != NULL ? recv(r->client, room, 65536, MSG_DONTWAIT) : 0;
		r->said.len += n > 0 ? (size_t)n : 0;
	}
}

static inline void
http_rig_send(struct http_rig *r, struct bytes octets)
{
	while (octets.len != 0) {
		ssize_t n = send(r->client, octets.at, octets.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0 && (errno == EPIPE || errno == ECONNRESET))
			break; /* it hung up */
		/* Full, and nobody reads before we let him. */
		if (n <= 0 && r->waiting != NULL)
			break;
		octets = bytes_from(octets, n > 0 ? (size_t)n : 0);
		http_rig_turns(r, 2);
	}
	http_rig_turns(r, 4);
}

#endif
