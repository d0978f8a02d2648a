
/* first: event2/dns.h has macros with the names of our record types */
#include "smtp/trust.h"

#include "smtp/hop.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/must.h"
#include "smtp/maildir.h"
#include "smtp/tls.h"
#include "sys/clock.h"

static void start(struct hop *hop);
static void server_failed(struct hop_conn *c);
static void connect_next_address(struct hop_conn *c);
static void resolve(struct hop_conn *c);
static void stop_storing(struct hop_conn *c);

static void
conn_free(void *owner)
{
	struct hop_conn *c = owner;
	if (c->addresses != NULL)
		evutil_freeaddrinfo(c->addresses);
	trust_free(c->trust);
	buf_done(&c->envelope);
	free(c->each);
	free(c);
}

static void
list_open(struct hop_conn *c)
{
	c->next_open = c->hop->first_open;
	c->previous_open = &c->hop->first_open;
	if (c->next_open != NULL)
		c->next_open->previous_open = &c->next_open;
	c->hop->first_open = c;
}

static void
unlist_open(struct hop_conn *c)
{
	*c->previous_open = c->next_open;
	if (c->next_open != NULL)
		c->next_open->previous_open = c->previous_open;
}

/* Take C out of everything; its memory goes after the event. */
static void
conn_end(struct hop_conn *c, bool is_abort)
{
	struct hop *hop = c->hop;
	unlist_open(c);
	stop_storing(c);
	for (struct hop_conn **p = &hop->idle; *p != NULL; p = &(*p)->next) {
		if (*p == c) {
			*p = c->next;
			break;
		}
	}
	if (c->resolving != NULL) {
		evdns_getaddrinfo_cancel(c->resolving);
		c->resolving = NULL;
		c->link.is_closed = true; /* freed by its callback */
		hop->open--;
		return;
	}
	hop->open--;
	if (!c->has_link) {
		c->link = (struct link){ .loop = hop->all->loop, .owner = c, .is_closed = true, .fd = -1 };
	} else {
		link_close(&c->link, is_abort);
	}
	link_bury(&c->link, conn_free);
	if (hop->waiting != NULL && !hop->all->is_draining)
		start(hop);
}

/* Once for each attempt: what the owners of the policy want to hear (RFC 8460). */
static void
note_trust(struct hop_conn *c)
{
	struct hops *all = c->hop->all;
	struct trust_outcome outcome;
	if (c->trust == NULL || c->is_trust_noted || all->note_tls == NULL)
		return;
	/* a server that does not answer says nothing about TLS */
	if (trust_need(c->trust) != TRUST_LATER && c->state != HOP_EHLO && c->state != HOP_STARTTLS && c->state != HOP_TLS)
		return;
	c->is_trust_noted = true;
	trust_outcome(c->trust, c->is_secure, c->had_starttls, &outcome);
	all->note_tls(all->note_context, &outcome);
}

/* What counts as the hop's tls for this connection. */
static enum next_hop_tls
tls_of(const struct hop_conn *c)
{
	if (c->trust == NULL)
		return c->hop->conf->tls == NEXT_HOP_TLS_DANE || c->hop->conf->tls == NEXT_HOP_TLS_MTA_STS ? NEXT_HOP_TLS_MAY
		                                                                                          : c->hop->conf->tls;
	switch (trust_need(c->trust)) {
	case TRUST_MAY:
	case TRUST_TRY: return NEXT_HOP_TLS_MAY;
	default: return NEXT_HOP_TLS_REQUIRE;
	}
}

static void
begin_tls(struct hop_conn *c)
{
	link_secure(&c->link, c->hop->tls, false, c->hop->servers[c->server].host);
	if (c->trust != NULL)
		trust_apply(c->trust, c->link.starting);
}

