/* One message's questions: to nobody, to a server that keeps silent, and with a worker that lies. */
#include "ask/ask.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
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

/* With a server that never answers, or with no DNS at all; MORE is configuration too. */
static void
begin_with(struct desk *d, bool has_dns, const char *more)
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
	(void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s", more);
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
begin(struct desk *d, bool has_dns)
{
	begin_with(d, has_dns, "");
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

static bool
is_told(const struct desk *d, enum ioc_kind kind, const char *value, const char *note)
{
	for (size_t i = 0; i < d->c.asked.iocs.count; i++) {
		const struct casefile_ioc *row = &d->c.asked.iocs.at[i];
		if (row->kind == kind && bytes_equal(row->value, bytes_of_cstr(value)) && bytes_equal(row->note, bytes_of_cstr(note)))
			return true;
	}
	return false;
}

/* Every place of a message where an indicator may stand, and one of the same form beside each that is on no list. */
static void
what_is_on_the_operator_s_list_is_told_wherever_it_stands(void **state)
{
	static const char list[] = "d41d0000000000000000000000000000 old feed\n"
		"da39000000000000000000000000000000000000 sha1\n"
		"9f86000000000000000000000000000000000000000000000000000000000000 case 12\n"
		"https://evil.example/login kit\nbad.example zone\n198.51.100.0/24 net\nceo@fraud.example boss\n";
	static const uint8_t md5[16] = { 0xd4, 0x1d }, sha1[20] = { 0xda, 0x39 }, sha256[32] = { 0x9f, 0x86 }, other[32] = { 1 };
	char path[] = "/tmp/ask-test-XXXXXX", conf[80];
	struct desk d;
	int file = mkstemp(path);
	must(file >= 0 && write(file, list, sizeof list - 1) == sizeof list - 1);
	(void)snprintf(conf, sizeof conf, "[ioc]\nfiles = %s\n", path);
	begin_with(&d, false, conf);
	assert_true(ask_wants_old_hashes(d.ask));
	struct casefile_part *at = arena_get(d.arena, 4, sizeof *at);
	at[0] = (struct casefile_part){ .id = BYTES("1"), .name = BYTES("a.bin"), .sha256 = bytes_of(other, 32), .md5 = bytes_of(md5, 16) };
	at[1] = (struct casefile_part){ .id = BYTES("2"), .name = BYTES("b.bin"), .sha256 = bytes_of(other, 32), .sha1 = bytes_of(sha1, 20) };
	at[2] = (struct casefile_part){ .id = BYTES("3"), .name = BYTES("c.bin"), .sha256 = bytes_of(sha256, 32) };
	at[3] = (struct casefile_part){ .id = BYTES("4"), .name = BYTES("good.bin"), .sha256 = bytes_of(other, 32) };
	d.c.parts.at = at;
	d.c.parts.count = 4;
	*LIST_ADD(d.arena, &d.c.urls) = (struct casefile_url){ .url = BYTES("http://evil.example/login"), .host = BYTES("evil.example") };
	*LIST_ADD(d.arena, &d.c.urls) = (struct casefile_url){ .url = BYTES("http://evil.example/other"), .host = BYTES("evil.example") };
	*LIST_ADD(d.arena, &d.c.urls) = (struct casefile_url){ .url = BYTES("http://www.bad.example/"), .host = BYTES("www.bad.example") };
	*LIST_ADD(d.arena, &d.c.urls) = (struct casefile_url){ .url = BYTES("http://198.51.100.9/"), .host = BYTES("198.51.100.9") };
	*LIST_ADD(d.arena, &d.c.urls) = (struct casefile_url){ .url = BYTES("mailto:CEO@fraud.example?subject=x"), .role = URL_MAIL };
	*LIST_ADD(d.arena, &d.c.from) = (struct casefile_address){ .local = BYTES("x"), .domain = BYTES("Bad.Example") };
	*LIST_ADD(d.arena, &d.c.reply_to) = (struct casefile_address){ .local = BYTES("x"), .domain = BYTES("good.example") };
	run(&d, BYTES_NONE);
	assert_true(is_told(&d, IOC_HASH, "a.bin", "old feed"));
	assert_true(is_told(&d, IOC_HASH, "b.bin", "sha1"));
	assert_true(is_told(&d, IOC_HASH, "c.bin", "case 12"));
	assert_true(is_told(&d, IOC_URL, "http://evil.example/login", "kit"));
	assert_true(is_told(&d, IOC_DOMAIN, "www.bad.example", "zone"));
	assert_true(is_told(&d, IOC_DOMAIN, "Bad.Example", "zone"));
	assert_true(is_told(&d, IOC_IP, "198.51.100.9", "net"));
	assert_true(is_told(&d, IOC_ADDRESS, "CEO@fraud.example", "boss"));
	assert_int_equal(d.c.asked.iocs.count, 8);
	end(&d);
	(void)close(file);
	(void)unlink(path);
	/* A list without such hashes asks nobody to compute them. */
	begin(&d, false);
	assert_false(ask_wants_old_hashes(d.ask));
	end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_on_the_operator_s_list_is_told_wherever_it_stands),
		cmocka_unit_test(without_a_dns_nothing_is_known_and_nobody_waits),
		cmocka_unit_test(silence_is_temporary_at_the_deadline),
		cmocka_unit_test(a_worker_that_lies_or_says_nothing_leaves_a_gap),
		cmocka_unit_test(what_goes_out_is_not_asked_about),
		cmocka_unit_test(who_cancels_is_not_called),
		cmocka_unit_test(what_a_case_file_says_of_an_identity_survives_its_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
