#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "front/acceptor.h"
#include "front/drain.h"
#include "http/body.h"
#include "http/reply.h"
#include "sys/clock.h"
#include "sys/fd.h"

struct http_listener {
	struct http *http;
	const struct http_service *service;
	struct acceptor *acceptor; /* NULL: for http_serve() only */
	struct http_listener *next;
};

struct http {
	struct http_options options;
	struct link_loop loop;
	struct http_listener *listeners;
	struct http_connection *connections;
	uint64_t serial;
	struct drain drain;
};

enum state {
	STATE_HEAD,    /* a request may begin, or has */
	STATE_CONTENT,
	STATE_OVER,    /* content of a request that was answered is read over */
	STATE_SERVE,   /* somebody looks for the answer */
	STATE_REPLY,   /* the client takes it */
	STATE_LINGER,  /* we have said all; what the client still sends must not make the kernel forget our words */
	STATE_ENDED,
};

struct http_connection {
	struct link link;
	struct http *http;
	struct http_connection *next, **previous;
	enum state state;
	struct http_exchange exchange;
	struct http_body body;
	struct spool spool;
	bool has_spool;
	bool content_follows; /* replied, and its content has not come */
	bool keeps_open;
	bool may_follow;      /* it may, and the connection ends all the same */
	size_t scanned;      /* of the head */
	bool has_begun;      /* some of it is there */
	uint64_t read_over;
	struct buf reply;    /* what the link has not gathered yet */
	size_t replied;
};

static void connection_end(struct http_connection *c);

/* -- a request -- */

/* The exchange is over: what it held is given back. */
static void
forget_exchange(struct http_connection *c)
{
	struct http_exchange *x = &c->exchange;
	if (c->has_spool)
		spool_done(&c->spool);
	c->has_spool = false;
	arena_free(x->arena);
	*x = (struct http_exchange){ .service = x->service, .peer = x->peer, .connection = c };
}

static void
await_head(struct http_connection *c)
{
	c->state = STATE_HEAD;
	c->scanned = 0;
	c->has_begun = c->may_follow = false;
	link_deadline(&c->link, HTTP_IDLE_MS);
}

/* Everything of the reply is on its way. */
static void
reply_done(struct http_connection *c)
{
	buf_done(&c->reply);
	if (!c->keeps_open && !c->may_follow) {
		connection_end(c);
	} else if (!c->keeps_open) {
		/* Closed with octets unread, a connection ends by RST, and the client never reads why. */
		c->state = STATE_LINGER;
		link_finish(&c->link);
		link_deadline(&c->link, HTTP_LINGER_MS);
	} else if (c->content_follows) {
		c->state = STATE_OVER;
		link_deadline(&c->link, HTTP_BODY_MS);
	} else {
		await_head(c);
	}
	if (c->state != STATE_ENDED)
		link_resume(&c->link);
}

static void
next_piece(struct http_connection *c)
{
	struct bytes rest = bytes_from(buf_bytes(&c->reply), c->replied);
	if (rest.len == 0) {
		reply_done(c);
		return;
	}
	rest = bytes_to(rest, HTTP_PIECE);
	c->replied += rest.len;
	link_send(&c->link, rest);
	link_deadline(&c->link, HTTP_WRITE_MS);
	link_want_write(&c->link);
}

/* It is answered before its content has come. */
static bool
content_follows(const struct http_connection *c)
{
	return (c->state == STATE_CONTENT || c->state == STATE_HEAD) && c->body.state != BODY_DONE;
}

/* What is in c->reply goes out. */
static void
send_reply(struct http_connection *c)
{
	c->content_follows = content_follows(c);
	c->may_follow |= c->content_follows;
	forget_exchange(c);
	c->state = STATE_REPLY;
	c->replied = 0;
	c->read_over = 0;
	link_pause(&c->link);
	next_piece(c);
}

void
http_reply(struct http_exchange *x, const struct http_reply *reply)
{
	struct http_connection *c = x->connection;
	struct link_loop *loop = &c->http->loop;
	must(c->state == STATE_CONTENT || c->state == STATE_HEAD || c->state == STATE_SERVE);
	/* Who waits for a 100 may send his content or not: nobody can tell where the next request begins. */
	bool is_lost = content_follows(c) && x->head.expects_continue;
	c->keeps_open = x->head.keeps_open && !is_lost && !c->http->drain.is_on;
	buf_init(&c->reply, HTTP_REPLY_MAX);
	bool is_head = bytes_equal(x->head.method, BYTES("HEAD"));
	http_reply_write(reply, c->http->options.server, c->keeps_open, is_head, &c->reply);
	if (!buf_ok(&c->reply)) {
		buf_clear(&c->reply);
		http_reply_write(&(struct http_reply){ .status = 500 }, c->http->options.server, c->keeps_open, is_head, &c->reply);
	}
	send_reply(c);
	link_loop_settle(loop);
}

