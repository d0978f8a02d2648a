/* Questions to a keeper that answers out of order, lies, dies and comes back. */
#include "ask/asker.h"

#include <event2/event.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "sys/fd.h"

struct desk {
	struct event_base *base;
	struct asker *asker;
	struct wire *wire;
	int keeper;
	int done[4];   /* how often each question's callback came */
	int fault[4];
	uint32_t said[4];
};

static struct desk desk;

static void
on_done(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	size_t i = (size_t)((int *)context - desk.done);
	const struct answer *a = answer;
	desk.done[i]++;
	desk.fault[i] = fault;
	desk.said[i] = a != NULL ? a->fault : 0;
}

static int
setup(void **state)
{
	int pair[2];
	(void)signal(SIGPIPE, SIG_IGN);
	must(fd_pair(pair) == 0);
	desk = (struct desk){ .base = event_base_new(), .keeper = pair[1], .wire = wire_new(WIRE_TO_KEEPER) };
	desk.asker = asker_new(desk.base, pair[0]);
	return 0;
}

static int
teardown(void **state)
{
	asker_free(desk.asker);
	event_base_free(desk.base);
	wire_free(desk.wire);
	fd_close(&desk.keeper);
	return 0;
}

static void
turn(void)
{
	for (int i = 0; i < 20; i++)
		(void)event_base_loop(desk.base, EVLOOP_NONBLOCK);
}

static int
ask(size_t i)
{
	const struct ask_id id = { BYTES("some-id") };
	return asker_ask(desk.asker, ASK_DELETE, &id, NULL, on_done, &desk.done[i]);
}

/* The next frame: how many questions stand in it. */
static size_t
read_questions(struct wire_question out[WIRE_QUESTIONS_MAX])
{
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct wire_message m;
	struct wire_questions said;
	turn();
	assert_int_equal(wire_recv(desk.wire, desk.keeper, &m), 1);
	assert_int_equal(ask_read_all(&m, a, &said), 0);
	size_t count = said.all.count;
	for (size_t i = 0; i < count; i++) {
		out[i] = said.all.at[i];
		out[i].body = BYTES_NONE;
	}
	wire_message_done(&m);
	arena_free(a);
	return count;
}

static struct wire_question
read_question(void)
{
	struct wire_question all[WIRE_QUESTIONS_MAX];
	assert_int_equal(read_questions(all), 1);
	return all[0];
}

static void
say(const struct wire_question *head, uint32_t fault)
{
	const struct answer answer = { .fault = fault };
	assert_int_equal(ask_send(desk.wire, desk.keeper, WIRE_ANSWER, head, &answer, NULL), 0);
	turn();
}

static void
answers_may_come_in_any_order_and_once(void **state)
{
	assert_int_equal(ask(0), 0);
	assert_int_equal(ask(1), 0);
	struct wire_question both[WIRE_QUESTIONS_MAX];
	assert_int_equal(read_questions(both), 2);
	struct wire_question first = both[0], second = both[1], unknown = first;
	unknown.serial += 1000;
	say(&unknown, 9);
	say(&second, 2);
	assert_int_equal(desk.done[0], 0);
	assert_int_equal(desk.done[1], 1);
	assert_int_equal(desk.said[1], 2);
	say(&second, 3); /* again: nobody waits for it */
	say(&first, 0);
	assert_int_equal(desk.done[0], 1);
	assert_int_equal(desk.done[1], 1);
	assert_int_equal(desk.fault[0], 0);
	/* The list is in order behind the last that was taken out. */
	assert_int_equal(ask(2), 0);
	struct wire_question third = read_question();
	say(&third, 0);
	assert_int_equal(desk.done[2], 1);
}