/* C again from the start, for another attempt: the old one may still be on the stack and in lists. */
static struct hop_conn *
successor(struct hop_conn *c)
{
	struct hop_conn *next = xcalloc(1, sizeof *next);
	next->hop = c->hop;
	next->server = c->server;
	next->tried = c->tried;
	next->addresses = c->addresses;
	next->address = c->address;
	next->is_lmtp = c->is_lmtp;
	next->link.fd = -1;
	buf_init(&next->envelope, 1 << 20);
	c->addresses = c->address = NULL;
	c->request.ops = NULL;
	unlist_open(c);
	list_open(next);
	if (!c->has_link)
		c->link = (struct link){ .loop = c->hop->all->loop, .owner = c, .is_closed = true, .fd = -1 };
	link_close(&c->link, true);
	link_bury(&c->link, conn_free);
	return next;
}

/* With tls = may a server whose TLS fails is spoken to in the clear, but not for ever: somebody on the wire may have
 * broken that one handshake. */
#define NO_TLS_US ((int64_t)10 * 60 * 1000000)

static bool
tls_failed(const struct hop_server *s)
{
	return s->no_tls_until_us > clock_steady_us();
}

static void
note_tls_failure(struct hop_server *s)
{
	s->no_tls_until_us = clock_steady_us() + NO_TLS_US;
}

/* Must this request have a connection that says XCLIENT for it? */
static bool
needs_own(const struct hop *hop, const struct hop_request *r)
{
	return r->xclient != NULL && hop->conf->xclient && (!hop->knows_ehlo || (hop->ehlo.caps & CAP_XCLIENT) != 0);
}

/* Who waits and may have C: after XCLIENT only the one that it spoke for, else anybody who needs none. */
static struct hop_request **
suitable(struct hop_conn *c)
{
	struct hop_request **at = &c->hop->waiting;
	while (*at != NULL && (c->for_serial != 0 ? (*at)->serial != c->for_serial
	                                          : needs_own(c->hop, *at) && (c->ehlo.caps & CAP_XCLIENT) != 0))
		at = &(*at)->next;
	return at;
}

static void
give_to_waiting(struct hop_conn *c)
{
	struct hop *hop = c->hop;
	struct hop_request **at = suitable(c), *r = *at;
	c->state = HOP_READY;
	if (r == NULL && hop->waiting != NULL) {
		conn_end(c, false); /* and another is begun for who waits */
		return;
	}
	if (r == NULL) {
		c->state = HOP_IDLE;
		if (hop->all->is_draining || c->is_dedicated || hop->conf->idle_timeout == 0) {
			conn_end(c, false);
			return;
		}
		c->next = hop->idle;
		hop->idle = c;
		if (c->has_link)
			link_deadline(&c->link, hop->conf->idle_timeout);
		return;
	}
	*at = r->next;
	r->hop = NULL;
	c->for_serial = 0;
	c->request = *r;
	if (c->has_link)
		link_deadline(&c->link, 0);
	c->request.ops->on_ready(c->request.owner, c);
}

/* EHLO is done: remember what it offers, go on to TLS, XCLIENT or the first who waits. */
static void
send_ehlo(struct hop_conn *c)
{
	c->state = HOP_EHLO;
	c->ehlo = (struct ehlo){ 0 };
	c->pending = 1;
	link_sendf(&c->link, "%s %s\r\n", c->is_lmtp ? "LHLO" : "EHLO", c->hop->all->hostname);
}

