/* The resolver against a DNS server of our own on loopback, which answers, fails or keeps silent by name. */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "dns/resolver.h"

#include "sys/clock.h"

#include "lib/check.h"

static struct event_base *base;
static struct event *server_event;
static struct dns_resolver *resolver;
static struct arena *arena;
static int server;
static unsigned asked;
static unsigned done_calls;

/* Answers one packet: "many" has 50 addresses, "nx" none, "fail" fails, "silent" nothing; others have one. */
static void
on_packet(evutil_socket_t fd, short what, void *arg)
{
	uint8_t p[4096];
	struct sockaddr_in from;
	socklen_t from_len = sizeof from;
	ssize_t n = recvfrom(fd, p, 512, 0, (struct sockaddr *)&from, &from_len);
	if (n < 17)
		return;
	asked++;
	struct bytes name = bytes_of(p + 13, p[12]);
	size_t end = 12;
	while (p[end] != 0)
		end += p[end] + 1u;
	end += 5;
	uint16_t type = (uint16_t)(p[end - 4] << 8 | p[end - 3]);
	if (bytes_equal_nocase(name, BYTES("silent")))
		return;
	p[2] = 0x84;
	p[3] = bytes_equal_nocase(name, BYTES("fail")) ? 0x82 : bytes_equal_nocase(name, BYTES("nx")) ? 0x83 : 0x80;
	size_t count = p[3] != 0x80 || type != DNS_A ? 0 : bytes_equal_nocase(name, BYTES("many")) ? 50 : 1;
	memset(p + 6, 0, 6);
	p[7] = (uint8_t)count;
	for (size_t i = 0; i < count; i++) {
		const uint8_t record[16] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, (uint8_t)(i + 1) };
		memcpy(p + end, record, sizeof record);
		end += sizeof record;
	}
	(void)sendto(fd, p, end, 0, (struct sockaddr *)&from, from_len);
}

static int
setup(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof address;
	char where[40];
	const char *servers[] = { where };
	const struct dns_resolver_options options = { .servers = servers, .server_count = 1, .silence_ms = 50 };
	struct why why;
	server = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(getsockname(server, (struct sockaddr *)&address, &len), 0);
	(void)snprintf(where, sizeof where, "127.0.0.1@%u", ntohs(address.sin_port));
	base = event_base_new();
	server_event = event_new(base, server, EV_READ | EV_PERSIST, on_packet, NULL);
	assert_int_equal(event_add(server_event, NULL), 0);
	assert_int_equal(dns_resolver_new(base, &options, &resolver, &why), 0);
	arena = arena_new((size_t)4 << 20);
	asked = done_calls = 0;
	return 0;
}

static int
teardown(void **state)
{
	dns_resolver_free(resolver);
	event_free(server_event);
	event_base_free(base);
	(void)close(server);
	arena_free(arena);
	return 0;
}

static void
on_done(void *arg)
{
	done_calls++;
	if (--*(unsigned *)arg == 0)
		(void)event_base_loopbreak(base);
}

/* Asks for NAMES (divided by blanks) and gives how long it took. */
static int64_t
ask(struct dns_book *book, const char *names, uint32_t deadline_ms)
{
	struct bytes rest = bytes_of_cstr(names), name;
	unsigned open = 1;
	*book = (struct dns_book){ .arena = arena };
	while (bytes_cut(&rest, ' ', &name))
		(void)dns_look(book, name, DNS_A);
	int64_t start = clock_steady_us();
	(void)dns_ask(resolver, book, deadline_ms, on_done, &open);
	assert_int_equal(open, 1);
	(void)event_base_dispatch(base);
	assert_int_equal(open, 0);
	return (clock_steady_us() - start) / 1000;
}

static void
a_batch_is_answered_whole(void **state)
{
	struct dns_book book;
	(void)ask(&book, "one.example.com many.example.com nx.example.com fail.example.com", 20000);
	assert_int_equal(dns_book_open(&book), 0);
	assert_int_equal(book.entries.at[0].answer.status, DNS_OK);
	check_bytes(book.entries.at[0].answer.records.at[0].data, BYTES("\xc0\0\2\1"));
	assert_int_equal(book.entries.at[1].answer.records.count, 50);
	assert_int_equal(book.entries.at[2].answer.status, DNS_NXDOMAIN);
	assert_int_equal(book.entries.at[3].answer.status, DNS_SERVFAIL);
	/* nothing open: done is called all the same */
	(void)ask(&book, "", 1000);
	assert_int_equal(done_calls, 2);
}

static void
the_cache_answers_the_second_time(void **state)
{
	struct dns_book book;
	(void)ask(&book, "one.example.com", 20000);
	unsigned before = asked;
	(void)ask(&book, "one.example.com", 20000);
	assert_int_equal(asked, before);
	assert_int_equal(book.entries.at[0].answer.status, DNS_OK);
}

static void
silence_ends_at_the_deadline_and_is_temporary(void **state)
{
	struct dns_book book;
	int64_t took = ask(&book, "silent.example.com one.example.com", 200);
	assert_in_range(took, 150, 1500);
	assert_int_equal(book.entries.at[0].answer.status, DNS_TIMEOUT);
	assert_int_equal(book.entries.at[1].answer.status, DNS_OK);
}

