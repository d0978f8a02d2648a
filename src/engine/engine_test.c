/* Engines that are well, away, slow, dead, busy, and that lie; each played by a socket on the same event loop. */
#include "engine/engine.h"

#include <errno.h>
#include <event2/event.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "sys/blob.h"
#include "sys/fd.h"

enum mood { WELL, MUTE, HANGS_UP, LIES, ANSWERS_EARLY, SAYS_ERROR, SAYS_TOO_LARGE };

struct room;

/* One connection to the engine that is played. */
struct guest {
	struct room *room;
	struct event *event;
	struct buf in;
	int fd;
	bool was_early;
};

struct room {
	struct event_base *base;
	struct conf conf;
	struct engines *engines;
	struct arena *arena;
	char path[108];
	int listening;
	struct event *door;
	struct guest *guests[64];
	size_t guest_count;
	enum mood mood;       /* about messages */
	bool tells_version;
	const char *version;
	unsigned scanned, done, versions;
	struct engines_answers got;
	char signature[300];
	struct blob *message;
	const struct engine_files *files; /* that the next message brings */
};

static void
say(const struct guest *g, struct bytes text)
{
	(void)send(g->fd, text.at, text.len, MSG_NOSIGNAL);
}

static void
leave(struct guest *g)
{
	event_free(g->event);
	(void)close(g->fd);
	buf_done(&g->in);
	for (size_t i = 0; i < g->room->guest_count; i++)
		if (g->room->guests[i] == g)
			g->room->guests[i] = g->room->guests[--g->room->guest_count];
	free(g);
}

static void
answer(struct guest *g)
{
	struct room *r = g->room;
	r->scanned++;
	switch (r->mood) {
	case WELL:
		say(g, bytes_has(buf_bytes(&g->in), BYTES("EVIL")) ? BYTES("stream: Test.Evil-1 FOUND\0") : BYTES("stream: OK\0"));
		break;
	case LIES:
		say(g, BYTES("stream: \033[31mOK\0"));
		break;
	case SAYS_ERROR:
		say(g, BYTES("stream: Can't allocate memory ERROR\0"));
		break;
	case SAYS_TOO_LARGE:
		say(g, BYTES("INSTREAM size limit exceeded. ERROR\0"));
		break;
	default:
		break;
	}
}

static void
on_guest(evutil_socket_t fd, short what, void *arg)
{
	struct guest *g = arg;
	struct room *r = g->room;
	uint8_t octets[65536];
	ssize_t n = recv(fd, octets, sizeof octets, 0);
	if (n <= 0) {
		leave(g);
		return;
	}
	buf_add(&g->in, bytes_of(octets, (size_t)n));
	struct bytes in = buf_bytes(&g->in);
	if (bytes_equal(in, BYTES("zVERSION\0"))) {
		r->versions++;
		if (r->tells_version) {
			say(g, bytes_of_cstr(r->version));
			say(g, BYTES("\0"));
		}
	} else if (r->mood == HANGS_UP) {
		leave(g);
	} else if (r->mood == ANSWERS_EARLY && bytes_starts(in, BYTES("zINSTREAM\0")) && !g->was_early) {
		g->was_early = true;
		say(g, BYTES("stream: OK\0"));
	} else if (bytes_starts(in, BYTES("zINSTREAM\0")) && in.len > 14 && bytes_ends(in, BYTES("\0\0\0\0"))) {
		answer(g);
	}
}

static void
on_door(evutil_socket_t fd, short what, void *arg)
{
	struct room *r = arg;
	struct guest *g = xcalloc(1, sizeof *g);
	g->room = r;
	g->fd = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	must(g->fd >= 0 && r->guest_count < 64);
	buf_init(&g->in, (size_t)8 << 20);
	g->event = event_new(r->base, g->fd, EV_READ | EV_PERSIST, on_guest, g);
	must(g->event != NULL && event_add(g->event, NULL) == 0);
	r->guests[r->guest_count++] = g;
}

static void
open_door(struct room *r)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	(void)snprintf(at.sun_path, sizeof at.sun_path, "%s", r->path);
	r->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	must(bind(r->listening, (struct sockaddr *)&at, sizeof at) == 0 && listen(r->listening, 64) == 0);
	r->door = event_new(r->base, r->listening, EV_READ | EV_PERSIST, on_door, r);
	must(r->door != NULL && event_add(r->door, NULL) == 0);
}

static void
close_door(struct room *r)
{
	if (r->door == NULL)
		return;
	event_free(r->door);
	r->door = NULL;
	(void)close(r->listening);
	(void)unlink(r->path);
	while (r->guest_count != 0)
		leave(r->guests[0]);
}

static void
run_until(struct room *r, const unsigned *count, unsigned wanted)
{
	for (int turns = 0; *count < wanted && turns < 100000; turns++)
		(void)event_base_loop(r->base, EVLOOP_ONCE);
	assert_int_equal(*count, wanted);
}

