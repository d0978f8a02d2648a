#include "dns/stub.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <event2/event.h>

#include "base/must.h"
#include "dns/message.h"
#include "sys/clock.h"
#include "sys/fd.h"

#define HEADER_OCTETS 12
#define OPT_OCTETS 11
#define BATCH 32
/* As libunbound: below are the ports of services. */
#define PORT_MIN 1024
#define PORT_TRIES 8
#define TICK_MS (STUB_WAIT_MS / 4)

struct server {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at;
	socklen_t len;
};

struct stub_socket {
	struct dns_stub *stub;
	int fd;
	struct event *readable;
	int64_t born_ms;
	uint32_t sent;
	uint32_t waiting; /* questions that are answered here */
};

struct kept {
	int64_t until_ms;
	int64_t since_ms;
	uint16_t type;
	uint16_t name_len;
	uint16_t packet_len;
	uint8_t octets[]; /* the name, the packet */
};

struct dns_stub {
	struct event_base *base;
	struct stub_asker asker;
	void *arg;
	struct server servers[DNS_SERVERS_MAX];
	size_t server_count, server_next;
	struct stub_socket *sockets[STUB_SOCKETS_MAX];
	struct stub_socket *current;
	struct stub_asked *first, *last; /* on their way, the oldest first */
	struct event *tick;
	uint32_t failures; /* in a row */
	int64_t rest_until_ms;
	/* Due to be sent from the current socket. */
	size_t due;
	struct stub_asked *due_for[BATCH];
	struct mmsghdr out[BATCH];
	struct iovec out_parts[BATCH];
	uint8_t out_octets[BATCH][HEADER_OCTETS + STUB_QUESTION_MAX + OPT_OCTETS];
	struct mmsghdr in[BATCH];
	struct iovec in_parts[BATCH];
	uint8_t in_octets[BATCH][STUB_PACKET_MAX];
	struct arena *arena; /* of one answer */
	uint8_t random[2048];
	size_t random_left;
	uint64_t secret;
	struct kept *cache[STUB_CACHE_ENTRIES];
};

/* -- randomness, a page of it with one system call -- */

static void
take_random(struct dns_stub *stub, void *out, size_t len)
{
	if (stub->random_left < len) {
		size_t got = 0;
		while (got < sizeof stub->random) {
			ssize_t n = getrandom(stub->random + got, sizeof stub->random - got, 0);
			must(n > 0);
			got += (size_t)n;
		}
		stub->random_left = sizeof stub->random;
	}
	stub->random_left -= len;
	memcpy(out, stub->random + stub->random_left, len);
	/* What was used is nobody's to find. */
	memset(stub->random + stub->random_left, 0, len);
}

/* -- packets -- */

size_t
stub_question_write(const struct dns_question *question, const uint8_t letters[32], uint8_t *out)
{
	struct bytes name = question->name;
	size_t label = 0, len = 1;
	must(name.len <= DNS_NAME_MAX);
	for (size_t i = 0; i <= name.len; i++) {
		if (i == name.len || name.at[i] == '.') {
			out[label] = (uint8_t)(len - label - 1);
			label = len++;
			continue;
		}
		uint8_t c = name.at[i];
		out[len++] = c >= 'a' && c <= 'z' && (letters[i / 8] >> i % 8 & 1) != 0 ? (uint8_t)(c - 0x20) : c;
	}
	out[label] = 0;
	out[len++] = (uint8_t)(question->type >> 8);
	out[len++] = (uint8_t)question->type;
	out[len++] = 0;
	out[len++] = 1;
	return len;
}

enum stub_reply
stub_reply_read(struct bytes packet, const struct dns_question *question, const struct stub_asked *asked,
    struct arena *arena, struct dns_answer *out)
{
	uint8_t sent[STUB_QUESTION_MAX];
	*out = (struct dns_answer){ .status = DNS_SERVFAIL };
	size_t len = stub_question_write(question, asked->letters, sent);
	if (packet.len < HEADER_OCTETS + len || (packet.at[0] << 8 | packet.at[1]) != asked->id ||
	    (packet.at[2] & 0xf8) != 0x80 || packet.at[4] != 0 || packet.at[5] != 1 ||
	    !bytes_equal_nocase(bytes_of(packet.at + HEADER_OCTETS, len - 4), bytes_of(sent, len - 4)) ||
	    memcmp(packet.at + HEADER_OCTETS + len - 4, sent + len - 4, 4) != 0)
		return STUB_REPLY_OTHER;
	unsigned rcode = packet.at[3] & 0xf;
	/* The case is lost, it is cut off, or the server knows neither EDNS nor what we want: FORMERR, NOTIMP. */
	if (memcmp(packet.at + HEADER_OCTETS, sent, len) != 0 || (packet.at[2] & 2) != 0 || rcode == 1 || rcode == 4)
		return STUB_REPLY_UNFIT;
	if (dns_message_read(packet, question, arena, out) != 0)
		return STUB_REPLY_UNFIT;
	/* A CNAME whose end is not in the packet is not "no data". */
	bool has_answers = (packet.at[6] | packet.at[7]) != 0;
	return out->status == DNS_NODATA && has_answers ? STUB_REPLY_UNFIT : STUB_REPLY_GOOD;
}

