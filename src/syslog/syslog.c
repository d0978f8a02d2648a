#include "syslog/syslog.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/must.h"
#include "conf/address.h"
#include "sys/clock.h"
#include "syslog/line.h"

/* A line as it is sent: over TCP its length stands before it. */
struct line {
	struct line *next;
	size_t len;
	uint8_t at[];
};

struct target {
	struct syslog *all;
	const struct conf_syslog *conf;
	struct sockaddr_storage address;
	socklen_t address_len;
	struct syslog_form form;
	bool is_stream;
	int fd;                         /* -1: not connected */
	bool is_connecting;
	struct event *readable, *writable;
	struct event *timer;            /* connects again; gives up connecting */
	struct line *first, **last;
	size_t first_sent;              /* octets of the first line that this connection has */
	int64_t retry_ms;
	bool is_told_down;
	uint64_t dropped_told;
	int64_t told_ms;
	struct syslog_stats stats;
};

struct syslog {
	struct event_base *base;
	const struct log *log;
	char hostname[256];
	struct buf line;
	size_t count;
	struct target at[];
};

static void connect_to(struct target *t);

static int64_t
now_ms(void)
{
	return clock_steady_us() / 1000;
}

static void
set_timer(struct target *t, int64_t ms)
{
	struct timeval when = { .tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000 };
	must(event_add(t->timer, &when) == 0);
}

static void
tell_dropped(struct target *t, bool is_last)
{
	uint64_t since = t->stats.dropped - t->dropped_told;
	int64_t now = now_ms();
	if (since == 0 || (!is_last && t->told_ms != 0 && now - t->told_ms < SYSLOG_TELL_MS))
		return;
	log_event(t->all->log, LOG_WARNING, "syslog-dropped", LOG_TEXT("syslog", t->conf->is.name), LOG_NUMBER("events", since),
	    LOG_NUMBER("of-all", t->stats.dropped));
	t->dropped_told = t->stats.dropped;
	t->told_ms = now;
}

/* The first line is done with. */
static void
shift(struct target *t)
{
	struct line *l = t->first;
	t->first = l->next;
	if (t->first == NULL)
		t->last = &t->first;
	t->stats.waiting -= sizeof *l + l->len;
	t->first_sent = 0;
	free(l);
}

static void
disconnect(struct target *t)
{
	if (t->fd < 0)
		return;
	event_free(t->readable);
	event_free(t->writable);
	(void)close(t->fd);
	t->fd = -1;
	t->first_sent = 0;
	t->stats.is_up = t->is_connecting = false;
}

static void
go_down(struct target *t, const char *why)
{
	disconnect(t);
	if (!t->is_told_down)
		log_event(t->all->log, LOG_WARNING, "syslog-down", LOG_TEXT("syslog", t->conf->is.name), LOG_CSTR("why", why));
	t->is_told_down = true;
	set_timer(t, t->retry_ms);
	t->retry_ms = 2 * t->retry_ms < SYSLOG_RETRY_MAX_MS ? 2 * t->retry_ms : SYSLOG_RETRY_MAX_MS;
}

/* It takes what we send. */
static void
go_up(struct target *t)
{
	if (t->stats.is_up)
		return;
	t->stats.is_up = true;
	t->retry_ms = SYSLOG_RETRY_MS;
	if (t->is_told_down)
		log_event(t->all->log, LOG_INFO, "syslog-up", LOG_TEXT("syslog", t->conf->is.name));
	t->is_told_down = false;
}

