#include "front/link.h"

#include <errno.h>
#include <openssl/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/clock.h"

void
link_loop_init(struct link_loop *loop, struct event_base *base)
{
	*loop = (struct link_loop){ .base = base, .scratch = xmalloc(LINK_SCRATCH) };
}

void
link_loop_done(struct link_loop *loop)
{
	link_loop_settle(loop);
	free(loop->scratch);
	*loop = (struct link_loop){ 0 };
}

void
link_loop_settle(struct link_loop *loop)
{
	/* Inside a link's callback its owner is still in use: the outermost event settles. */
	if (loop->depth != 0)
		return;
	loop->depth++;
	while (loop->dirty != NULL) {
		struct link *l = loop->dirty;
		loop->dirty = l->next_dirty;
		l->is_dirty = false;
		if (!l->is_closed)
			(void)link_flush(l);
	}
	loop->depth--;
	while (loop->buried != NULL) {
		struct link *l = loop->buried;
		loop->buried = l->next_buried;
		l->free_owner(l->owner);
	}
}

static void
mark_dirty(struct link *l)
{
	if (l->is_dirty || l->is_closed)
		return;
	l->is_dirty = true;
	l->next_dirty = l->loop->dirty;
	l->loop->dirty = l;
}

/* The connection is broken; tell the owner once. */
static void
broken(struct link *l)
{
	if (l->is_closed)
		return;
	link_close(l, false);
	l->ops->on_closed(l->owner);
}

static void
set_writing(struct link *l, bool on)
{
	if (on == l->is_writing || l->is_closed)
		return;
	l->is_writing = on;
	(void)(on ? event_add(&l->writing, NULL) : event_del(&l->writing));
}

/* What a failed SSL call means: true to wait for the socket. */
static bool
tls_waits(struct link *l, int result)
{
	int error = SSL_get_error(l->ssl, result);
	if (error == SSL_ERROR_WANT_WRITE)
		set_writing(l, true);
	bool waits = error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ;
	ERR_clear_error();
	return waits;
}

static void
handshake(struct link *l)
{
	int result = SSL_do_handshake(l->ssl);
	if (result == 1) {
		l->handshaking = false;
		l->ops->on_secure(l->owner);
		/* Octets that came with the end of the handshake wake nobody. */
		if (!l->is_closed && SSL_has_pending(l->ssl))
			event_active(&l->reading, EV_READ, 0);
	} else if (!tls_waits(l, result)) {
		broken(l);
	}
}

#define ENDED (-2)

/* Octets into the scratch buffer: > 0, 0 for "wait", -1 for the end, ENDED where it may still listen. */
static ssize_t
receive(struct link *l)
{
	if (l->ssl != NULL) {
		int n = SSL_read(l->ssl, l->loop->scratch, LINK_SCRATCH);
		if (n > 0)
			return n;
		return tls_waits(l, n) ? 0 : -1;
	}
	ssize_t n = recv(l->fd, l->loop->scratch, LINK_SCRATCH, 0);
	if (n > 0)
		return n;
	if (n == 0 && l->ops->on_end != NULL)
		return ENDED;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

/* Give DATA to the owner; what it leaves is kept. */
static void
give(struct link *l, struct bytes data, bool is_kept)
{
	l->in_input = true;
	size_t used = l->paused ? 0 : l->ops->on_input(l->owner, data);
	l->in_input = false;
	if (l->is_closed)
		return;
	if (is_kept)
		buf_drop(&l->in, used);
	else
		buf_add(&l->in, bytes_from(data, used));
	if (l->in.len == 0)
		buf_done(&l->in);
	if (!buf_ok(&l->in))
		broken(l);
}

/* A callback has returned. */
static void
leave(struct link_loop *loop)
{
	loop->depth--;
	link_loop_settle(loop);
}

/* Take no octet more than the owner wants. */
static void
peek(struct link *l)
{
	uint8_t *scratch = l->loop->scratch;
	ssize_t n = recv(l->fd, scratch, LINK_SCRATCH, MSG_PEEK);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		broken(l);
		return;
	}
	if (n <= 0)
		return;
	/* The owner may begin TLS in its callback, which forgets what was kept. */
	struct buf whole = l->in;
	size_t before = whole.len;
	buf_init(&l->in, LINK_KEEP_MAX);
	buf_add(&whole, bytes_of(scratch, (size_t)n));
	size_t used = l->ops->on_input(l->owner, buf_bytes(&whole));
	/* What is not enough yet is all part of it: left in the kernel it would wake us without end. */
	size_t taken = used != 0 ? used - before : (size_t)n;
	if (!l->is_closed)
		must(used == 0 || used > before), must(recv(l->fd, scratch, taken, 0) == (ssize_t)taken);
	if (!l->is_closed && used == 0)
		l->in = whole;
	else
		buf_done(&whole);
}