static void
ehlo_done(struct hop_conn *c)
{
	struct hop *hop = c->hop;
	struct hop_server *s = &hop->servers[c->server];
	enum next_hop_tls policy = tls_of(c);
	ehlo_discard(&c->ehlo, &hop->conf->discard_ehlo);
	if (!c->is_secure && policy != NEXT_HOP_TLS_NONE && (c->ehlo.caps & CAP_STARTTLS) != 0 && !tls_failed(s)) {
		c->had_starttls = true;
		c->state = HOP_STARTTLS;
		c->pending = 1;
		link_send(&c->link, BYTES("STARTTLS\r\n"));
		return;
	}
	if (!c->is_secure && (policy == NEXT_HOP_TLS_REQUIRE || policy == NEXT_HOP_TLS_VERIFY)) {
		server_failed(c);
		return;
	}
	note_trust(c);
	s->failed_until_us = 0;
	c->ehlo.caps &= ~(uint32_t)CAP_STARTTLS;
	if (!c->is_dedicated && (!hop->knows_ehlo || memcmp(&hop->ehlo, &c->ehlo, sizeof c->ehlo) != 0)) {
		hop->ehlo = c->ehlo;
		hop->knows_ehlo = true;
		hop->all->generation++;
	}
	struct hop_request *r = hop->waiting;
	while (r != NULL && !needs_own(hop, r))
		r = r->next;
	if (r != NULL && hop->waiting == r && (c->ehlo.caps & CAP_XCLIENT) != 0 && !c->is_dedicated) {
		c->is_dedicated = true;
		c->for_serial = r->serial;
		c->state = HOP_XCLIENT;
		c->pending = 1;
		link_sendf(&c->link, "XCLIENT %s\r\n", r->xclient);
		return;
	}
	hop->connecting--;
	give_to_waiting(c);
}

/* The owner learns that its connection is gone. */
static void
conn_lost(struct hop_conn *c)
{
	struct hop_request r = c->request;
	enum hop_state state = c->state;
	c->request.ops = NULL;
	if (state < HOP_READY) {
		server_failed(c);
		return;
	}
	conn_end(c, true);
	if (r.ops != NULL)
		r.ops->on_lost(r.owner);
}

/* The worst of several fates: a 4xx first (the client tries again), then a 5xx, then 2xx. */
static int
badness(int code)
{
	return code / 100 == 4 ? 3 : code / 100 == 5 ? 2 : code / 100 == 2 ? 1 : 4;
}

static void
fate(struct hop_conn *c, int code, const char *text)
{
	if (c->fate_code == 0 || badness(code) > badness(c->fate_code)) {
		c->fate_code = code;
		(void)snprintf(c->fate_text, sizeof c->fate_text, "%s", text);
	}
	if (c->each != NULL) {
		struct hop_fate *own = &c->each[c->each_count++];
		own->code = code;
		(void)snprintf(own->text, sizeof own->text, "%.*s", (int)sizeof own->text - 1, text);
	}
	if (--c->fates != 0)
		return;
	struct hop_request r = c->request;
	c->sending = NULL;
	c->pending = 0;
	c->state = HOP_READY;
	if (c->has_link)
		link_deadline(&c->link, 0);
	r.ops->on_sent(r.owner, c->fate_code, c->fate_text);
}

static void
send_more(struct hop_conn *c)
{
	struct iovec parts[1 + OUTGOING_PARTS];
	int count;
	while ((count = outgoing_next(c->sending)) != 0 || c->chunk.len != 0) {
		/* The line that announces a chunk goes with its octets: a packet of its own would cost as much as they do. */
		int before = c->chunk.len != 0;
		parts[0] = (struct iovec){ (void *)(uintptr_t)c->chunk.at, c->chunk.len };
		memcpy(parts + before, c->sending->vec, (size_t)count * sizeof *parts);
		ssize_t n = link_writev(&c->link, parts, before + count);
		if (n < 0)
			return;
		if (n == 0) {
			link_want_write(&c->link);
			return;
		}
		size_t of_chunk = (size_t)n < c->chunk.len ? (size_t)n : c->chunk.len;
		c->chunk = bytes_from(c->chunk, of_chunk);
		outgoing_sent(c->sending, (size_t)n - of_chunk);
		link_deadline(&c->link, c->hop->conf->reply_timeout);
	}
	c->state = HOP_FATE;
	link_deadline(&c->link, c->hop->conf->end_timeout);
}

