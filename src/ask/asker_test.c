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

static struct wire_question
read_question(void)
{
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct wire_message m;
	struct wire_question head;
	void *question;
	assert_int_equal(wire_recv(desk.wire, desk.keeper, &m), 1);
	assert_int_equal(ask_read(&m, a, &head, &question), 0);
	wire_message_done(&m);
	arena_free(a);
	head.body = BYTES_NONE;
	return head;
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
	struct wire_question first = read_question(), second = read_question();
	struct wire_question unknown = first;
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
	struct wire_question first = read_question(), second = read_question();
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_may_come_in_any_order_and_once, setup, teardown),
		cmocka_unit_test_setup_teardown(a_keeper_that_goes_fails_what_is_open_and_new_questions_wait, setup, teardown),
		cmocka_unit_test_setup_teardown(nonsense_from_a_keeper_ends_it_and_not_us, setup, teardown),
		cmocka_unit_test_setup_teardown(who_waits_too_long_fails_and_later_ones_do_not, setup, teardown),
		cmocka_unit_test_setup_teardown(whoever_waits_at_the_end_is_told, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