/* Recursion desired; EDNS, so that more than 512 octets may come (RFC 6891). */
static size_t
packet_write(const struct stub_asked *asked, const struct dns_question *question, uint8_t *out)
{
	const uint8_t header[HEADER_OCTETS] = { (uint8_t)(asked->id >> 8), (uint8_t)asked->id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1 };
	const uint8_t opt[OPT_OCTETS] = { 0, 0, 41, STUB_PACKET_MAX >> 8, STUB_PACKET_MAX & 0xff };
	memcpy(out, header, sizeof header);
	size_t len = sizeof header + stub_question_write(question, asked->letters, out + sizeof header);
	memcpy(out + len, opt, sizeof opt);
	return len + sizeof opt;
}

/* -- the cache -- */

static struct kept **
place_of(struct dns_stub *stub, const struct dns_question *question)
{
	uint64_t h = XXH3_64bits_withSeed(question->name.at, question->name.len, stub->secret + question->type);
	return &stub->cache[h % STUB_CACHE_ENTRIES];
}

static void
keep(struct dns_stub *stub, const struct dns_question *question, struct bytes packet, const struct dns_answer *answer)
{
	uint32_t most = answer->status == DNS_OK ? STUB_TTL_MAX : STUB_NEGATIVE_TTL_MAX;
	uint32_t ttl = answer->ttl < most ? answer->ttl : most;
	if (dns_is_temporary(answer) || ttl == 0)
		return;
	int64_t now = clock_steady_us() / 1000;
	struct kept **place = place_of(stub, question);
	free(*place);
	struct kept *kept = *place = xmalloc(sizeof *kept + question->name.len + packet.len);
	*kept = (struct kept){ .until_ms = now + (int64_t)ttl * 1000, .since_ms = now, .type = question->type,
		.name_len = (uint16_t)question->name.len, .packet_len = (uint16_t)packet.len };
	memcpy(kept->octets, question->name.at, question->name.len);
	memcpy(kept->octets + question->name.len, packet.at, packet.len);
}

bool
dns_stub_known(struct dns_stub *stub, const struct dns_question *question, struct arena *arena, struct dns_answer *out)
{
	const struct kept *kept = *place_of(stub, question);
	int64_t now = clock_steady_us() / 1000;
	if (kept == NULL || kept->type != question->type || now >= kept->until_ms ||
	    !bytes_equal(bytes_of(kept->octets, kept->name_len), question->name) ||
	    dns_message_read(bytes_of(kept->octets + kept->name_len, kept->packet_len), question, arena, out) != 0)
		return false;
	uint32_t age = (uint32_t)((now - kept->since_ms) / 1000);
	out->ttl = out->ttl > age ? out->ttl - age : 0;
	return true;
}

/* -- what is on its way -- */

static void
forget(struct dns_stub *stub, struct stub_asked *asked)
{
	*(asked->previous != NULL ? &asked->previous->next : &stub->first) = asked->next;
	*(asked->next != NULL ? &asked->next->previous : &stub->last) = asked->previous;
	asked->socket->waiting--;
	asked->next = asked->previous = NULL;
	asked->socket = NULL;
}

static void
give_back(struct dns_stub *stub, struct stub_asked *asked)
{
	forget(stub, asked);
	if (++stub->failures >= STUB_FAILURES) {
		stub->failures = 0;
		stub->rest_until_ms = clock_steady_us() / 1000 + STUB_REST_MS;
	}
	stub->asker.returned(stub->arg, asked);
}

static void
socket_close(struct stub_socket *s)
{
	struct dns_stub *stub = s->stub;
	for (size_t i = 0; i < STUB_SOCKETS_MAX; i++)
		if (stub->sockets[i] == s)
			stub->sockets[i] = NULL;
	if (stub->current == s) {
		stub->current = NULL;
		stub->due = 0;
	}
	for (struct stub_asked *a = stub->first, *next; a != NULL; a = next) {
		next = a->next;
		if (a->socket == s)
			give_back(stub, a);
	}
	event_free(s->readable);
	fd_close(&s->fd);
	free(s);
}