static void
reply_done(struct hop_conn *c)
{
	int code = c->reply.code;
	const char *text = c->reply.text;
	bool is_good = code / 100 == 2;
	c->pending--;
	switch (c->state) {
	case HOP_GREETING:
		if (is_good)
			send_ehlo(c);
		else
			server_failed(c);
		break;
	case HOP_EHLO:
		if (is_good) {
			ehlo_done(c);
		} else if (code / 100 == 5 && !c->is_lmtp && tls_of(c) == NEXT_HOP_TLS_MAY) {
			/* A server of before 1995: HELO, and nothing is offered. */
			c->pending = 1;
			c->is_lmtp = false;
			if (c->ehlo.size == UINT64_MAX) {
				server_failed(c);
				break;
			}
			c->ehlo = (struct ehlo){ .size = UINT64_MAX };
			link_sendf(&c->link, "HELO %s\r\n", c->hop->all->hostname);
		} else {
			server_failed(c);
		}
		break;
	case HOP_STARTTLS:
		if (is_good) {
			c->state = HOP_TLS;
			begin_tls(c);
		} else {
			if (tls_of(c) == NEXT_HOP_TLS_MAY)
				note_tls_failure(&c->hop->servers[c->server]);
			server_failed(c);
		}
		break;
	case HOP_XCLIENT:
		if (is_good)
			send_ehlo(c);
		else
			server_failed(c);
		break;
	case HOP_READY:
		if (c->pending == 0)
			link_deadline(&c->link, 0);
		c->request.ops->on_reply(c->request.owner, code, text);
		break;
	case HOP_DATA:
		if (code == 354) {
			c->state = HOP_SENDING;
			c->pending = c->fates;
			link_want_write(&c->link);
		} else {
			/* 2xx here is nonsense, and no promise of anything. */
			c->fates = 1;
			fate(c, is_good ? 451 : code, is_good ? "4.3.0 Unexpected reply" : text);
		}
		break;
	case HOP_SENDING:
		/* It speaks before the end: whatever it says, this connection is not to be used again. */
		c->fates = 1;
		c->is_broken = true;
		fate(c, is_good ? 451 : code, is_good ? "4.3.0 Unexpected reply" : text);
		break;
	case HOP_FATE: fate(c, code, text); break;
	case HOP_RESETTING:
		if (is_good)
			give_to_waiting(c);
		else
			conn_end(c, false);
		break;
	default: break;
	}
}

static size_t
on_input(void *owner, struct bytes data)
{
	struct hop_conn *c = owner;
	size_t at = 0;
	while (at < data.len && !c->link.is_closed) {
		size_t used = 0;
		bool was_starttls = c->state == HOP_STARTTLS;
		if (c->pending == 0) {
			conn_lost(c); /* a reply before its command, or a farewell */
			return data.len;
		}
		switch (reply_feed(&c->reply, bytes_from(data, at), &used)) {
		case REPLY_MORE: return data.len;
		case REPLY_LINE:
			if (c->state == HOP_EHLO && c->reply.lines > 1)
				ehlo_line(&c->ehlo, bytes_of_cstr(c->reply.text));
			break;
		case REPLY_DONE:
			if (c->state == HOP_EHLO && c->reply.lines > 1)
				ehlo_line(&c->ehlo, bytes_of_cstr(c->reply.text));
			if (was_starttls && at + used != data.len) {
				conn_lost(c); /* P2: an answer that the attacker wrote */
				return data.len;
			}
			reply_done(c);
			c->reply.lines = c->reply.line_len = 0;
			break;
		case REPLY_BAD: conn_lost(c); return data.len;
		}
		at += used;
	}
	return data.len;
}

