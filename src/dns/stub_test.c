/* The stub against a DNS server of our own on loopback, which does to a question what its first label says. */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "dns/stub.h"

#include "lib/check.h"

#define ASKED_MAX 600

static struct event_base *base;
static struct event *server_event;
static struct dns_stub *stub;
static struct arena *arena;
static int server;
static unsigned packets;
static uint32_t ports[65536 / 32];
static unsigned port_count;

static struct asked {
	struct stub_asked in;
	char name[64];
	bool is_answered, is_returned;
	enum dns_status status;
	size_t records;
} asked[ASKED_MAX];
static size_t asked_count;

static bool
is_label(const uint8_t *p, const char *text)
{
	return bytes_equal_nocase(bytes_of(p + 13, p[12]), bytes_of_cstr(text));
}

/* An SOA with a minimum of 60 s, of the root. */
static size_t
add_soa(uint8_t *at)
{
	static const uint8_t soa[] = { 0, 0, 6, 0, 1, 0, 0, 1, 44, 0, 22, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 60 };
	memcpy(at, soa, sizeof soa);
	return sizeof soa;
}

static void
on_packet(evutil_socket_t fd, short what, void *arg)
{
	uint8_t p[2048];
	struct sockaddr_in from;
	socklen_t from_len = sizeof from;
	ssize_t n = recvfrom(fd, p, 512, MSG_DONTWAIT, (struct sockaddr *)&from, &from_len);
	if (n < 17)
		return;
	packets++;
	uint16_t port = ntohs(from.sin_port);
	port_count += (ports[port / 32] >> port % 32 & 1) == 0;
	ports[port / 32] |= 1u << port % 32;
	assert_true(port >= 1024);
	size_t end = 12;
	while (p[end] != 0)
		end += p[end] + 1u;
	end += 5;
	/* EDNS, and nothing behind it */
	assert_int_equal(n, end + 11);
	assert_int_equal(p[end + 2], 41);
	if (is_label(p, "silent"))
		return;
	p[2] = 0x81;
	p[3] = is_label(p, "fail") ? 0x82 : is_label(p, "nx") || is_label(p, "bare") ? 0x83 : is_label(p, "old") ? 0x81 : 0x80;
	memset(p + 6, 0, 6);
	if (is_label(p, "nx")) {
		p[9] = 1;
		end += add_soa(p + end);
	} else if (is_label(p, "chain")) {
		const uint8_t record[] = { 0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 3, 1, 'x', 0 };
		p[7] = 1;
		memcpy(p + end, record, sizeof record);
		end += sizeof record;
	} else if (p[3] == 0x80) {
		const uint8_t record[16] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1 };
		p[7] = 1;
		memcpy(p + end, record, sizeof record);
		end += sizeof record;
	}
	if (is_label(p, "cut"))
		p[2] |= 2;
	if (is_label(p, "lower"))
		for (size_t i = 13; p[i] != 0; i++)
			p[i] = ascii_lower(p[i]);
	if (is_label(p, "forged")) {
		/* what a stranger would send who knows all but one thing, and then the truth */
		uint8_t lie[2048];
		for (int i = 0; i < 3; i++) {
			memcpy(lie, p, end);
			lie[end - 1] = 99;
			lie[i == 0 ? 1 : i == 1 ? 2 : end - 17] ^= i == 1 ? 0x80 : 3;
			(void)sendto(fd, lie, end, 0, (struct sockaddr *)&from, from_len);
		}
	}
	(void)sendto(fd, p, end, 0, (struct sockaddr *)&from, from_len);
}

static struct dns_question
question_of(const struct stub_asked *a)
{
	const struct asked *mine = (const struct asked *)a;
	return (struct dns_question){ bytes_of_cstr(mine->name), DNS_A };
}

