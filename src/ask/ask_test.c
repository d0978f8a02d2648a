/* One message's questions: to nobody, to a server that keeps silent, and with a worker that lies. */
#include "ask/ask.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/must.h"
#include "identity/results.h"
#include "lib/check.h"

static const char mail[] = "From: a@example.com\r\nSubject: x\r\n\r\nhello\r\n";

struct desk {
	struct event_base *base;
	struct conf conf;
	struct ask *ask;
	struct arena *arena;
	struct casefile c;
	struct buf collected;
	int silent;
	unsigned done;
};

/* With a server that never answers, or with no DNS at all. */
static void
begin(struct desk *d, bool has_dns)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof address;
	char text[200] = "[dns]\nenabled = no\n";
	struct why why;
	struct identity_collected collected;
	*d = (struct desk){ .base = event_base_new(), .arena = arena_new(CASEFILE_ARENA_MAX),
		.silent = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) };
	must(bind(d->silent, (struct sockaddr *)&address, sizeof address) == 0);
	must(getsockname(d->silent, (struct sockaddr *)&address, &len) == 0);
	if (has_dns)
		(void)snprintf(text, sizeof text, "[dns]\nservers = 127.0.0.1@%u\ndeadline = 100ms\n", ntohs(address.sin_port));
	must(conf_read_text(&d->conf, bytes_of_cstr(text), "test") == 0);
	const struct ask_options options = { .base = d->base, .conf = &d->conf };
	must(ask_new(&options, &d->ask, &why) == 0);
	assert_int_equal(ask_has_dns(d->ask), has_dns);
	d->c = (struct casefile){ .version = CASEFILE_VERSION,
		.envelope = { .client_ip = BYTES("192.0.2.1"), .helo = BYTES("mail.example.com"),
		    .mail_from = BYTES("a@example.com"), .received_ms = INT64_C(1800000000000) } };
	must(identity_collect(bytes_of_cstr(mail), d->arena, &collected) == 0);
	buf_init(&d->collected, 1 << 16);
	schema_write(&identity_collected_schema, &collected, &d->collected);
}

static void
end(struct desk *d)
{
	ask_free(d->ask);
	event_base_free(d->base);
	conf_done(&d->conf);
	arena_free(d->arena);
	buf_done(&d->collected);
	(void)close(d->silent);
}

static void
on_done(void *arg)
{
	struct desk *d = arg;
	d->done++;
	(void)event_base_loopbreak(d->base);
}

static struct asking *
start(struct desk *d, struct bytes collected)
{
	const struct ask_about about = { &d->c, collected, d->arena, BYTES("mx.example.com") };
	return ask_start(d->ask, &about, on_done, d);
}

static void
run(struct desk *d, struct bytes collected)
{
	(void)start(d, collected);
	assert_int_equal(d->done, 0);
	(void)event_base_dispatch(d->base);
	assert_int_equal(d->done, 1);
}

static void
without_a_dns_nothing_is_known_and_nobody_waits(void **state)
{
	struct desk d;
	begin(&d, false);
	run(&d, BYTES_NONE);
	assert_false(d.c.asked.identity.was_asked);
	assert_int_equal(d.c.gaps.count, 0);
	end(&d);
}

static void
silence_is_temporary_at_the_deadline(void **state)
{
	struct desk d;
	begin(&d, true);
	run(&d, buf_bytes(&d.collected));
	const struct casefile_identity *id = &d.c.asked.identity;
	assert_true(id->was_asked);
	assert_int_equal(id->spf, AUTH_TEMPERROR);
	assert_int_equal(id->dmarc, AUTH_TEMPERROR);
	assert_int_equal(id->domain.len, 0);
	assert_true(id->unanswered >= 2);
	assert_true(bytes_starts(id->results, BYTES("mx.example.com; spf=temperror")));
	assert_int_equal(bytes_find_octet(id->results, '\n'), BYTES_NOT_FOUND);
	end(&d);
}

static void
a_worker_that_lies_or_says_nothing_leaves_a_gap(void **state)
{
	const struct bytes said[] = { BYTES("no schema"), BYTES_NONE };
	for (size_t i = 0; i < 2; i++) {
		struct desk d;
		begin(&d, true);
		run(&d, said[i]);
		assert_false(d.c.asked.identity.was_asked);
		assert_int_equal(d.c.gaps.count, 1);
		end(&d);
	}
}

static void
what_goes_out_is_not_asked_about(void **state)
{
	struct desk d;
	begin(&d, true);
	d.c.envelope.direction = DIRECTION_OUTBOUND;
	run(&d, buf_bytes(&d.collected));
	assert_false(d.c.asked.identity.was_asked);
	assert_int_equal(d.c.gaps.count, 0);
	end(&d);
}

static void
who_cancels_is_not_called(void **state)
{
	struct desk d;
	begin(&d, true);
	ask_cancel(start(&d, buf_bytes(&d.collected)));
	for (int i = 0; i < 20; i++)
		(void)event_base_loop(d.base, EVLOOP_NONBLOCK);
	assert_int_equal(d.done, 0);
	end(&d);
}

static void
what_a_case_file_says_of_an_identity_survives_its_form(void **state)
{
	struct desk d;
	struct buf form;
	struct casefile again = { 0 };
	begin(&d, true);
	run(&d, buf_bytes(&d.collected));
	buf_init(&form, CASEFILE_OCTETS_MAX);
	casefile_write(&d.c, &form);
	assert_int_equal(casefile_read(buf_bytes(&form), d.arena, &again), 0);
	assert_int_equal(again.asked.identity.dmarc, AUTH_TEMPERROR);
	check_text(again.asked.identity.from_domain, "example.com");
	buf_done(&form);
	end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_dns_nothing_is_known_and_nobody_waits),
		cmocka_unit_test(silence_is_temporary_at_the_deadline),
		cmocka_unit_test(a_worker_that_lies_or_says_nothing_leaves_a_gap),
		cmocka_unit_test(what_goes_out_is_not_asked_about),
		cmocka_unit_test(who_cancels_is_not_called),
		cmocka_unit_test(what_a_case_file_says_of_an_identity_survives_its_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