static void
on_writable(void *owner)
{
	struct hop_conn *c = owner;
	if (c->state == HOP_CONNECTING) {
		int error = 0;
		socklen_t len = sizeof error;
		if (getsockopt(c->link.fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 || error != 0) {
			connect_next_address(c);
			return;
		}
		c->state = HOP_GREETING;
		c->pending = 1;
		link_deadline(&c->link, c->hop->conf->reply_timeout);
		link_resume(&c->link);
		if (c->hop->servers[c->server].url.kind == HOP_SMTPS)
			begin_tls(c);
	} else if (c->state == HOP_SENDING) {
		send_more(c);
	}
}

static void
on_secure(void *owner)
{
	struct hop_conn *c = owner;
	c->is_secure = true;
	if (c->state == HOP_TLS)
		send_ehlo(c);
}

static void
on_timeout(void *owner)
{
	struct hop_conn *c = owner;
	if (c->state == HOP_CONNECTING)
		connect_next_address(c);
	else if (c->state == HOP_IDLE) {
		link_send(&c->link, BYTES("QUIT\r\n"));
		(void)link_flush(&c->link);
		if (!c->link.is_closed)
			conn_end(c, false);
	} else
		conn_lost(c);
}

static void
on_closed(void *owner)
{
	struct hop_conn *c = owner;
	if (c->state == HOP_TLS && tls_of(c) == NEXT_HOP_TLS_MAY)
		note_tls_failure(&c->hop->servers[c->server]);
	if (c->state == HOP_CONNECTING)
		connect_next_address(c);
	else
		conn_lost(c);
}

static const struct link_ops link_ops = { on_input, on_writable, on_secure, on_timeout, on_closed };

static void
connect_to(struct hop_conn *c, const struct sockaddr *address, socklen_t len)
{
	int on = 1;
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && address->sa_family != AF_UNIX)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (fd < 0 || (connect(fd, address, len) != 0 && errno != EINPROGRESS && errno != EAGAIN)) {
		if (fd >= 0)
			(void)close(fd);
		connect_next_address(c);
		return;
	}
	link_open(&c->link, c->hop->all->loop, fd, &link_ops, c);
	c->has_link = true;
	c->state = HOP_CONNECTING;
	link_pause(&c->link);
	link_deadline(&c->link, c->hop->conf->connect_timeout);
	/* A socket that connects is writable when it is connected, or has failed. */
	c->link.wants_write = true;
	c->link.is_writing = true;
	(void)event_add(&c->link.writing, NULL);
}

static void
connect_next_address(struct hop_conn *c)
{
	if (c->has_link)
		c = successor(c);
	if (c->address == NULL) {
		server_failed(c);
		return;
	}
	struct evutil_addrinfo *a = c->address;
	c->address = a->ai_next;
	connect_to(c, a->ai_addr, (socklen_t)a->ai_addrlen);
}

static void
on_resolved(int result, struct evutil_addrinfo *found, void *arg)
{
	struct hop_conn *c = arg;
	if (c->link.is_closed && !c->has_link && result == EVUTIL_EAI_CANCEL) {
		conn_free(c);
		return;
	}
	c->resolving = NULL;
	c->addresses = c->address = result == 0 ? found : NULL;
	connect_next_address(c);
	link_loop_settle(c->hop->all->loop);
}

/* What is known of the server allows to speak to it, or not now. */
static void
on_trust(void *arg)
{
	struct hop_conn *c = arg;
	struct link_loop *loop = c->hop->all->loop;
	if (trust_need(c->trust) == TRUST_LATER)
		server_failed(c);
	else
		resolve(c);
	link_loop_settle(loop);
}