/* One engine called "one", with these settings too. */
static void
begin(struct room *r, const char *settings, bool is_there)
{
	char text[600];
	struct why why;
	*r = (struct room){ .base = event_base_new(), .arena = arena_new(1 << 20), .tells_version = true,
		.version = "ClamAV 1.0/1/x" };
	(void)snprintf(r->path, sizeof r->path, "/tmp/engine-test-%d", (int)getpid());
	(void)unlink(r->path);
	(void)snprintf(text, sizeof text, "[dns]\nenabled = no\n[engine one]\naddress = unix:%s\n%s\n", r->path, settings);
	must(conf_read_text(&r->conf, bytes_of_cstr(text), "test") == 0);
	if (is_there)
		open_door(r);
	must(engines_new(r->base, &r->conf, NULL, &r->engines, &why) == 0);
	r->message = NULL;
	if (is_there)
		run_until(r, &r->versions, 1);
}

static void
end(struct room *r)
{
	close_door(r);
	engines_free(r->engines);
	event_base_free(r->base);
	conf_done(&r->conf);
	arena_free(r->arena);
	blob_drop(r->message);
}

static void
on_done(void *arg, const struct engines_answers *answers)
{
	struct room *r = arg;
	r->done++;
	r->got = *answers;
	(void)snprintf(r->signature, sizeof r->signature, "%.*s", BYTES_ARGS(answers->at[0].signature));
}

static struct engines_asking *
ask(struct room *r, struct bytes message)
{
	blob_drop(r->message);
	r->message = blob_of(message);
	return engines_ask(r->engines, &(struct engines_question){ .message = r->message, .files = r->files }, on_done, r);
}

static enum engine_status
scan(struct room *r, struct bytes message)
{
	unsigned before = r->done;
	assert_non_null(ask(r, message));
	assert_int_equal(r->done, before);
	run_until(r, &r->done, before + 1);
	return r->got.at[0].status;
}

static void
what_it_finds_is_told_by_its_name(void **state)
{
	struct room r;
	begin(&r, "", true);
	assert_int_equal(scan(&r, BYTES("From: a\r\n\r\nEVIL\r\n")), ENGINE_FOUND);
	assert_string_equal(r.signature, "Test.Evil-1");
	check_text(r.got.at[0].name, "one");
	assert_int_equal(scan(&r, BYTES("From: a\r\n\r\nhello\r\n")), ENGINE_CLEAN);
	assert_string_equal(r.signature, "");
	end(&r);
}

static void
a_message_of_many_pieces_arrives_whole(void **state)
{
	struct room r;
	begin(&r, "", true);
	uint8_t *large = xcalloc(3000000, 1);
	memset(large, 'x', 3000000);
	memcpy(large + 2999990, "EVIL", 4);
	assert_int_equal(scan(&r, bytes_of(large, 3000000)), ENGINE_FOUND);
	free(large);
	end(&r);
}

/* "good" locked, "EVIL" not locked, "xEVIL" locked, one behind the other. */
static struct engine_file unpacked[] = {
	{ .part = BYTES_INIT("2/1"), .at = 0, .octets = 4, .was_locked = true },
	{ .part = BYTES_INIT("2/2"), .at = 4, .octets = 4 },
	{ .part = BYTES_INIT("2/3"), .at = 8, .octets = 5, .was_locked = true },
};

static void
files_that_we_unpacked_are_scanned_as_it_is_set(void **state)
{
	static const struct { const char *settings; enum engine_status status; const char *part; unsigned scanned; } cases[] = {
		{ "files = none", ENGINE_CLEAN, "", 1 },
		{ "files = locked", ENGINE_FOUND, "2/3", 3 },
		{ "", ENGINE_FOUND, "2/3", 3 },
		{ "files = all", ENGINE_FOUND, "2/2", 3 },
		/* One connection is enough for all. */
		{ "connections = 1", ENGINE_FOUND, "2/3", 3 } };
	struct engine_files files = { .fd = memfd_of("files", BYTES("goodEVILxEVIL")) };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct room r;
		begin(&r, cases[i].settings, true);
		files.list.at = unpacked;
		files.list.count = sizeof unpacked / sizeof *unpacked;
		r.files = &files;
		assert_int_equal(scan(&r, BYTES("From: a\r\n\r\nhello\r\n")), cases[i].status);
		check_text(r.got.at[0].part, cases[i].part);
		assert_int_equal(r.scanned, cases[i].scanned);
		assert_int_equal(r.got.count, 1);
		end(&r);
	}
	close(files.fd);
}