static void
take_packet(struct dns_stub *stub, const struct stub_socket *s, struct bytes packet)
{
	uint8_t name[DNS_NAME_MAX];
	struct dns_question question = { .name.at = name };
	struct dns_answer answer;
	if (dns_message_question(packet, name, &question) != 0)
		return;
	struct stub_asked *asked = stub->asker.find(stub->arg, &question);
	if (asked == NULL || asked->socket != s)
		return;
	arena_reset(stub->arena);
	switch (stub_reply_read(packet, &question, asked, stub->arena, &answer)) {
	case STUB_REPLY_OTHER:
		return;
	case STUB_REPLY_GOOD:
		/* The next server may know better; the only one is believed. */
		if (answer.status != DNS_SERVFAIL || stub->server_count == 1)
			break;
		give_back(stub, asked);
		return;
	case STUB_REPLY_UNFIT:
		give_back(stub, asked);
		return;
	}
	stub->failures = 0;
	keep(stub, &question, packet, &answer);
	forget(stub, asked);
	stub->asker.answered(stub->arg, asked, &answer);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct stub_socket *s = arg;
	struct dns_stub *stub = s->stub;
	int n;
	do {
		n = recvmmsg(s->fd, stub->in, BATCH, MSG_DONTWAIT, NULL);
		for (int i = 0; i < n; i++)
			if ((stub->in[i].msg_hdr.msg_flags & MSG_TRUNC) == 0)
				take_packet(stub, s, bytes_of(stub->in_octets[i], stub->in[i].msg_len));
	} while (n == BATCH);
	/* Nobody listens there: what is on its way will not come. */
	bool is_dead = n < 0 && errno != EAGAIN && errno != EINTR;
	if (is_dead || (s != stub->current && s->waiting == 0))
		socket_close(s);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct dns_stub *stub = arg;
	int64_t now = clock_steady_us() / 1000;
	while (stub->first != NULL && now - stub->first->since_ms >= STUB_WAIT_MS)
		give_back(stub, stub->first);
	for (size_t i = 0; i < STUB_SOCKETS_MAX; i++)
		if (stub->sockets[i] != NULL && stub->sockets[i] != stub->current && stub->sockets[i]->waiting == 0)
			socket_close(stub->sockets[i]);
	if (stub->first == NULL)
		(void)evtimer_del(stub->tick);
}

/* -- sockets -- */

static bool
bind_randomly(struct dns_stub *stub, int fd, const struct server *server)
{
	for (int i = 0; i < PORT_TRIES; i++) {
		struct server own = { .len = server->len };
		uint16_t port;
		take_random(stub, &port, sizeof port);
		port = (uint16_t)(PORT_MIN + port % (UINT16_MAX + 1 - PORT_MIN));
		own.at.any.sa_family = server->at.any.sa_family;
		*(own.at.any.sa_family == AF_INET ? &own.at.v4.sin_port : &own.at.v6.sin6_port) = htons(port);
		if (bind(fd, &own.at.any, own.len) == 0)
			return true;
	}
	return false;
}

static struct stub_socket *
socket_open(struct dns_stub *stub, int64_t now)
{
	const struct server *server = &stub->servers[stub->server_next++ % stub->server_count];
	size_t place = 0;
	while (place < STUB_SOCKETS_MAX && stub->sockets[place] != NULL)
		place++;
	if (place == STUB_SOCKETS_MAX)
		return NULL;
	OWN_FD int fd = socket(server->at.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || !bind_randomly(stub, fd, server) || connect(fd, &server->at.any, server->len) != 0)
		return NULL;
	struct stub_socket *s = xcalloc(1, sizeof *s);
	*s = (struct stub_socket){ .stub = stub, .fd = fd_take(&fd), .born_ms = now };
	s->readable = event_new(stub->base, s->fd, EV_READ | EV_PERSIST, on_readable, s);
	must(s->readable != NULL && event_add(s->readable, NULL) == 0);
	stub->sockets[place] = s;
	return s;
}

/* The one to send with, or NULL. */
static struct stub_socket *
socket_now(struct dns_stub *stub, int64_t now)
{
	struct stub_socket *s = stub->current;
	if (s != NULL && s->sent < STUB_SOCKET_QUESTIONS && now - s->born_ms < STUB_SOCKET_MS)
		return s;
	dns_stub_flush(stub);
	s = stub->current;
	struct stub_socket *fresh = socket_open(stub, now);
	stub->current = fresh;
	if (s != NULL && s->waiting == 0)
		socket_close(s);
	return fresh;
}