static void
on_read(evutil_socket_t fd, short what, void *arg)
{
	struct link *l = arg;
	struct link_loop *loop = l->loop;
	if (l->paused) {
		l->is_deaf = true;
		(void)event_del(&l->reading);
		return;
	}
	loop->depth++;
	if (l->handshaking) {
		handshake(l);
		leave(loop);
		return;
	}
	if (l->peeks) {
		peek(l);
		leave(loop);
		return;
	}
	size_t before = l->in.len;
	if (!l->paused && l->in.len != 0)
		give(l, buf_bytes(&l->in), true);
	/* Kept input that waits for its rest is the only reason to read on behind it. */
	if (!l->is_closed && !l->paused && !l->handshaking && l->starting == NULL && (l->in.len == 0 || l->in.len == before)) {
		ssize_t n = receive(l);
		if (n == ENDED) {
			link_pause(l);
			l->ops->on_end(l->owner);
		} else if (n < 0) {
			broken(l);
		} else if (n > 0 && l->in.len == 0) {
			give(l, bytes_of(l->loop->scratch, (size_t)n), false);
		} else if (n > 0) {
			buf_add(&l->in, bytes_of(l->loop->scratch, (size_t)n));
			give(l, buf_bytes(&l->in), true);
		}
		if (n > 0 && !l->is_closed && !l->paused && l->ssl != NULL && !l->handshaking && SSL_has_pending(l->ssl))
			event_active(&l->reading, EV_READ, 0);
	} else if (!l->is_closed && !l->paused && l->in.len != 0 && l->in.len != before) {
		event_active(&l->reading, EV_READ, 0);
	}
	leave(loop);
}

static void
on_write(evutil_socket_t fd, short what, void *arg)
{
	struct link *l = arg;
	struct link_loop *loop = l->loop;
	loop->depth++;
	set_writing(l, false);
	if (l->handshaking)
		handshake(l);
	else
		(void)link_flush(l);
	leave(loop);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct link *l = arg;
	struct link_loop *loop = l->loop;
	int64_t now = clock_steady_us();
	loop->depth++;
	l->timer_us = 0;
	if (l->deadline_us != 0 && now < l->deadline_us)
		link_deadline(l, (l->deadline_us - now) / 1000 + 1);
	else if (l->deadline_us != 0)
		l->ops->on_timeout(l->owner);
	leave(loop);
}

void
link_open(struct link *l, struct link_loop *loop, int fd, const struct link_ops *ops, void *owner)
{
	*l = (struct link){ .loop = loop, .ops = ops, .owner = owner, .fd = fd };
	buf_init(&l->in, LINK_KEEP_MAX);
	buf_init(&l->out, LINK_OUT_MAX);
	must(event_assign(&l->reading, loop->base, fd, EV_READ | EV_PERSIST, on_read, l) == 0);
	must(event_assign(&l->writing, loop->base, fd, EV_WRITE, on_write, l) == 0);
	must(event_assign(&l->timer, loop->base, -1, 0, on_timer, l) == 0);
	(void)event_add(&l->reading, NULL);
}