void
http_reply_raw(struct http_exchange *x, struct bytes octets)
{
	struct http_connection *c = x->connection;
	struct link_loop *loop = &c->http->loop;
	must(c->state == STATE_CONTENT || c->state == STATE_HEAD || c->state == STATE_SERVE);
	c->keeps_open = false;
	buf_init(&c->reply, HTTP_REPLY_MAX);
	buf_add(&c->reply, octets);
	send_reply(c);
	link_loop_settle(loop);
}

/* What arrives is no request, or not one for us: say so, and end. */
static void
refuse(struct http_connection *c, int status)
{
	c->may_follow = true;
	log_event(c->http->options.log, LOG_WARNING, "http-refused", LOG_CSTR("listener", c->exchange.service->name),
	    LOG_NUMBER("status", status), LOG_CSTR("why", http_reason(status)));
	c->exchange.head.keeps_open = false;
	http_reply(&c->exchange, &(struct http_reply){ .status = status });
}

static const struct {
	const char *name;
	unsigned bit;
} methods[] = { { "GET", HTTP_GET }, { "HEAD", HTTP_GET }, { "POST", HTTP_POST }, { "PUT", HTTP_PUT }, { "DELETE", HTTP_DELETE } };

static unsigned
method_bit(const struct http_head *head)
{
	if (head->protocol == HTTP_DIALECT)
		return HTTP_DIALECT_WORD;
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (bytes_equal(head->method, bytes_of_cstr(methods[i].name)))
			return methods[i].bit;
	return 0;
}

static bool
path_fits(const struct http_route *route, struct bytes path, struct bytes *out_rest)
{
	struct bytes pattern = bytes_of_cstr(route->path);
	bool is_open = pattern.len > 1 && bytes_ends(pattern, BYTES("/"));
	*out_rest = is_open ? bytes_from(path, pattern.len) : BYTES_NONE;
	return is_open ? bytes_starts_nocase(path, pattern) : bytes_equal_nocase(path, pattern);
}

/* 0, or 404, 405: and what ALLOWED would be. */
static int
find_route(struct http_exchange *x, unsigned *out_allowed)
{
	unsigned bit = method_bit(&x->head);
	bool is_dialect = bit == HTTP_DIALECT_WORD;
	struct bytes path = is_dialect ? x->head.method : x->head.path;
	*out_allowed = 0;
	for (size_t i = 0; i < x->service->route_count; i++) {
		const struct http_route *route = &x->service->routes[i];
		if (is_dialect != (route->methods == HTTP_DIALECT_WORD) || !path_fits(route, path, &x->rest))
			continue;
		*out_allowed |= route->methods;
		if ((route->methods & bit) != 0) {
			x->route = route;
			return 0;
		}
	}
	return *out_allowed != 0 ? 405 : 404;
}

static void
refuse_route(struct http_connection *c, int status, unsigned allowed)
{
	struct http_exchange *x = &c->exchange;
	struct buf names;
	if (x->head.protocol == HTTP_DIALECT) {
		refuse(c, status);
		return;
	}
	/* RFC 9110 s15.5.6 */
	buf_init(&names, 100);
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if ((methods[i].bit & allowed) != 0)
			buf_addf(&names, "%s%s", names.len != 0 ? ", " : "", methods[i].name);
	const struct http_field allow = { BYTES("Allow"), buf_bytes(&names) };
	http_reply(x, &(struct http_reply){ .status = status, .fields = &allow, .field_count = status == 405 });
	buf_done(&names);
}

static void
serve(struct http_connection *c)
{
	struct http_exchange *x = &c->exchange;
	if (c->has_spool && spool_finish(&c->spool, &x->content) != 0) {
		refuse(c, 507);
		return;
	}
	if (c->has_spool)
		x->whole = c->spool.whole;
	c->state = STATE_SERVE;
	link_pause(&c->link);
	link_deadline(&c->link, HTTP_ANSWER_MS);
	x->route->serve(x);
}