static struct stub_asked *
find(void *arg, const struct dns_question *question)
{
	for (size_t i = 0; i < asked_count; i++)
		if (question->type == DNS_A && bytes_equal(bytes_of_cstr(asked[i].name), question->name))
			return &asked[i].in;
	return NULL;
}

static void
end_if_all(void)
{
	for (size_t i = 0; i < asked_count; i++)
		if (!asked[i].is_answered && !asked[i].is_returned)
			return;
	(void)event_base_loopbreak(base);
}

static void
on_answered(void *arg, struct stub_asked *a, struct dns_answer *answer)
{
	struct asked *mine = (struct asked *)a;
	assert_false(mine->is_answered || mine->is_returned);
	mine->is_answered = true;
	mine->status = answer->status;
	mine->records = answer->records.count;
	if (answer->records.count == 1)
		check_bytes(answer->records.at[0].data, BYTES("\xc0\0\2\1"));
	end_if_all();
}

static void
on_returned(void *arg, struct stub_asked *a)
{
	struct asked *mine = (struct asked *)a;
	assert_false(mine->is_answered || mine->is_returned);
	mine->is_returned = true;
	end_if_all();
}

static const struct stub_asker asker = { find, question_of, on_answered, on_returned };

static int
setup_with(size_t servers)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof address;
	char where[40];
	const char *texts[] = { where, where };
	server = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(getsockname(server, (struct sockaddr *)&address, &len), 0);
	(void)snprintf(where, sizeof where, "127.0.0.1@%u", ntohs(address.sin_port));
	base = event_base_new();
	server_event = event_new(base, server, EV_READ | EV_PERSIST, on_packet, NULL);
	assert_int_equal(event_add(server_event, NULL), 0);
	stub = dns_stub_new(base, texts, servers, &asker, NULL);
	assert_non_null(stub);
	arena = arena_new((size_t)1 << 20);
	packets = port_count = 0;
	asked_count = 0;
	memset(ports, 0, sizeof ports);
	return 0;
}

static int
setup(void **state)
{
	return setup_with(1);
}

static int
setup_two(void **state)
{
	return setup_with(2);
}

static int
teardown(void **state)
{
	dns_stub_free(stub);
	event_free(server_event);
	event_base_free(base);
	(void)close(server);
	arena_free(arena);
	return 0;
}

static struct asked *
add(const char *name)
{
	struct asked *a = &asked[asked_count++];
	*a = (struct asked){ .status = DNS_STATUS_COUNT };
	(void)snprintf(a->name, sizeof a->name, "%s", name);
	return a;
}

static struct asked *
ask(const char *name)
{
	asked_count = 0;
	struct asked *a = add(name);
	assert_true(dns_stub_send(stub, &a->in));
	dns_stub_flush(stub);
	(void)event_base_dispatch(base);
	assert_null(a->in.socket);
	return a;
}

static void
answers_come_and_are_kept(void **state)
{
	struct dns_answer answer;
	const struct dns_question one = { BYTES("one.example.com"), DNS_A }, nx = { BYTES("nx.example.com"), DNS_A },
		bare = { BYTES("bare.example.com"), DNS_A }, other = { BYTES("one.example.com"), DNS_TXT };
	struct asked *a = ask("one.example.com");
	assert_int_equal(a->status, DNS_OK);
	assert_int_equal(a->records, 1);
	assert_int_equal(ask("nx.example.com")->status, DNS_NXDOMAIN);
	assert_int_equal(ask("bare.example.com")->status, DNS_NXDOMAIN);
	assert_true(dns_stub_known(stub, &one, arena, &answer));
	assert_int_equal(answer.records.count, 1);
	assert_true(dns_stub_known(stub, &nx, arena, &answer));
	assert_int_equal(answer.status, DNS_NXDOMAIN);
	assert_in_range(answer.ttl, 50, 60);
	/* nobody says how long "there is none" holds */
	assert_false(dns_stub_known(stub, &bare, arena, &answer));
	assert_false(dns_stub_known(stub, &other, arena, &answer));
}

