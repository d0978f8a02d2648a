/* How fast the keeper is: `test-keeper_speed N [DIR]` prints figures for N messages; without N it is a small test
 * that batches and events do what they promise. */
#include <sys/stat.h>
#include <unistd.h>

#include "keeper/keeper.h"
#include "lib/check.h"
#include "lib/scratch.h"
#include "sys/clock.h"
#include "sys/fd.h"

#define MESSAGE_OCTETS 10240

struct bench {
	struct keeper *keeper;
	struct arena *arena;
	int message;
	size_t next;
};

static struct mail_event
event_next(struct bench *b, char id[16])
{
	static const char *const subjects[] = { "Invoice 4711 is due", "\xE5\x8F\x91\xE7\xA5\xA8\xE5\xB7\xB2\xE5\x88\xB0",
		"Your parcel could not be delivered", "Re: meeting on Thursday" };
	size_t n = b->next++;
	snprintf(id, 16, "b%zu", n);
	struct mail_event e = { .id = bytes_of_cstr(id), .time_ms = 1795316400000 + (int64_t)n,
		.mail_from = BYTES("sender@example.com"), .from = BYTES("sender@example.com"),
		.subject = bytes_of_cstr(subjects[n % 4]), .client_ip = BYTES("192.0.2.1"), .helo = BYTES("mx.example.com"),
		.message_id = BYTES("<20261122.4711@example.com>"), .size = MESSAGE_OCTETS,
		.outcome = OUTCOME_QUARANTINED, .type = TYPE_SPAM, .score = 9 };
	arena_reset(b->arena);
	*LIST_ADD(b->arena, &e.recipients) = BYTES("someone@example.cn");
	return e;
}

static void
hold_many(struct bench *b, size_t count, size_t batch)
{
	struct hold holds[HOLDS_BATCH_MAX];
	struct mail_event events[HOLDS_BATCH_MAX];
	char ids[HOLDS_BATCH_MAX][16];
	struct ask_fds fds = { .at = { b->message }, .count = 1 };
	for (size_t done = 0; done < count; done += batch) {
		for (size_t i = 0; i < batch; i++) {
			events[i] = event_next(b, ids[i]);
			keeper_hold(b->keeper, &holds[i], &events[i], &fds);
			/* The next event reuses the arena; this one keeps its recipient for the index. */
			events[i].recipients.count = 0;
		}
		hold_commit(keeper_quarantine(b->keeper), holds, batch);
		for (size_t i = 0; i < batch; i++)
			assert_int_equal(holds[i].fault, 0);
	}
}

static void
note_many(struct bench *b, size_t count)
{
	struct ask_fds none = { .count = 0 };
	char id[16];
	for (size_t i = 0; i < count; i++) {
		struct answer answer = { 0 };
		struct mail_event e = event_next(b, id);
		keeper_answer(b->keeper, ASK_EVENT, &e, &none, b->arena, &answer);
		assert_int_equal(answer.fault, 0);
	}
}

static size_t
search(struct bench *b, const char *text)
{
	struct ask_filter filter = { .text = bytes_of_cstr(text), .limit = 50 };
	struct answer_events out = { 0 };
	struct ask_fds none = { .count = 0 };
	arena_reset(b->arena);
	keeper_answer(b->keeper, ASK_SEARCH, &filter, &none, b->arena, &out);
	assert_int_equal(out.fault, 0);
	return out.rows.count;
}

static uint64_t
rebuild(struct bench *b)
{
	struct answer_stats stats = { 0 };
	struct ask_fds none = { .count = 0 };
	keeper_answer(b->keeper, ASK_REBUILD, NULL, &none, b->arena, &stats);
	assert_int_equal(stats.fault, 0);
	return stats.held;
}

static double
seconds_since(int64_t start_us)
{
	return (double)(clock_steady_us() - start_us) / 1e6;
}

static void
measure(size_t n, const char *place, bool is_shown)
{
	static uint8_t octets[MESSAGE_OCTETS];
	char data[4096];
	snprintf(data, sizeof data, "%s/postern-speed-XXXXXX", place);
	assert_non_null(mkdtemp(data));
	struct keeper_options options = { .data = data, .key_file = "" };
	struct bench b = { .arena = arena_new(ASK_ARENA_MAX), .message = memfd_of("m", bytes_of(octets, sizeof octets)) };
	assert_int_equal(keeper_open(&options, &b.keeper, NULL), 0);
	size_t serial = n / 8, batched = (n - serial) / 64 * 64;
	int64_t start = clock_steady_us();
	hold_many(&b, serial, 1);
	double one = seconds_since(start);
	start = clock_steady_us();
	hold_many(&b, batched, 64);
	double many = seconds_since(start);
	start = clock_steady_us();
	note_many(&b, n);
	assert_int_equal(search(&b, "4711"), n < 50 ? n / 4 : 50);
	double events = seconds_since(start);
	start = clock_steady_us();
	assert_int_equal(search(&b, "parcel could"), 50);
	double found = seconds_since(start);
	start = clock_steady_us();
	assert_int_equal(rebuild(&b), serial + batched);
	double again = seconds_since(start);
	if (is_shown)
		printf("holds of %d octets, encrypted and synced: %.0f/s one by one, %.0f/s 64 together\n"
		       "events: %.0f/s; a search among %zu: %.2f ms; rebuild of %zu files: %.1f s (%.0f/s)\n",
		    MESSAGE_OCTETS, (double)serial / one, (double)batched / many, (double)n / events, n, found * 1e3,
		    serial + batched, again, (double)(serial + batched) / again);
	keeper_close(b.keeper);
	arena_free(b.arena);
	close(b.message);
	scratch_remove(data);
}

static void
batches_and_searches_are_complete(void **state)
{
	measure(300, "/tmp", false);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(batches_and_searches_are_complete),
	};
	if (argc >= 2) {
		measure(strtoul(argv[1], NULL, 10), argc > 2 ? argv[2] : "/tmp", true);
		return 0;
	}
	return cmocka_run_group_tests(all, NULL, NULL);
}