static void
begin_request(struct http_connection *c, struct bytes text)
{
	struct http_exchange *x = &c->exchange;
	struct bytes kept;
	x->arena = arena_new(HTTP_ARENA_MAX);
	x->began_us = clock_steady_us();
	x->serial = ++c->http->serial;
	must(arena_copy(x->arena, text, &kept));
	c->body.state = BODY_DONE;
	unsigned allowed = 0;
	int status = http_head_read(kept, x->service->dialect, x->arena, &x->head);
	if (status != 0) {
		refuse(c, status);
		return;
	}
	/* Without a route there is no content that we want. */
	status = find_route(x, &allowed);
	if (http_body_begin(&c->body, &x->head, x->route != NULL ? x->route->content_max : HTTP_READ_OVER_MAX) != 0) {
		c->body.state = BODY_DONE;
		refuse(c, status != 0 ? status : 413);
		return;
	}
	if (status != 0) {
		refuse_route(c, status, allowed);
		return;
	}
	c->state = STATE_CONTENT;
	if (x->route->begin != NULL && !x->route->begin(x))
		return;
	if (c->body.state == BODY_DONE) {
		serve(c);
		return;
	}
	if (!spool_has_room(c->http->options.room, x->head.length)) {
		refuse(c, 507);
		return;
	}
	spool_init(&c->spool, c->http->options.room);
	c->has_spool = true;
	link_deadline(&c->link, HTTP_BODY_MS);
	if (x->head.expects_continue)
		link_send(&c->link, BYTES("HTTP/1.1 100 Continue\r\n\r\n"));
}

/* -- octets in -- */

/* How many were taken; 0 where a head is not whole. */
static size_t
take_head(struct http_connection *c, struct bytes data)
{
	/* RFC 9112 s2.2: an empty line before a request. */
	if (bytes_starts(data, BYTES("\r\n")))
		return 2;
	size_t len = http_head_find(data, &c->scanned);
	if (len == 0 && !c->has_begun) {
		c->has_begun = true;
		link_deadline(&c->link, HTTP_HEAD_MS);
	}
	if (len > HTTP_HEAD_MAX || (len == 0 && data.len > HTTP_HEAD_MAX)) {
		c->body.state = BODY_DONE;
		refuse(c, 431);
		return data.len;
	}
	if (len != 0)
		begin_request(c, bytes_to(data, len));
	return len;
}

static size_t
take_content(struct http_connection *c, struct bytes data)
{
	struct bytes run;
	size_t used = 0;
	bool is_over = c->state == STATE_OVER;
	int got = http_body_next(&c->body, data, &run, &used);
	if (got >= 0 && is_over) {
		c->read_over += used;
		if (c->read_over > HTTP_READ_OVER_MAX)
			got = FAULT_LIMIT;
		else if (got == 1)
			await_head(c);
	}
	if (got < 0 && is_over) {
		connection_end(c);
		return data.len;
	}
	if (is_over)
		return used;
	if (got < 0) {
		c->body.state = BODY_DONE;
		refuse(c, got == FAULT_LIMIT ? 413 : 400);
		return data.len;
	}
	if (run.len != 0) {
		memcpy(spool_reserve(&c->spool, run.len), run.at, run.len);
		if (spool_take(&c->spool, run.len) != 0) {
			c->body.state = BODY_DONE;
			refuse(c, 507);
			return data.len;
		}
	}
	if (got == 1)
		serve(c);
	return used;
}

static size_t
linger(struct http_connection *c, struct bytes data)
{
	c->read_over += data.len;
	if (c->read_over > HTTP_READ_OVER_MAX)
		connection_end(c);
	return data.len;
}

static size_t
on_input(void *owner, struct bytes data)
{
	struct http_connection *c = owner;
	size_t at = 0;
	while (at < data.len && !c->link.paused) {
		struct bytes rest = bytes_from(data, at);
		size_t used = c->state == STATE_HEAD ? take_head(c, rest) : c->state == STATE_LINGER ? linger(c, rest)
		    : c->state == STATE_ENDED ? rest.len : take_content(c, rest);
		at += used;
		if (used == 0)
			break;
	}
	return c->state == STATE_ENDED ? data.len : at;
}

static void
on_writable(void *owner)
{
	struct http_connection *c = owner;
	if (c->state == STATE_REPLY)
		next_piece(c);
}

static void
on_timeout(void *owner)
{
	struct http_connection *c = owner;
	struct http_exchange *x = &c->exchange;
	if (c->state == STATE_CONTENT || (c->state == STATE_HEAD && c->has_begun)) {
		c->body.state = BODY_DONE;
		refuse(c, 408);
	} else if (c->state == STATE_SERVE) {
		if (x->gone != NULL)
			x->gone(x->owner);
		x->gone = NULL;
		x->head.keeps_open = false;
		http_reply(x, &(struct http_reply){ .status = 503 });
	} else {
		connection_end(c);
	}
}

static void
on_closed(void *owner)
{
	connection_end(owner);
}

static void
on_secure(void *owner)
{
}