bool
dns_stub_send(struct dns_stub *stub, struct stub_asked *asked)
{
	int64_t now = clock_steady_us() / 1000;
	struct stub_socket *s = now >= stub->rest_until_ms ? socket_now(stub, now) : NULL;
	if (s == NULL)
		return false;
	if (stub->due == BATCH)
		dns_stub_flush(stub);
	if ((s = stub->current) == NULL)
		return false;
	const struct dns_question question = stub->asker.question(asked);
	take_random(stub, &asked->id, sizeof asked->id);
	take_random(stub, asked->letters, sizeof asked->letters);
	asked->since_ms = now;
	asked->socket = s;
	asked->next = NULL;
	asked->previous = stub->last;
	*(stub->last != NULL ? &stub->last->next : &stub->first) = asked;
	stub->last = asked;
	s->waiting++;
	s->sent++;
	stub->out_parts[stub->due].iov_len = packet_write(asked, &question, stub->out_octets[stub->due]);
	stub->due_for[stub->due++] = asked;
	if (!evtimer_pending(stub->tick, NULL)) {
		static const struct timeval soon = { .tv_usec = TICK_MS * 1000 };
		must(event_add(stub->tick, &soon) == 0);
	}
	return true;
}

void
dns_stub_flush(struct dns_stub *stub)
{
	size_t sent = 0, due = stub->due;
	stub->due = 0;
	while (sent < due) {
		int n = sendmmsg(stub->current->fd, stub->out + sent, (unsigned)(due - sent), 0);
		if (n >= 0) {
			sent += (size_t)n;
		} else if (errno == ECONNREFUSED) {
			/* The port is closed; those that are due wait at it, too. */
			socket_close(stub->current);
			return;
		} else if (errno != EINTR) {
			break;
		}
	}
	for (; sent < due; sent++)
		give_back(stub, stub->due_for[sent]);
}

/* -- from its beginning to its end -- */

static bool
server_read(const char *text, struct server *out)
{
	char address[INET6_ADDRSTRLEN];
	uint64_t port = 53;
	struct bytes rest = bytes_of_cstr(text), host;
	*out = (struct server){ .len = 0 };
	if (!bytes_cut(&rest, '@', &host) || host.len >= sizeof address ||
	    (rest.len != 0 && (bytes_number(rest, UINT16_MAX, &port) != 0 || port == 0)))
		return false;
	memcpy(address, host.at, host.len);
	address[host.len] = '\0';
	if (inet_pton(AF_INET, address, &out->at.v4.sin_addr) == 1) {
		out->at.v4.sin_family = AF_INET;
		out->at.v4.sin_port = htons((uint16_t)port);
		out->len = sizeof out->at.v4;
	} else if (inet_pton(AF_INET6, address, &out->at.v6.sin6_addr) == 1) {
		out->at.v6.sin6_family = AF_INET6;
		out->at.v6.sin6_port = htons((uint16_t)port);
		out->len = sizeof out->at.v6;
	}
	return out->len != 0;
}

struct dns_stub *
dns_stub_new(struct event_base *base, const char *const *servers, size_t count, const struct stub_asker *asker, void *arg)
{
	struct dns_stub *stub = xcalloc(1, sizeof *stub);
	stub->base = base;
	stub->asker = *asker;
	stub->arg = arg;
	for (size_t i = 0; i < count && stub->server_count < DNS_SERVERS_MAX; i++)
		stub->server_count += server_read(servers[i], &stub->servers[stub->server_count]);
	if (stub->server_count == 0) {
		free(stub);
		return NULL;
	}
	for (size_t i = 0; i < BATCH; i++) {
		stub->out_parts[i].iov_base = stub->out_octets[i];
		stub->out[i].msg_hdr.msg_iov = &stub->out_parts[i];
		stub->out[i].msg_hdr.msg_iovlen = 1;
		stub->in_parts[i] = (struct iovec){ stub->in_octets[i], STUB_PACKET_MAX };
		stub->in[i].msg_hdr.msg_iov = &stub->in_parts[i];
		stub->in[i].msg_hdr.msg_iovlen = 1;
	}
	take_random(stub, &stub->secret, sizeof stub->secret);
	stub->tick = event_new(base, -1, EV_PERSIST, on_tick, stub);
	must(stub->tick != NULL);
	/* Whatever fits into a packet, copied, and its list. */
	stub->arena = arena_new((size_t)64 << 10);
	return stub;
}

void
dns_stub_free(struct dns_stub *stub)
{
	if (stub == NULL)
		return;
	while (stub->first != NULL)
		forget(stub, stub->first);
	for (size_t i = 0; i < STUB_SOCKETS_MAX; i++)
		if (stub->sockets[i] != NULL)
			socket_close(stub->sockets[i]);
	for (size_t i = 0; i < STUB_CACHE_ENTRIES; i++)
		free(stub->cache[i]);
	event_free(stub->tick);
	arena_free(stub->arena);
	free(stub);
}