void
link_close(struct link *l, bool is_abort)
{
	if (l->is_closed)
		return;
	l->is_closed = true;
	(void)event_del(&l->reading);
	(void)event_del(&l->writing);
	(void)event_del(&l->timer);
	if (l->ssl != NULL && !l->handshaking && !is_abort)
		(void)SSL_shutdown(l->ssl);
	SSL_free(l->ssl);
	SSL_free(l->starting);
	l->ssl = l->starting = NULL;
	ERR_clear_error();
	if (is_abort) {
		struct linger linger = { .l_onoff = 1 };
		(void)setsockopt(l->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	}
	(void)close(l->fd);
	l->fd = -1;
	buf_done(&l->in);
	buf_done(&l->out);
}

void
link_finish(struct link *l)
{
	if (l->is_closed)
		return;
	if (l->ssl != NULL && !l->handshaking)
		(void)SSL_shutdown(l->ssl);
	ERR_clear_error();
	(void)shutdown(l->fd, SHUT_WR);
}

void
link_bury(struct link *l, void (*free_owner)(void *owner))
{
	must(l->is_closed && l->free_owner == NULL);
	l->free_owner = free_owner;
	l->next_buried = l->loop->buried;
	l->loop->buried = l;
}

void
link_send(struct link *l, struct bytes b)
{
	if (l->is_closed)
		return;
	buf_add(&l->out, b);
	mark_dirty(l);
}

void
link_sendf(struct link *l, const char *format, ...)
{
	char text[2048];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	must(n >= 0 && (size_t)n < sizeof text);
	link_send(l, bytes_of(text, (size_t)n));
}

static void
start_tls(struct link *l)
{
	l->ssl = l->starting;
	l->starting = NULL;
	l->handshaking = true;
	handshake(l);
}

bool
link_flush(struct link *l)
{
	while (!l->is_closed && l->out.len != 0) {
		struct iovec part = { l->out.at, l->out.len };
		struct buf out = l->out;
		l->out = (struct buf){ .max = LINK_OUT_MAX };
		ssize_t n = link_writev(l, &part, 1);
		if (l->is_closed) {
			buf_done(&out);
			return false;
		}
		l->out = out;
		buf_drop(&l->out, n > 0 ? (size_t)n : 0);
		if (n <= 0)
			return false;
	}
	if (l->is_closed)
		return false;
	if (!buf_ok(&l->out)) {
		broken(l);
		return false;
	}
	buf_done(&l->out);
	if (l->starting != NULL)
		start_tls(l);
	/* With a full socket the write event calls again; asking at once would turn for ever. */
	if (!l->is_closed && l->wants_write && !l->handshaking && !l->is_writing) {
		l->wants_write = false;
		l->ops->on_writable(l->owner);
	}
	return !l->is_closed;
}

ssize_t
link_writev(struct link *l, const struct iovec *parts, int count)
{
	if (l->is_closed)
		return -1;
	ssize_t n;
	if (l->ssl != NULL) {
		size_t len = parts[0].iov_len > (1 << 20) ? 1 << 20 : parts[0].iov_len;
		int result = SSL_write(l->ssl, parts[0].iov_base, (int)len);
		n = result > 0 ? result : tls_waits(l, result) ? 0 : -1;
	} else {
		struct msghdr m = { .msg_iov = (struct iovec *)(uintptr_t)parts, .msg_iovlen = (size_t)count };
		n = sendmsg(l->fd, &m, MSG_NOSIGNAL);
		if (n < 0)
			n = errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	if (n < 0)
		broken(l);
	else if (n == 0)
		set_writing(l, true);
	return n;
}

void
link_want_write(struct link *l)
{
	l->wants_write = true;
	if (!l->is_writing)
		mark_dirty(l);
}

void
link_pause(struct link *l)
{
	if (l->paused || l->is_closed)
		return;
	/* Most who are paused say nothing until they are heard again: the kernel is only told to be still by one that does. */
	l->paused = true;
}

void
link_resume(struct link *l)
{
	if (!l->paused || l->is_closed)
		return;
	l->paused = false;
	if (l->is_deaf)
		(void)event_add(&l->reading, NULL);
	l->is_deaf = false;
	if (!l->in_input && (l->in.len != 0 || (l->ssl != NULL && SSL_has_pending(l->ssl))))
		event_active(&l->reading, EV_READ, 0);
}

bool
link_has_input(struct link *l)
{
	uint8_t c;
	if (l->in.len != 0)
		return true;
	if (l->ssl != NULL)
		return SSL_has_pending(l->ssl) == 1;
	return recv(l->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void
link_secure(struct link *l, SSL_CTX *ctx, bool is_server, const char *name)
{
	buf_done(&l->in);
	l->starting = SSL_new(ctx);
	must(l->starting != NULL && SSL_set_fd(l->starting, l->fd) == 1);
	if (is_server) {
		SSL_set_accept_state(l->starting);
	} else {
		SSL_set_connect_state(l->starting);
		if (name != NULL) {
			(void)SSL_set_tlsext_host_name(l->starting, (char *)(uintptr_t)name);
			/* A certificate names an address in a field of its own (RFC 5280 s4.2.1.6). */
			if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(l->starting), name) != 1)
				(void)SSL_set1_host(l->starting, name);
		}
	}
	mark_dirty(l);
}

void
link_deadline(struct link *l, int64_t ms)
{
	if (l->is_closed)
		return;
	l->deadline_us = ms == 0 ? 0 : clock_steady_us() + ms * 1000;
	/* A timer that rings too early is set again then; moving it for every command would cost more. */
	if (ms == 0 || (l->timer_us != 0 && l->timer_us <= l->deadline_us))
		return;
	struct timeval tv = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	(void)event_add(&l->timer, &tv);
	l->timer_us = l->deadline_us;
}