static void
a_file_that_is_too_large_does_not_hide_the_others_nor_itself(void **state)
{
	struct room r;
	struct engine_files files = { .fd = memfd_of("files", BYTES("goodEVILxEVIL")) };
	uint8_t large[2000] = { 0 };
	begin(&r, "max_size = 1K", true);
	files.list.at = unpacked;
	files.list.count = 2;
	r.files = &files;
	assert_int_equal(scan(&r, bytes_of(large, sizeof large)), ENGINE_TOO_LARGE);
	assert_int_equal(r.scanned, 1);
	files.list.count = 3;
	assert_int_equal(scan(&r, bytes_of(large, sizeof large)), ENGINE_FOUND);
	/* What it said of the file before is known. */
	assert_int_equal(r.scanned, 2);
	end(&r);
	close(files.fd);
}

static void
a_copy_is_not_scanned_again_until_the_signatures_are_new(void **state)
{
	struct room r;
	struct bytes evil = BYTES("From: a\r\n\r\nEVIL\r\n");
	begin(&r, "", true);
	/* the version's answer is still to be read */
	assert_int_equal(scan(&r, BYTES("x")), ENGINE_CLEAN);
	assert_int_equal(scan(&r, evil), ENGINE_FOUND);
	assert_false(r.got.at[0].is_cached);
	unsigned before = r.scanned;
	assert_int_equal(scan(&r, evil), ENGINE_FOUND);
	assert_true(r.got.at[0].is_cached);
	assert_string_equal(r.signature, "Test.Evil-1");
	assert_int_equal(r.scanned, before);
	/* a failure makes it say its version again, which is another one now */
	r.version = "ClamAV 1.0/2/x";
	r.mood = HANGS_UP;
	assert_int_equal(scan(&r, BYTES("y")), ENGINE_FAILED);
	run_until(&r, &r.versions, 2);
	r.mood = WELL;
	assert_int_equal(scan(&r, BYTES("z")), ENGINE_CLEAN);
	assert_int_equal(scan(&r, evil), ENGINE_FOUND);
	assert_false(r.got.at[0].is_cached);
	end(&r);
}

static void
one_that_is_away_costs_no_waiting_and_is_found_when_it_comes(void **state)
{
	struct room r;
	begin(&r, "", false);
	assert_int_equal(scan(&r, BYTES("a")), ENGINE_ABSENT);
	struct engine_stats stats;
	struct bytes name;
	engines_stats(r.engines, 0, &name, &stats);
	assert_true(stats.is_down);
	assert_int_equal(scan(&r, BYTES("b")), ENGINE_ABSENT);
	open_door(&r);
	run_until(&r, &r.versions, 1);
	/* its answer is on the way */
	for (int i = 0; i < 100 && stats.is_down; i++) {
		(void)event_base_loop(r.base, EVLOOP_ONCE);
		engines_stats(r.engines, 0, &name, &stats);
	}
	assert_false(stats.is_down);
	assert_int_equal(scan(&r, BYTES("EVIL")), ENGINE_FOUND);
	end(&r);
}

static void
silence_ends_at_the_deadline(void **state)
{
	struct room r;
	begin(&r, "deadline = 50ms", true);
	r.mood = MUTE;
	assert_int_equal(scan(&r, BYTES("a")), ENGINE_LATE);
	assert_true(r.got.at[0].ms >= 49);
	/* it tells its version: the message was the reason, and the next one is scanned */
	r.mood = WELL;
	assert_int_equal(scan(&r, BYTES("EVIL")), ENGINE_FOUND);
	end(&r);
}

static void
one_that_hangs_is_down_and_not_waited_for(void **state)
{
	struct room r;
	struct engine_stats stats = { 0 };
	struct bytes name;
	begin(&r, "deadline = 50ms", true);
	r.mood = MUTE;
	r.tells_version = false;
	assert_int_equal(scan(&r, BYTES("a")), ENGINE_LATE);
	for (int i = 0; i < 1000 && !stats.is_down; i++) {
		(void)event_base_loop(r.base, EVLOOP_ONCE);
		engines_stats(r.engines, 0, &name, &stats);
	}
	assert_true(stats.is_down);
	assert_int_equal(scan(&r, BYTES("b")), ENGINE_ABSENT);
	assert_int_equal(r.scanned, 1);
	end(&r);
}

static void
who_finds_no_connection_waits_and_then_is_told_that_it_is_busy(void **state)
{
	struct room r;
	begin(&r, "deadline = 50ms\nconnections = 1", true);
	r.mood = MUTE;
	(void)ask(&r, BYTES("a"));
	(void)engines_ask(r.engines, &(struct engines_question){ .message = r.message }, on_done, &r);
	run_until(&r, &r.done, 2);
	struct engine_stats stats;
	struct bytes name;
	engines_stats(r.engines, 0, &name, &stats);
	assert_int_equal(stats.said[ENGINE_LATE], 1);
	assert_int_equal(stats.said[ENGINE_LATE] + stats.said[ENGINE_BUSY], 2);
	assert_int_equal(stats.open + stats.waiting, 0);
	end(&r);
}

