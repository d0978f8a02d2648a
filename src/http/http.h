/* http: the HTTP/1.1 server for every front that speaks it: connections, requests with their content in a spool, a
 * table of routes, replies.
 *
 * A service is a table of routes.  A request whose head is read is given to its route's `begin` (who may it be?  it may
 * reply at once, and the content is read over); its content goes into a spool as it comes, so a message of any size
 * costs no more memory than by SMTP; when it is whole, `serve` is called once and replies, at once or later.
 *
 *     static const struct http_route routes[] = {
 *         { .path = "/ping", .methods = HTTP_GET | HTTP_POST, .serve = ping, .summary = "Are we there?" },
 *         { .path = "/scan", .methods = HTTP_POST, .content_max = MAX, .begin = is_allowed, .serve = scan },
 *     };
 *     static const struct http_service service = { "scan", routes, COUNT(routes), context };
 *     http_listen(http, &service, fd);
 *
 *     static void ping(struct http_exchange *x) { http_reply(x, &(struct http_reply){ 200, .content = BYTES("pong\r\n") }); }
 *
 * An exchange is the server's, and lives until its reply is given or the client is gone.  Who does not reply inside
 * `serve` sets x->owner and x->gone: gone(owner) is called when nobody waits any more, and x must not be used after that.
 *
 * What it does by itself: keep-alive, pipelining (one at a time, in order), Expect: 100-continue, chunked and
 * Content-Length, HEAD, TLS from the first octet, 400, 404, 405, 408, 413, 417, 431, 501, 503, 505; requests that two
 * readers could read in two ways are refused and the connection ended (http/head.h).
 *
 * Ceilings: a head of HTTP_HEAD_MAX octets and HTTP_FIELDS_MAX fields; content by its route; a reply of HTTP_REPLY_MAX;
 * connections by options; HTTP_HEAD_MS for a head, HTTP_BODY_MS for content, HTTP_WRITE_MS for each piece of a reply that
 * the client must take, HTTP_IDLE_MS between two requests, HTTP_ANSWER_MS for `serve`.  Not for threads. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <event2/event.h>

#include "conf/cidr.h"
#include "front/link.h"
#include "front/spool.h"
#include "http/head.h"
#include "sys/log.h"

enum http_limits {
	HTTP_REPLY_MAX = 64 << 20,  /* a case file as JSON is the largest thing that anybody asks for */
	HTTP_PIECE = 256 << 10,     /* of a reply, that a link gathers */
	HTTP_ARENA_MAX = 4 << 20,   /* head and what handlers need of it */
	HTTP_READ_OVER_MAX = 1 << 20, /* content of a request that was answered before it came */
};

enum http_times {
	HTTP_HEAD_MS = 30000,
	HTTP_IDLE_MS = 60000,
	HTTP_BODY_MS = 300000,
	HTTP_WRITE_MS = 60000,
	HTTP_LINGER_MS = 2000,   /* for a client that still sends, to read why it was refused */
	HTTP_ANSWER_MS = 600000, /* whoever answers has a clock of his own; this is for one that is never heard again */
};

enum http_method { HTTP_GET = 1, HTTP_POST = 2, HTTP_PUT = 4, HTTP_DELETE = 8, HTTP_DIALECT_WORD = 16 };

struct http;
struct http_connection;
struct http_exchange;

struct http_route {
	const char *path;      /* whole, any case; or one that ends with "/": what follows is x->rest; of a dialect its verb */
	unsigned methods;      /* bits of enum http_method; GET is HEAD, too */
	uint64_t content_max;  /* more is 413 */
	bool (*begin)(struct http_exchange *x); /* NULL: everybody may.  false: it has replied */
	void (*serve)(struct http_exchange *x);
	const char *summary;   /* one sentence, for a description that is generated from this table */
	void *context;         /* of who serves it, where that is another than the service */
};

struct http_service {
	const char *name;      /* of its listener, in logs */
	const struct http_route *routes;
	size_t route_count;
	void *context;
	SSL_CTX *tls;          /* NULL: plain */
	const char *dialect;   /* "RSPAMC": also serves that; its replies are http_reply_raw().  NULL: no */
};

/* What x->peer is: an address, or somebody on this machine by a Unix socket. */
struct http_peer {
	bool is_unix;
	bool is_loopback;      /* of IP */
	struct cidr address;
};

struct http_exchange {
	const struct http_service *service;
	const struct http_route *route;
	struct http_head head;
	struct bytes rest;         /* of the path, behind a route that ends with "/" */
	struct http_peer peer;
	struct arena *arena;       /* until the reply */
	/* the content, for serve */
	struct bytes content;
	struct blob *whole;        /* ... for whom it must outlive the exchange; NULL where there is none */
	int64_t began_us;          /* steady clock, when the head was read */
	uint64_t serial;           /* no two of a process are the same */
	/* of whoever replies later */
	void *owner;
	void (*gone)(void *owner);
	struct http_connection *connection; /* the server's own */
};

struct http_reply {
	int status;
	const char *reason;        /* NULL: the usual; made harmless */
	const char *type;          /* NULL: text/plain */
	struct bytes content;
	const struct http_field *fields; /* more of the header; values are made harmless */
	size_t field_count;
};

struct http_options {
	struct event_base *base;
	struct spool_room *room;
	size_t connections_max;    /* of all services; one more hears 503 */
	int reserve;               /* descriptors that are kept free */
	const char *server;        /* the field Server; NULL: none */
	const struct log *log;     /* may be NULL */
};

/* What options points to lives as long as the server. */
struct http *http_new(const struct http_options *options);

/* Serve on FD, bound and listening, which is ours from now on; SERVICE lives as long as the server. */
void http_listen(struct http *h, const struct http_service *service, int fd);

/* Serve one connected socket, of somebody at PEER (NULL: a Unix socket). */
void http_serve(struct http *h, const struct http_service *service, int fd, const struct sockaddr *peer);

/**
 * http_reply(x, reply): Answer, and be done with X, which must not be used any more.
 *
 * Everything is copied.  x->gone is not called.
 */
void http_reply(struct http_exchange *x, const struct http_reply *reply);

/* The same with exactly these octets, and the connection ends: for a dialect. */
void http_reply_raw(struct http_exchange *x, struct bytes octets);

/* The argument NAME: the field of the header, else of the query; at NULL where it is neither. */
struct bytes http_argument(struct http_exchange *x, const char *name);

/* Take no more; connections end with their present request; then DONE is called. */
void http_drain(struct http *h, void (*done)(void *context), void *context);

/* How many connections there are. */
size_t http_connections(const struct http *h);

/* End everything at once; the base is not running.  NULL is fine. */
void http_free(struct http *h);

#endif