static const struct link_ops ops = { on_input, on_writable, on_secure, on_timeout, on_closed };

/* -- connections -- */

static void
connection_free(void *owner)
{
	free(owner);
}

static void
connection_end(struct http_connection *c)
{
	struct http *h = c->http;
	if (c->state == STATE_ENDED)
		return;
	if (c->state == STATE_SERVE && c->exchange.gone != NULL)
		c->exchange.gone(c->exchange.owner);
	c->state = STATE_ENDED;
	forget_exchange(c);
	buf_done(&c->reply);
	*c->previous = c->next;
	if (c->next != NULL)
		c->next->previous = c->previous;
	link_close(&c->link, false);
	link_bury(&c->link, connection_free);
	drain_leave(&h->drain);
}

static void
note_peer(struct http_peer *out, const struct sockaddr *peer)
{
	static const struct cidr v4 = { { [10] = 0xff, [11] = 0xff, [12] = 127 }, 104 }, v6 = { { [15] = 1 }, 128 };
	out->is_unix = peer == NULL || (peer->sa_family != AF_INET && peer->sa_family != AF_INET6);
	if (out->is_unix)
		return;
	cidr_of_sockaddr(peer, &out->address);
	out->is_loopback = cidr_match(&v4, &out->address) || cidr_match(&v6, &out->address);
}

static void
connection_new(struct http *h, const struct http_service *service, int fd, const struct sockaddr *peer)
{
	static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
	if (h->drain.count >= h->options.connections_max) {
		log_event(h->options.log, LOG_WARNING, "http-full", LOG_NUMBER("connections", h->drain.count));
		if (service->tls == NULL)
			(void)send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
		(void)close(fd);
		return;
	}
	struct http_connection *c = xcalloc(1, sizeof *c);
	*c = (struct http_connection){ .http = h, .next = h->connections, .previous = &h->connections,
		.exchange = { .service = service, .connection = c } };
	note_peer(&c->exchange.peer, peer);
	if (c->next != NULL)
		c->next->previous = &c->next;
	h->connections = c;
	h->drain.count++;
	link_open(&c->link, &h->loop, fd, &ops, c);
	await_head(c);
	if (service->tls != NULL)
		link_secure(&c->link, service->tls, true, NULL);
}

static void
on_client(void *owner, int fd, const struct sockaddr *peer)
{
	struct http_listener *l = owner;
	connection_new(l->http, l->service, fd, peer);
}

/* -- the server -- */

struct http *
http_new(const struct http_options *options)
{
	struct http *h = xcalloc(1, sizeof *h);
	h->options = *options;
	link_loop_init(&h->loop, options->base);
	return h;
}

void
http_listen(struct http *h, const struct http_service *service, int fd)
{
	struct http_listener *l = xcalloc(1, sizeof *l);
	*l = (struct http_listener){ .http = h, .service = service, .next = h->listeners };
	h->listeners = l;
	const struct acceptor_options options = { .loop = &h->loop, .reserve = h->options.reserve, .on_client = on_client, .owner = l };
	l->acceptor = acceptor_new(&options, fd);
}

void
http_serve(struct http *h, const struct http_service *service, int fd, const struct sockaddr *peer)
{
	must(fd_nonblocking(fd, true) == 0);
	connection_new(h, service, fd, peer);
	link_loop_settle(&h->loop);
}

struct bytes
http_argument(struct http_exchange *x, const char *name)
{
	struct bytes value = http_field(&x->head, name);
	return value.at != NULL ? value : http_query(&x->head, name, x->arena);
}

size_t
http_connections(const struct http *h)
{
	return h->drain.count;
}

void
http_drain(struct http *h, void (*done)(void *context), void *context)
{
	drain_begin(&h->drain, done, context);
	for (struct http_listener *l = h->listeners; l != NULL; l = l->next) {
		acceptor_free(l->acceptor);
		l->acceptor = NULL;
	}
	for (struct http_connection *c = h->connections, *next; c != NULL; c = next) {
		next = c->next;
		if (c->state == STATE_OVER || c->state == STATE_LINGER || (c->state == STATE_HEAD && !c->has_begun))
			connection_end(c);
		else if (c->state == STATE_REPLY)
			c->keeps_open = false;
	}
	link_loop_settle(&h->loop);
	drain_check(&h->drain);
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	h->drain.done = NULL;
	while (h->connections != NULL)
		connection_end(h->connections);
	link_loop_settle(&h->loop);
	while (h->listeners != NULL) {
		struct http_listener *l = h->listeners;
		h->listeners = l->next;
		acceptor_free(l->acceptor);
		free(l);
	}
	link_loop_done(&h->loop);
	free(h);
}