static void
lies_errors_and_early_words_are_failures(void **state)
{
	static const struct {
		enum mood mood;
		enum engine_status status;
		const char *says;
	} cases[] = {
		{ LIES, ENGINE_FAILED, "it said what no engine says" },
		{ HANGS_UP, ENGINE_FAILED, NULL },
		{ SAYS_ERROR, ENGINE_FAILED, "Can't allocate memory" },
		{ SAYS_TOO_LARGE, ENGINE_TOO_LARGE, "" },
		{ ANSWERS_EARLY, ENGINE_FAILED, "it answered before it had the message" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct room r;
		begin(&r, "", true);
		uint8_t *large = xcalloc(4000000, 1);
		r.mood = cases[i].mood;
		assert_int_equal(scan(&r, r.mood == ANSWERS_EARLY ? bytes_of(large, 4000000) : BYTES("a")), cases[i].status);
		if (cases[i].says != NULL)
			assert_string_equal(r.signature, cases[i].says);
		free(large);
		end(&r);
	}
}

static void
what_is_too_large_for_it_is_not_sent(void **state)
{
	struct room r;
	uint8_t large[2000] = { 0 };
	begin(&r, "max_size = 1K", true);
	assert_int_equal(scan(&r, bytes_of(large, 1024)), ENGINE_CLEAN);
	assert_int_equal(scan(&r, bytes_of(large, 1025)), ENGINE_TOO_LARGE);
	assert_int_equal(r.scanned, 1);
	end(&r);
}

static void
mail_without_attachments_is_spared_where_the_operator_says_so(void **state)
{
	struct room r;
	begin(&r, "mail = attachments", true);
	assert_null(ask(&r, BYTES("a")));
	end(&r);
}

static void
two_engines_answer_each_for_itself(void **state)
{
	struct room r;
	begin(&r, "[engine two]\naddress = 127.0.0.1:1", true);
	assert_int_equal(scan(&r, BYTES("EVIL")), ENGINE_FOUND);
	assert_int_equal(r.got.count, 2);
	assert_int_equal(r.got.at[1].status, ENGINE_ABSENT);
	check_text(r.got.at[1].name, "two");
	end(&r);
}

static void
one_that_was_cancelled_is_never_answered(void **state)
{
	struct room r;
	begin(&r, "connections = 1", true);
	struct engines_asking *first = ask(&r, BYTES("a"));
	struct engines_asking *second = engines_ask(r.engines, &(struct engines_question){ .message = r.message }, on_done, &r);
	engines_cancel(first);
	run_until(&r, &r.done, 1);
	second = engines_ask(r.engines, &(struct engines_question){ .message = r.message }, on_done, &r);
	engines_cancel(second);
	for (int i = 0; i < 10; i++)
		(void)event_base_loop(r.base, EVLOOP_NONBLOCK);
	assert_int_equal(r.done, 1);
	end(&r);
}

static void
an_address_is_no_name(void **state)
{
	struct conf c;
	assert_int_equal(conf_read_text(&c, BYTES("[engine a]\naddress = scanner.example.com:3310\n"), "t"), FAULT_CONFIG);
	assert_true(bytes_has(c.mistakes.at[0].text, BYTES("in numbers")));
	conf_done(&c);
	assert_int_equal(conf_read_text(&c, BYTES("[engine a]\ndeadline = 2m\n"), "t"), FAULT_CONFIG);
	assert_true(bytes_has(c.mistakes.at[0].text, BYTES("judge_timeout")));
	conf_done(&c);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_it_finds_is_told_by_its_name),
		cmocka_unit_test(a_message_of_many_pieces_arrives_whole),
		cmocka_unit_test(files_that_we_unpacked_are_scanned_as_it_is_set),
		cmocka_unit_test(a_file_that_is_too_large_does_not_hide_the_others_nor_itself),
		cmocka_unit_test(a_copy_is_not_scanned_again_until_the_signatures_are_new),
		cmocka_unit_test(one_that_is_away_costs_no_waiting_and_is_found_when_it_comes),
		cmocka_unit_test(silence_ends_at_the_deadline),
		cmocka_unit_test(one_that_hangs_is_down_and_not_waited_for),
		cmocka_unit_test(who_finds_no_connection_waits_and_then_is_told_that_it_is_busy),
		cmocka_unit_test(lies_errors_and_early_words_are_failures),
		cmocka_unit_test(what_is_too_large_for_it_is_not_sent),
		cmocka_unit_test(mail_without_attachments_is_spared_where_the_operator_says_so),
		cmocka_unit_test(two_engines_answer_each_for_itself),
		cmocka_unit_test(one_that_was_cancelled_is_never_answered),
		cmocka_unit_test(an_address_is_no_name),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