/* Gives: octets that were taken; 0: not now; -1 with errno. */
static ssize_t
send_stream(struct target *t)
{
	struct iovec parts[SYSLOG_BURST];
	size_t count = 0;
	for (struct line *l = t->first; l != NULL && count < SYSLOG_BURST; l = l->next, count++) {
		size_t skipped = count == 0 ? t->first_sent : 0;
		parts[count] = (struct iovec){ l->at + skipped, l->len - skipped };
	}
	const struct msghdr m = { .msg_iov = parts, .msg_iovlen = count };
	ssize_t n = sendmsg(t->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	for (size_t left = n > 0 ? (size_t)n : 0; left != 0;) {
		size_t wanted = t->first->len - t->first_sent;
		if (left < wanted) {
			t->first_sent += left;
			break;
		}
		left -= wanted;
		t->stats.sent++;
		shift(t);
	}
	return n;
}

static ssize_t
send_datagrams(struct target *t)
{
	ssize_t n = 0;
	for (int i = 0; i < SYSLOG_BURST && t->first != NULL; i++) {
		n = send(t->fd, t->first->at, t->first->len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EMSGSIZE)
			return n;
		/* too long for what is between us: it would never go */
		t->stats.sent += n >= 0;
		t->stats.dropped += n < 0;
		shift(t);
	}
	return 0;
}

/* Give what waits; the socket says when there is room for more. */
static void
flush(struct target *t)
{
	ssize_t n = t->is_stream ? send_stream(t) : send_datagrams(t);
	if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENOBUFS) {
		go_down(t, strerror(errno));
		return;
	}
	if (n >= 0)
		go_up(t);
	if (t->first == NULL) {
		(void)event_del(t->writable);
		tell_dropped(t, false);
	}
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct target *t = arg;
	int error = 0;
	socklen_t len = sizeof error;
	if (t->is_connecting) {
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 || error != 0) {
			go_down(t, strerror(error));
			return;
		}
		t->is_connecting = false;
		(void)event_del(t->timer);
		go_up(t);
	}
	if (t->first != NULL)
		flush(t);
	else
		(void)event_del(t->writable);
}

/* Servers say nothing; they hang up, and a datagram that nobody took comes back as an error. */
static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct target *t = arg;
	uint8_t ignored[512];
	ssize_t n = recv(fd, ignored, sizeof ignored, MSG_DONTWAIT);
	if (n == 0 && t->is_stream)
		go_down(t, "it closed the connection");
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		go_down(t, strerror(errno));
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct target *t = arg;
	if (t->is_connecting)
		go_down(t, strerror(ETIMEDOUT));
	else if (t->fd < 0)
		connect_to(t);
}