/* Try server C->server. */
static void
connect_server(struct hop_conn *c)
{
	const struct hop_server *s = &c->hop->servers[c->server];
	c->is_lmtp = s->url.kind == HOP_LMTP || s->url.kind == HOP_LMTP_UNIX;
	c->is_maildir = s->url.kind == HOP_MAILDIR;
	c->is_secure = false;
	c->reply = (struct reply){ 0 };
	c->pending = 0;
	if (c->addresses != NULL)
		evutil_freeaddrinfo(c->addresses);
	c->addresses = c->address = NULL;
	if (c->is_maildir) {
		c->ehlo = (struct ehlo){ .caps = CAP_PIPELINING | CAP_8BITMIME | CAP_SMTPUTF8 | CAP_CHUNKING |
			CAP_ENHANCEDSTATUSCODES | CAP_SIZE };
		c->hop->ehlo = c->ehlo;
		c->hop->knows_ehlo = true;
		c->hop->connecting--;
		give_to_waiting(c);
		return;
	}
	if (s->url.kind == HOP_LMTP_UNIX) {
		struct sockaddr_un un = { .sun_family = AF_UNIX };
		if (s->url.path.len >= sizeof un.sun_path) {
			server_failed(c);
			return;
		}
		memcpy(un.sun_path, s->url.path.at, s->url.path.len);
		connect_to(c, (const struct sockaddr *)&un, sizeof un);
		return;
	}
	if ((c->hop->conf->tls == NEXT_HOP_TLS_DANE || c->hop->conf->tls == NEXT_HOP_TLS_MTA_STS) && !c->is_lmtp) {
		c->state = HOP_RESOLVING;
		c->trust = trust_new(c->hop->all->trusts, c->hop->conf, s->host, s->url.port, on_trust, c);
		return;
	}
	resolve(c);
}

/* The addresses of server C->server. */
static void
resolve(struct hop_conn *c)
{
	const struct hop_server *s = &c->hop->servers[c->server];
	struct evutil_addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_protocol = IPPROTO_TCP };
	char port[8];
	(void)snprintf(port, sizeof port, "%u", s->url.port);
	hints.ai_flags = EVUTIL_AI_NUMERICHOST;
	if (evutil_getaddrinfo(s->host, port, &hints, &c->addresses) == 0) {
		c->address = c->addresses;
		connect_next_address(c);
		return;
	}
	hints.ai_flags = 0;
	if (c->hop->all->dns == NULL)
		c->hop->all->dns = evdns_base_new(c->hop->all->loop->base,
		    EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
	c->state = HOP_RESOLVING;
	if (c->hop->all->dns == NULL)
		server_failed(c);
	else
		c->resolving = evdns_getaddrinfo(c->hop->all->dns, s->host, port, &hints, on_resolved, c);
}

/* The next server in order; those that failed lately only when there is no other. */
static bool
next_server(struct hop_conn *c)
{
	struct hop *hop = c->hop;
	int64_t now = clock_steady_us();
	for (; c->tried < 2 * hop->server_count; c->tried++) {
		size_t i = c->tried % hop->server_count;
		bool is_resting = hop->servers[i].failed_until_us > now;
		if (is_resting != (c->tried >= hop->server_count))
			continue;
		c->tried++;
		c->server = i;
		return true;
	}
	return false;
}

/* This server cannot be used; try the next, or tell those who wait. */
static void
server_failed(struct hop_conn *c)
{
	note_trust(c);
	struct hop *hop = c->hop;
	struct hop_server *s = &hop->servers[c->server];
	bool again = c->state == HOP_TLS && tls_failed(s); /* the same server once more, in the clear */
	again = again || (c->state == HOP_STARTTLS && tls_failed(s));
	c = successor(c);
	if (again) {
		connect_server(c);
		return;
	}
	s->failed_until_us = clock_steady_us() + hop->conf->retry_after * 1000;
	if (next_server(c)) {
		connect_server(c);
		return;
	}
	hop->connecting--;
	/* With others at work, their ends will serve those who still wait. */
	struct hop_request *failed = hop->waiting;
	hop->waiting = NULL;
	if (failed != NULL && hop->open > 1) {
		hop->waiting = failed->next;
		failed->next = NULL;
	}
	struct hop_request *kept = hop->waiting;
	hop->waiting = NULL;
	conn_end(c, true);
	hop->waiting = kept;
	while (failed != NULL) {
		struct hop_request *next = failed->next;
		failed->hop = NULL;
		failed->ops->on_failed(failed->owner);
		failed = next;
	}
}