static void
what_is_no_plain_answer_is_given_back(void **state)
{
	struct dns_answer answer;
	static const char *const names[] = { "cut.example.com", "lower.example.com", "old.example.com", "chain.example.com",
		"silent.example.com" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct dns_question question = { bytes_of_cstr(names[i]), DNS_A };
		assert_true(ask(names[i])->is_returned);
		assert_false(dns_stub_known(stub, &question, arena, &answer));
	}
}

static void
the_only_server_that_fails_is_believed(void **state)
{
	struct dns_answer answer;
	const struct dns_question question = { BYTES("fail.example.com"), DNS_A };
	assert_int_equal(ask("fail.example.com")->status, DNS_SERVFAIL);
	assert_false(dns_stub_known(stub, &question, arena, &answer));
}

static void
one_of_two_that_fails_is_not(void **state)
{
	assert_true(ask("fail.example.com")->is_returned);
	assert_int_equal(ask("one.example.com")->status, DNS_OK);
}

static void
forgeries_are_passed_over(void **state)
{
	/* its one address is checked where it is answered */
	struct asked *a = ask("forged.example.com");
	assert_true(a->is_answered);
	assert_int_equal(a->records, 1);
}

static void
ports_change_and_nothing_is_lost(void **state)
{
	char name[64];
	/* as many at once as the server's socket holds */
	for (int i = 0; i < ASKED_MAX; i++) {
		(void)snprintf(name, sizeof name, "n%d.example.com", i);
		assert_true(dns_stub_send(stub, &add(name)->in));
		if (i % 100 != 99)
			continue;
		dns_stub_flush(stub);
		(void)event_base_dispatch(base);
	}
	for (int i = 0; i < ASKED_MAX; i++)
		assert_true(asked[i].is_answered);
	assert_int_equal(port_count, (ASKED_MAX + STUB_SOCKET_QUESTIONS - 1) / STUB_SOCKET_QUESTIONS);
	assert_int_equal(packets, ASKED_MAX);
}

static void
a_closed_port_gives_all_back(void **state)
{
	event_free(server_event);
	(void)close(server);
	server = dup(0);
	server_event = event_new(base, server, 0, on_packet, NULL);
	for (int i = 0; i < 3; i++)
		assert_true(ask("one.example.com")->is_returned);
}

static void
it_rests_when_it_is_of_no_use(void **state)
{
	char name[64];
	for (int i = 0; i < STUB_FAILURES; i++) {
		(void)snprintf(name, sizeof name, "old.n%d.example.com", i);
		assert_true(ask(name)->is_returned);
	}
	asked_count = 0;
	assert_false(dns_stub_send(stub, &add("one.example.com")->in));
}

static void
what_is_no_address_is_no_server(void **state)
{
	const char *texts[] = { "resolver.example.com", "", "192.0.2.1@", "fe80::1%eth0", "192.0.2.1@0", "192.0.2.1@99999" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct dns_stub *made = dns_stub_new(base, &texts[i], 1, &asker, NULL);
		/* an empty port is the usual one */
		assert_true((made != NULL) == (i == 2));
		dns_stub_free(made);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_come_and_are_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_plain_answer_is_given_back, setup, teardown),
		cmocka_unit_test_setup_teardown(the_only_server_that_fails_is_believed, setup, teardown),
		cmocka_unit_test_setup_teardown(one_of_two_that_fails_is_not, setup_two, teardown),
		cmocka_unit_test_setup_teardown(forgeries_are_passed_over, setup, teardown),
		cmocka_unit_test_setup_teardown(ports_change_and_nothing_is_lost, setup, teardown),
		cmocka_unit_test_setup_teardown(a_closed_port_gives_all_back, setup, teardown),
		cmocka_unit_test_setup_teardown(it_rests_when_it_is_of_no_use, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_address_is_no_server, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