static void
one_question_goes_out_for_many_who_ask(void **state)
{
	struct dns_book books[20];
	unsigned open = 20;
	for (size_t i = 0; i < 20; i++) {
		books[i] = (struct dns_book){ .arena = arena };
		(void)dns_look(&books[i], BYTES("one.example.com"), DNS_A);
		(void)dns_ask(resolver, &books[i], 20000, on_done, &open);
	}
	(void)event_base_dispatch(base);
	assert_int_equal(asked, 1);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(books[i].entries.at[0].answer.status, DNS_OK);
}

static void
who_cancels_is_not_called(void **state)
{
	struct dns_book gone = { .arena = arena }, book;
	unsigned open = 1;
	(void)dns_look(&gone, BYTES("one.example.com"), DNS_A);
	(void)dns_look(&gone, BYTES("silent.example.com"), DNS_A);
	dns_ask_cancel(dns_ask(resolver, &gone, 100, on_done, &open));
	(void)ask(&book, "one.example.com", 20000);
	assert_int_equal(open, 1);
	assert_int_equal(dns_book_open(&gone), 2);
}

/* Deadlines here are so long that who waits for one fails. */
#define LONG_MS 20000

static void
a_dead_zone_is_not_waited_for_again(void **state)
{
	struct dns_book book;
	char name[40];
	int64_t later = 0;
	(void)ask(&book, "silent.0.list.example.com", 200);
	for (int i = 0; i < 20; i++) {
		(void)snprintf(name, sizeof name, "silent.n%d.list.example.com", i);
		later += ask(&book, name, LONG_MS);
		assert_int_equal(book.entries.at[0].answer.status, DNS_TIMEOUT);
	}
	assert_true(later < LONG_MS / 2);
	/* others are not harmed */
	(void)ask(&book, "one.example.com", LONG_MS);
	assert_int_equal(book.entries.at[0].answer.status, DNS_OK);
}

static void
a_zone_of_reverse_names_is_a_network(void **state)
{
	struct dns_book book;
	(void)ask(&book, "silent.2.0.192.in-addr.arpa", 200);
	(void)ask(&book, "one.3.0.192.in-addr.arpa", LONG_MS);
	assert_int_equal(book.entries.at[0].answer.status, DNS_OK);
	(void)ask(&book, "silent.9.2.0.192.in-addr.arpa", LONG_MS);
	assert_int_equal(book.entries.at[0].answer.status, DNS_TIMEOUT);
}

static void
a_dead_network_costs_one_deadline(void **state)
{
	struct dns_book book;
	char names[40];
	(void)ask(&book, "silent.z.example.com", 200);
	int64_t took = 0;
	for (int i = 0; i < 2 * DNS_ALL_FAILURES; i++) {
		(void)snprintf(names, sizeof names, "silent.y%d.example.org", i);
		took += ask(&book, names, LONG_MS);
		assert_int_equal(book.entries.at[0].answer.status, DNS_TIMEOUT);
	}
	assert_true(took < LONG_MS);
}

static void
who_gives_up_before_the_deadline_has_seen_the_silence(void **state)
{
	struct dns_book gone = { .arena = arena }, book;
	const struct timeval patience = { .tv_usec = 200000 };
	unsigned open = 1;
	(void)dns_look(&gone, BYTES("silent.z.example.com"), DNS_A);
	struct dns_asking *asking = dns_ask(resolver, &gone, LONG_MS, on_done, &open);
	assert_int_equal(event_base_loopexit(base, &patience), 0);
	(void)event_base_dispatch(base);
	dns_ask_cancel(asking);
	assert_int_equal(open, 1);
	assert_true(ask(&book, "silent.y.example.org", LONG_MS) < LONG_MS / 2);
}

static void
one_answer_ends_the_suspicion(void **state)
{
	struct dns_book book;
	(void)ask(&book, "silent.z.example.com", 200);
	(void)ask(&book, "one.example.com", LONG_MS);
	int64_t took = ask(&book, "silent.y.example.org", 400);
	assert_true(took >= 300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_batch_is_answered_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(the_cache_answers_the_second_time, setup, teardown),
		cmocka_unit_test_setup_teardown(silence_ends_at_the_deadline_and_is_temporary, setup, teardown),
		cmocka_unit_test_setup_teardown(one_question_goes_out_for_many_who_ask, setup, teardown),
		cmocka_unit_test_setup_teardown(who_cancels_is_not_called, setup, teardown),
		cmocka_unit_test_setup_teardown(a_dead_zone_is_not_waited_for_again, setup, teardown),
		cmocka_unit_test_setup_teardown(a_zone_of_reverse_names_is_a_network, setup, teardown),
		cmocka_unit_test_setup_teardown(a_dead_network_costs_one_deadline, setup, teardown),
		cmocka_unit_test_setup_teardown(who_gives_up_before_the_deadline_has_seen_the_silence, setup, teardown),
		cmocka_unit_test_setup_teardown(one_answer_ends_the_suspicion, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