static void
start(struct hop *hop)
{
	size_t waiting = 0;
	for (struct hop_request *r = hop->waiting; r != NULL && waiting <= hop->connecting; r = r->next)
		waiting++;
	if (hop->open >= (size_t)hop->conf->connections || (waiting <= hop->connecting && hop->connecting != 0))
		return;
	struct hop_conn *c = xcalloc(1, sizeof *c);
	c->hop = hop;
	c->link.fd = -1;
	buf_init(&c->envelope, 1 << 20);
	hop->open++;
	hop->connecting++;
	list_open(c);
	must(next_server(c));
	connect_server(c);
}

void
hop_probe(struct hop *hop)
{
	if (!hop->knows_ehlo && hop->connecting == 0)
		start(hop);
}

void
hop_get(struct hop *hop, struct hop_request *request)
{
	bool is_own = needs_own(hop, request);
	request->serial = ++hop->all->next_serial;
	request->next = NULL;
	request->hop = hop;
	struct hop_request **end = &hop->waiting;
	while (*end != NULL)
		end = &(*end)->next;
	*end = request;
	if (hop->idle != NULL && !is_own) {
		struct hop_conn *c = hop->idle;
		hop->idle = c->next;
		give_to_waiting(c);
		return;
	}
	if (hop->idle != NULL && hop->open >= (size_t)hop->conf->connections)
		conn_end(hop->idle, false); /* starts another for the one who waits */
	else
		start(hop);
}

void
hop_cancel(struct hop_request *request)
{
	if (request->hop == NULL)
		return;
	for (struct hop_request **p = &request->hop->waiting; *p != NULL; p = &(*p)->next) {
		if (*p == request) {
			*p = request->next;
			break;
		}
	}
	request->hop = NULL;
}

/* A Maildir keeps the envelope, which a message in a file would lose. */
static void
maildir_command(struct hop_conn *c, struct bytes line)
{
	size_t open = bytes_find_octet(line, '<'), close = bytes_find_last_octet(line, '>');
	struct bytes address = bytes_slice(line, open, close == BYTES_NOT_FOUND ? 0 : close + 1);
	if (bytes_starts(line, BYTES("MAIL"))) {
		buf_clear(&c->envelope);
		buf_addf(&c->envelope, "Return-Path: %.*s\r\n", BYTES_ARGS(address));
	} else if (bytes_starts(line, BYTES("RCPT"))) {
		buf_addf(&c->envelope, "Delivered-To: %.*s\r\n", BYTES_ARGS(bytes_slice(address, 1, address.len - 1)));
	}
	c->request.ops->on_reply(c->request.owner, 250, bytes_starts(line, BYTES("RCPT")) ? "2.1.5 Ok" : "2.1.0 Ok");
}

void
hop_command(struct hop_conn *c, struct bytes line)
{
	if (c->is_maildir) {
		maildir_command(c, line);
		return;
	}
	c->pending++;
	link_send(&c->link, line);
	link_send(&c->link, BYTES("\r\n"));
	link_deadline(&c->link, c->hop->conf->reply_timeout);
}

static void on_stored(void *context);

/* Give the writer what waits; while it works the next batch gathers. */
static void
store(struct hops *h)
{
	if (h->batch_count != 0 || h->first_storing == NULL)
		return;
	if (h->writer == NULL) {
		h->writer = maildir_writer_new(h->loop->base, h->hostname, on_stored, h);
		h->batch = xcalloc(MAILDIR_BATCH_MAX, sizeof *h->batch);
	}
	for (struct hop_conn *c = h->first_storing; c != NULL && h->batch_count < MAILDIR_BATCH_MAX; c = c->next_storing) {
		c->stored = &h->batch[h->batch_count++];
		*c->stored = (struct maildir_message){ .path = c->hop->servers[c->server].path,
			.envelope = buf_bytes(&c->envelope), .message = c->sending };
	}
	maildir_writer_begin(h->writer, h->batch, h->batch_count);
}

