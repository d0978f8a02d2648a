/* Servers that are well, slow, away and back, each played by a socket on the same event loop: what they get, and what is dropped. */
#include "syslog/syslog.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"

struct room {
	struct event_base *base;
	struct conf conf;
	struct syslog *syslog;
	char path[108];
	int server; /* -1: there is none */
};

static void
open_room(struct room *r, const char *rest)
{
	char text[600];
	struct why why;
	(void)snprintf(text, sizeof text, "[server]\nhostname = gw\n[syslog siem]\n%s", rest);
	if (conf_read_text(&r->conf, bytes_of_cstr(text), "test") != 0)
		fail_msg("%.*s", BYTES_ARGS(r->conf.mistakes.at[0].text));
	if (syslog_new(r->base, &r->conf, NULL, &r->syslog, &why) != 0)
		fail_msg("%s", why.text);
}

static int
unix_server(struct room *r)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	(void)snprintf(at.sun_path, sizeof at.sun_path, "%s", r->path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	must(fd >= 0 && bind(fd, (const struct sockaddr *)&at, sizeof at) == 0);
	return fd;
}

static int
inet_server(int type, uint16_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	must(fd >= 0 && bind(fd, (const struct sockaddr *)&at, sizeof at) == 0);
	must(type == SOCK_DGRAM || listen(fd, 8) == 0);
	must(getsockname(fd, (struct sockaddr *)&at, &len) == 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static void
setup(struct room *r)
{
	*r = (struct room){ .base = event_base_new(), .server = -1 };
	(void)snprintf(r->path, sizeof r->path, "/tmp/postern-syslog-%d", (int)getpid());
	(void)unlink(r->path);
}

static void
end(struct room *r)
{
	syslog_free(r->syslog);
	if (r->server >= 0)
		(void)close(r->server);
	(void)unlink(r->path);
	conf_done(&r->conf);
	event_base_free(r->base);
}

static void
tell(struct room *r, unsigned n)
{
	char subject[900];
	memset(subject, 'x', sizeof subject);
	(void)snprintf(subject, sizeof subject, "number %u", n);
	subject[strlen(subject)] = ' ';
	const struct mail_event e = { .id = BYTES("m1"), .time_ms = 1, .outcome = OUTCOME_DELIVERED,
		.subject = bytes_of(subject, sizeof subject) };
	syslog_event(r->syslog, &e);
}

static struct syslog_stats
stats(const struct room *r)
{
	struct syslog_stats s;
	struct bytes name;
	syslog_stats(r->syslog, 0, &name, &s);
	check_text(name, "siem");
	return s;
}

/* Turns of the loop until SENT lines are gone; some turns wait for a timer. */
static void
run_until_sent(struct room *r, uint64_t sent)
{
	for (int i = 0; i < 100000 && stats(r).sent < sent; i++)
		(void)event_base_loop(r->base, EVLOOP_ONCE);
	assert_int_equal(stats(r).sent, sent);
}

static void
expect_number(struct bytes line, unsigned n)
{
	char want[40];
	(void)snprintf(want, sizeof want, " msg=number %u ", n);
	if (!bytes_has(line, bytes_of_cstr(want)))
		fail_msg("not number %u: %.*s", n, BYTES_ARGS(line));
}

static void
a_datagram_each_to_a_unix_socket_and_by_udp(void **state)
{
	for (int is_udp = 0; is_udp < 2; is_udp++) {
		struct room r;
		char conf[200];
		uint16_t port = 0;
		uint8_t got[9000];
		setup(&r);
		r.server = is_udp ? inet_server(SOCK_DGRAM, &port) : unix_server(&r);
		(void)snprintf(conf, sizeof conf, "address = 127.0.0.1:%u", port);
		if (!is_udp)
			(void)snprintf(conf, sizeof conf, "address = unix:%s", r.path);
		open_room(&r, conf);
		for (unsigned i = 0; i < 3; i++)
			tell(&r, i);
		run_until_sent(&r, 3);
		for (unsigned i = 0; i < 3; i++) {
			ssize_t n = recv(r.server, got, sizeof got, 0);
			assert_true(n > 0);
			assert_true(bytes_starts(bytes_of(got, (size_t)n), BYTES("<22>1 1970-01-01T00:00:00.001Z gw postern ")));
			expect_number(bytes_of(got, (size_t)n), i);
		}
		struct syslog_stats s = stats(&r);
		assert_true(s.is_up && s.dropped == 0 && s.waiting == 0);
		end(&r);
	}
}

/* What one connection brought. */
struct taken {
	struct buf in;
	unsigned count;
	long first, last; /* numbers of lines */
};

/* Reads what is there: lines by their counts, each later than the one before. */
static void
read_counted(int fd, struct taken *t)
{
	static const char mark[] = " msg=number ";
	uint8_t octets[65536];
	ssize_t n = recv(fd, octets, sizeof octets, MSG_DONTWAIT);
	if (n > 0)
		buf_add(&t->in, bytes_of(octets, (size_t)n));
	for (;;) {
		struct bytes all = buf_bytes(&t->in);
		size_t space = bytes_find_octet(all, ' ');
		uint64_t len;
		if (space == BYTES_NOT_FOUND)
			return;
		assert_int_equal(bytes_number(bytes_to(all, space), 8000, &len), 0);
		if (all.len < space + 1 + len)
			return;
		struct bytes line = bytes_slice(all, space + 1, space + 1 + len);
		assert_true(bytes_starts(line, BYTES("<22>1 ")));
		size_t at = bytes_find(line, bytes_of_cstr(mark));
		assert_true(at != BYTES_NOT_FOUND);
		long number = strtol((const char *)line.at + at + strlen(mark), NULL, 10);
		assert_true(t->count == 0 || number > t->last);
		t->first = t->count++ == 0 ? number : t->first;
		t->last = number;
		buf_drop(&t->in, space + 1 + len);
	}
}

/* A server that takes little into the kernel, and its end of our connection. */
static int
slow_server(struct room *r, const char *more)
{
	char conf[200];
	uint16_t port;
	int small = 4096, peer = -1;
	r->server = inet_server(SOCK_STREAM, &port);
	must(setsockopt(r->server, SOL_SOCKET, SO_RCVBUF, &small, sizeof small) == 0);
	(void)snprintf(conf, sizeof conf, "address = 127.0.0.1:%u\ntransport = tcp\n%s", port, more);
	open_room(r, conf);
	for (int i = 0; i < 100000 && peer < 0; i++) {
		(void)event_base_loop(r->base, EVLOOP_NONBLOCK);
		peer = accept4(r->server, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	}
	assert_true(peer >= 0);
	return peer;
}

static void
a_slow_server_costs_its_room_and_what_is_dropped_is_counted(void **state)
{
	enum { MANY = 20000 };
	struct room r;
	struct taken t = { .count = 0 };
	setup(&r);
	buf_init(&t.in, 1 << 20);
	int peer = slow_server(&r, "wait_size = 64K");
	/* it reads nothing: the kernel's buffers fill, then ours, then lines are dropped */
	for (unsigned i = 0; i < MANY; i++) {
		tell(&r, i);
		(void)event_base_loop(r.base, EVLOOP_NONBLOCK);
		assert_true(stats(&r).waiting <= 64 << 10);
	}
	struct syslog_stats s = stats(&r);
	assert_true(s.dropped > 0 && s.dropped < MANY);
	/* it reads again: all that was not dropped comes, whole and in order */
	uint64_t kept = MANY - s.dropped;
	for (unsigned i = 0; i < 10000000 && t.count < kept; i++) {
		(void)event_base_loop(r.base, EVLOOP_NONBLOCK);
		read_counted(peer, &t);
	}
	assert_int_equal(t.count, kept);
	s = stats(&r);
	assert_true(s.sent == kept && s.waiting == 0 && s.dropped == MANY - kept);
	(void)close(peer);
	buf_done(&t.in);
	end(&r);
}

static void
a_server_that_comes_back_gets_what_waited(void **state)
{
	struct room r;
	char conf[200];
	uint8_t got[9000];
	setup(&r);
	(void)snprintf(conf, sizeof conf, "address = unix:%s", r.path);
	open_room(&r, conf);
	for (unsigned i = 0; i < 3; i++)
		tell(&r, i);
	(void)event_base_loop(r.base, EVLOOP_ONCE);
	assert_true(!stats(&r).is_up && stats(&r).waiting != 0);
	r.server = unix_server(&r);
	run_until_sent(&r, 3);
	for (unsigned i = 0; i < 3; i++) {
		ssize_t n = recv(r.server, got, sizeof got, 0);
		assert_true(n > 0);
		expect_number(bytes_of(got, (size_t)n), i);
	}
	end(&r);
}

static void
a_line_that_was_cut_is_sent_again_whole(void **state)
{
	struct room r;
	struct taken after = { .count = 0 };
	setup(&r);
	buf_init(&after.in, 16 << 20);
	int peer = slow_server(&r, "wait_size = 16M");
	unsigned told = 0;
	/* until a line does not go out whole: then the kernel is full */
	for (uint64_t sent = 0; told < 20000 && (stats(&r).sent != sent || stats(&r).waiting == 0); told++) {
		sent = stats(&r).sent;
		tell(&r, told);
		(void)event_base_loop(r.base, EVLOOP_NONBLOCK);
	}
	uint64_t gone = stats(&r).sent;
	assert_true(gone < told);
	(void)close(peer);
	for (int i = 0; i < 100000 && stats(&r).is_up; i++)
		(void)event_base_loop(r.base, EVLOOP_ONCE);
	run_until_sent(&r, told);
	peer = accept4(r.server, NULL, NULL, SOCK_CLOEXEC);
	assert_true(peer >= 0);
	for (unsigned i = 0; i < 10000000 && after.last + 1 < (long)told; i++)
		read_counted(peer, &after);
	assert_int_equal(after.first, gone);
	assert_int_equal(after.count, told - gone);
	(void)close(peer);
	buf_done(&after.in);
	end(&r);
}

static void
only_what_was_not_delivered_where_that_is_wanted(void **state)
{
	struct room r;
	char conf[200];
	setup(&r);
	r.server = unix_server(&r);
	(void)snprintf(conf, sizeof conf, "address = unix:%s\nevents = bad\nformat = json\nframe = rfc3164\nfacility = local3", r.path);
	open_room(&r, conf);
	tell(&r, 0);
	syslog_event(r.syslog, &(struct mail_event){ .outcome = OUTCOME_ADVISED, .advice = BYTES("deliver") });
	syslog_event(r.syslog, &(struct mail_event){ .outcome = OUTCOME_ADVISED, .advice = BYTES("tag") });
	syslog_event(r.syslog, &(struct mail_event){ .outcome = OUTCOME_REJECTED });
	run_until_sent(&r, 2);
	end(&r);
}

static void
a_name_for_an_address_is_a_mistake(void **state)
{
	struct conf conf;
	assert_int_equal(conf_read_text(&conf, BYTES("[syslog siem]\naddress = siem.example.com:514\n"), "test"), FAULT_CONFIG);
	check_text(conf.mistakes.at[0].text, "[syslog siem] address is unix:/PATH or ADDRESS:PORT in numbers, not \"siem.example.com\"");
	conf_done(&conf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_datagram_each_to_a_unix_socket_and_by_udp),
		cmocka_unit_test(a_slow_server_costs_its_room_and_what_is_dropped_is_counted),
		cmocka_unit_test(a_server_that_comes_back_gets_what_waited),
		cmocka_unit_test(a_line_that_was_cut_is_sent_again_whole),
		cmocka_unit_test(only_what_was_not_delivered_where_that_is_wanted),
		cmocka_unit_test(a_name_for_an_address_is_a_mistake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