/* By number, by octets, and with a descriptor alone. */
static void
what_one_turn_asks_goes_in_as_few_frames_as_hold_it(void **state)
{
	struct wire_question all[WIRE_QUESTIONS_MAX];
	for (int i = 0; i < WIRE_QUESTIONS_MAX + 1; i++)
		assert_int_equal(ask(0), 0);
	assert_int_equal(read_questions(all), WIRE_QUESTIONS_MAX);
	assert_int_equal(all[WIRE_QUESTIONS_MAX - 1].serial, WIRE_QUESTIONS_MAX);
	assert_int_equal(read_questions(all), 1);
	assert_int_equal(all[0].serial, WIRE_QUESTIONS_MAX + 1);
	static char text[1000];
	struct arena *arena = arena_new(1 << 20);
	struct ask_keys large = { 0 };
	memset(text, 'k', sizeof text);
	for (int i = 0; i < 33; i++)
		*LIST_ADD(arena, &large.keys) = bytes_of(text, sizeof text);
	for (int i = 0; i < 3; i++)
		assert_int_equal(asker_ask(desk.asker, ASK_HISTORY, &large, NULL, on_done, &desk.done[1]), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(read_questions(all), 1);
	arena_free(arena);
	OWN_FD int mail = memfd_of("m", BYTES("mail"));
	const struct mail_event event = { .id = BYTES("e-1"), .time_ms = 1 };
	const struct ask_fds fds = { { mail }, 1 };
	assert_int_equal(ask(0), 0);
	assert_int_equal(ask(0), 0);
	assert_int_equal(asker_ask(desk.asker, ASK_HOLD, &event, &fds, on_done, &desk.done[2]), 0);
	assert_int_equal(ask(0), 0);
	assert_int_equal(read_questions(all), 2);
	assert_int_equal(read_questions(all), 1);
	assert_int_equal(all[0].kind, ASK_HOLD);
	assert_int_equal(read_questions(all), 1);
}

static void
an_answer_of_another_kind_is_none(void **state)
{
	assert_int_equal(ask(0), 0);
	struct wire_question head = read_question();
	head.kind = ASK_STATS;
	const struct answer_stats stats = { .events = 1 };
	assert_int_equal(ask_send(desk.wire, desk.keeper, WIRE_ANSWER, &head, &stats, NULL), 0);
	turn();
	assert_int_equal(desk.done[0], 1);
	assert_int_equal(desk.fault[0], FAULT_INPUT);
}

/* A gate that ends has told what it knows. */
static void
what_was_asked_last_is_sent_at_the_end(void **state)
{
	struct wire_question all[WIRE_QUESTIONS_MAX];
	struct asker *asker = desk.asker;
	const struct mail_event event = { .id = BYTES("e-1"), .time_ms = 1 };
	assert_int_equal(asker_tell(asker, &event), 0);
	desk.asker = NULL;
	asker_free(asker);
	assert_int_equal(read_questions(all), 1);
	assert_int_equal(all[0].kind, ASK_EVENT);
}

static void
a_keeper_that_goes_fails_what_is_open_and_new_questions_wait(void **state)
{
	assert_int_equal(ask(0), 0);
	turn();
	fd_close(&desk.keeper);
	turn();
	assert_int_equal(desk.done[0], 1);
	assert_int_equal(desk.fault[0], FAULT_LATER);
	assert_int_equal(ask(1), 0);
	const struct mail_event event = { .id = BYTES("e-1"), .time_ms = 1 };
	assert_int_equal(asker_tell(desk.asker, &event), 0);
	turn();
	assert_int_equal(desk.done[1], 0);
	int pair[2];
	must(fd_pair(pair) == 0);
	desk.keeper = pair[1];
	asker_connect(desk.asker, pair[0]);
	turn();
	struct wire_question both[WIRE_QUESTIONS_MAX];
	assert_int_equal(read_questions(both), 2);
	struct wire_question first = both[0], second = both[1];
	assert_int_equal(first.kind, ASK_DELETE);
	assert_int_equal(second.kind, ASK_EVENT);
	say(&first, 0);
	assert_int_equal(desk.done[1], 1);
	assert_int_equal(desk.fault[1], 0);
	assert_int_equal(asker_lost(desk.asker), 0);
}

static void
nonsense_from_a_keeper_ends_it_and_not_us(void **state)
{
	assert_int_equal(ask(0), 0);
	turn();
	static const char junk[64] = "this is no answer, and never was one; what a pity for us all...";
	(void)send(desk.keeper, junk, sizeof junk, MSG_NOSIGNAL);
	fd_close(&desk.keeper);
	turn();
	assert_int_equal(desk.done[0], 1);
	assert_true(desk.fault[0] != 0);
}

static void
who_waits_too_long_fails_and_later_ones_do_not(void **state)
{
	fd_close(&desk.keeper);
	turn();
	asker_wait(desk.asker, 1);
	assert_int_equal(ask(0), 0);
	const struct mail_event event = { .id = BYTES("e-1"), .time_ms = 1 };
	assert_int_equal(asker_tell(desk.asker, &event), 0);
	asker_wait(desk.asker, 3600 * 1000);
	assert_int_equal(ask(1), 0);
	for (int i = 0; i < 1000 && desk.done[0] == 0; i++) {
		(void)usleep(10000);
		turn();
	}
	assert_int_equal(desk.done[0], 1);
	assert_int_equal(desk.fault[0], FAULT_LATER);
	assert_int_equal(desk.done[1], 0);
	assert_int_equal(asker_lost(desk.asker), 1);
	int pair[2];
	must(fd_pair(pair) == 0);
	desk.keeper = pair[1];
	asker_connect(desk.asker, pair[0]);
	struct wire_question head = read_question();
	say(&head, 0);
	assert_int_equal(desk.done[1], 1);
	assert_int_equal(desk.fault[1], 0);
}

static void
whoever_waits_at_the_end_is_told(void **state)
{
	fd_close(&desk.keeper);
	turn();
	assert_int_equal(ask(0), 0);
	turn();
	assert_int_equal(desk.done[0], 0);
	asker_free(desk.asker);
	assert_int_equal(desk.done[0], 1);
	assert_int_equal(desk.fault[0], FAULT_LATER);
	desk.asker = NULL;
}

static void
an_orphan_waits_for_no_other_keeper(void **state)
{
	asker_wait(desk.asker, 3600 * 1000);
	asker_orphan(desk.asker);
	/* The one that is there is still asked. */
	assert_int_equal(ask(0), 0);
	turn();
	assert_int_equal(desk.done[0], 0);
	fd_close(&desk.keeper);
	turn();
	assert_int_equal(desk.fault[0], FAULT_LATER);
	assert_int_equal(ask(1), 0);
	turn();
	assert_int_equal(desk.done[1], 1);
	assert_int_equal(desk.fault[1], FAULT_LATER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_may_come_in_any_order_and_once, setup, teardown),
		cmocka_unit_test_setup_teardown(an_orphan_waits_for_no_other_keeper, setup, teardown),
		cmocka_unit_test_setup_teardown(what_one_turn_asks_goes_in_as_few_frames_as_hold_it, setup, teardown),
		cmocka_unit_test_setup_teardown(an_answer_of_another_kind_is_none, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_asked_last_is_sent_at_the_end, setup, teardown),
		cmocka_unit_test_setup_teardown(a_keeper_that_goes_fails_what_is_open_and_new_questions_wait, setup, teardown),
		cmocka_unit_test_setup_teardown(nonsense_from_a_keeper_ends_it_and_not_us, setup, teardown),
		cmocka_unit_test_setup_teardown(who_waits_too_long_fails_and_later_ones_do_not, setup, teardown),
		cmocka_unit_test_setup_teardown(whoever_waits_at_the_end_is_told, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