static void
maildir_send(struct hop_conn *c)
{
	struct hops *h = c->hop->all;
	c->is_storing = true;
	c->stored = NULL;
	c->next_storing = NULL;
	*h->last_storing = c;
	h->last_storing = &c->next_storing;
	store(h);
}

static void
stop_storing(struct hop_conn *c)
{
	struct hops *h = c->hop->all;
	struct hop_conn **at = &h->first_storing;
	if (!c->is_storing)
		return;
	/* Its message is being read by the writer: rare, for a client waits for the reply, and short. */
	if (c->stored != NULL)
		maildir_writer_wait(h->writer);
	while (*at != c)
		at = &(*at)->next_storing;
	*at = c->next_storing;
	if (h->last_storing == &c->next_storing)
		h->last_storing = at;
	c->is_storing = false;
}

static void
on_stored(void *context)
{
	struct hops *h = context;
	/* Each answer may take others out of the list. */
	for (struct hop_conn *c; (c = h->first_storing) != NULL && c->stored != NULL;) {
		int fault = c->stored->fault;
		stop_storing(c);
		fate(c, fault == 0 ? 250 : 451, fault == 0 ? "2.0.0 Ok: delivered" : "4.3.0 Cannot store the message now");
	}
	h->batch_count = 0;
	store(h);
	link_loop_settle(h->loop);
}

void
hop_send(struct hop_conn *c, struct outgoing *message, size_t recipients)
{
	c->sending = message;
	c->chunk = BYTES_NONE;
	c->fates = c->is_lmtp ? recipients : 1;
	c->fate_code = 0;
	free(c->each);
	c->each = c->is_lmtp ? xcalloc(recipients, sizeof *c->each) : NULL;
	c->each_count = 0;
	if (c->is_maildir) {
		c->fates = 1;
		if (buf_ok(&c->envelope))
			maildir_send(c);
		else
			fate(c, 451, "4.3.0 Cannot store the message now");
		return;
	}
	if ((c->ehlo.caps & CAP_CHUNKING) != 0) {
		/* A counted chunk has no end mark that anybody could mistake, and saves waiting for the 354. */
		outgoing_start(message, false);
		int len = snprintf(c->chunk_text, sizeof c->chunk_text, "BDAT %llu LAST\r\n", (unsigned long long)message->size);
		c->chunk = bytes_of(c->chunk_text, (size_t)len);
		c->state = HOP_SENDING;
		c->pending = c->fates;
		link_want_write(&c->link);
	} else {
		outgoing_start(message, true);
		link_send(&c->link, BYTES("DATA\r\n"));
		c->state = HOP_DATA;
		c->pending = 1;
	}
	link_deadline(&c->link, c->hop->conf->reply_timeout);
}

void
hop_put(struct hop_conn *c, bool needs_reset)
{
	c->request.ops = NULL;
	if (c->is_maildir) {
		give_to_waiting(c);
	} else if (c->is_broken && !c->link.is_closed) {
		conn_end(c, true);
	} else if (c->is_dedicated || c->pending != 0 || c->state != HOP_READY || c->link.is_closed) {
		if (c->state == HOP_READY && !c->link.is_closed && c->pending == 0) {
			link_send(&c->link, BYTES("QUIT\r\n"));
			(void)link_flush(&c->link);
		}
		if (!c->link.is_closed)
			conn_end(c, c->pending != 0);
	} else if (needs_reset) {
		c->state = HOP_RESETTING;
		c->pending = 1;
		link_send(&c->link, BYTES("RSET\r\n"));
		link_deadline(&c->link, c->hop->conf->reply_timeout);
	} else {
		give_to_waiting(c);
	}
}

void
hop_drop(struct hop_conn *c)
{
	c->request.ops = NULL;
	if (!c->link.is_closed || c->is_maildir)
		conn_end(c, true);
}