static void
connect_to(struct target *t)
{
	int silence = SYSLOG_SILENCE_MS, on = 1;
	t->fd = socket(t->address.ss_family, (t->is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (t->fd < 0) {
		go_down(t, strerror(errno));
		return;
	}
	t->readable = event_new(t->all->base, t->fd, EV_READ | EV_PERSIST, on_readable, t);
	t->writable = event_new(t->all->base, t->fd, EV_WRITE | EV_PERSIST, on_writable, t);
	must(t->readable != NULL && t->writable != NULL);
	if (t->is_stream) {
		(void)setsockopt(t->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
		(void)setsockopt(t->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence, sizeof silence);
	}
	if (connect(t->fd, (const struct sockaddr *)&t->address, t->address_len) != 0) {
		if (errno != EINPROGRESS) {
			go_down(t, strerror(errno));
			return;
		}
		t->is_connecting = true;
		set_timer(t, SYSLOG_SILENCE_MS);
	}
	must(event_add(t->readable, NULL) == 0);
	if (t->is_connecting || t->first != NULL)
		must(event_add(t->writable, NULL) == 0);
	else
		go_up(t); /* a datagram's socket is as good as its next datagram */
}

static void
push(struct target *t, struct bytes text)
{
	char count[24] = "";
	int prefix = t->is_stream ? snprintf(count, sizeof count, "%zu ", text.len) : 0;
	size_t len = text.len + (size_t)prefix;
	if (t->stats.waiting + sizeof(struct line) + len > (size_t)t->conf->wait_size) {
		t->stats.dropped++;
		tell_dropped(t, false);
		return;
	}
	struct line *l = malloc(sizeof *l + len);
	must(l != NULL);
	l->next = NULL;
	l->len = len;
	memcpy(l->at, count, (size_t)prefix);
	memcpy(l->at + prefix, text.at, text.len);
	*t->last = l;
	t->last = &l->next;
	t->stats.waiting += sizeof *l + len;
	if (t->fd >= 0)
		must(event_add(t->writable, NULL) == 0);
}

void
syslog_event(struct syslog *s, const struct mail_event *e)
{
	for (size_t i = 0; s != NULL && i < s->count; i++) {
		struct target *t = &s->at[i];
		bool is_good = e->outcome == OUTCOME_DELIVERED ||
		    (e->outcome == OUTCOME_ADVISED && bytes_equal(e->advice, BYTES("deliver")));
		if (is_good && t->conf->events == SYSLOG_BAD)
			continue;
		buf_clear(&s->line);
		syslog_line(&t->form, e, &s->line);
		push(t, buf_bytes(&s->line));
	}
}

int
syslog_new(struct event_base *base, const struct conf *conf, const struct log *log, struct syslog **out, struct why *why)
{
	*out = NULL;
	if (conf->syslogs.count == 0)
		return 0;
	struct syslog *s = xcalloc(1, sizeof *s + conf->syslogs.count * sizeof s->at[0]);
	s->base = base;
	s->log = log;
	buf_init(&s->line, SYSLOG_LINE_MAX);
	if (conf->server.hostname.len != 0)
		(void)snprintf(s->hostname, sizeof s->hostname, "%.*s", BYTES_ARGS(conf->server.hostname));
	else
		(void)gethostname(s->hostname, sizeof s->hostname - 1);
	for (size_t i = 0; i < conf->syslogs.count; i++) {
		struct target *t = &s->at[s->count++];
		const struct conf_syslog *c = &conf->syslogs.at[i];
		bool is_local = bytes_starts(c->address.host, BYTES("unix:"));
		*t = (struct target){ .all = s, .conf = c, .fd = -1, .last = &t->first, .retry_ms = SYSLOG_RETRY_MS,
			.is_stream = !is_local && c->transport == SYSLOG_TCP,
			.form = { c->format, c->frame, c->facility, is_local, s->hostname, (uint32_t)getpid() } };
		t->timer = event_new(base, -1, 0, on_timer, t);
		must(t->timer != NULL);
		if (!conf_address_socket(&c->address, &t->address, &t->address_len)) {
			syslog_free(s);
			return why_set(why, FAULT_CONFIG, "[syslog %.*s] address is unix:/PATH or ADDRESS:PORT in numbers", BYTES_ARGS(c->is.name));
		}
		event_active(t->timer, 0, 0);
	}
	*out = s;
	return 0;
}

/* What still waits, as far as its server takes it before DEADLINE. */
static void
leave(struct target *t, int64_t deadline)
{
	while (t->fd >= 0 && !t->is_connecting && t->first != NULL && now_ms() < deadline) {
		struct pollfd p = { .fd = t->fd, .events = POLLOUT };
		if (poll(&p, 1, (int)(deadline - now_ms())) <= 0)
			break;
		flush(t);
	}
	for (; t->first != NULL; shift(t))
		t->stats.dropped++;
	tell_dropped(t, true);
}

void
syslog_free(struct syslog *s)
{
	int64_t deadline = now_ms() + SYSLOG_LEAVE_MS;
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		leave(&s->at[i], deadline);
		disconnect(&s->at[i]);
		event_free(s->at[i].timer);
	}
	buf_done(&s->line);
	free(s);
}

size_t
syslog_count(const struct syslog *s)
{
	return s != NULL ? s->count : 0;
}

void
syslog_stats(const struct syslog *s, size_t index, struct bytes *name, struct syslog_stats *out)
{
	*name = s->at[index].conf->is.name;
	*out = s->at[index].stats;
}
