/* Messages through real dissectors and a real judgement, with a keeper that does what the test wants. */
#include "roles/judging.h"

#include <event2/event.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "roles/nursery.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "wire/asking.h"

struct office {
	struct event_base *base;
	struct pipeline *pipeline;
	struct judging *judging;
	int keeper; /* our end: the test is the keeper */
	pid_t nursery;
	int answers;
	enum action action;
	char header_text[600];
	struct judging_task *task;
};

static const struct log quiet = { .fd = 2, .role = "test", .most = LOG_ERROR };
static const struct casefile_envelope envelope = { .mail_from = BYTES_INIT("a@example.com") };

#define GTUBE_MAIL \
	"From: a@example.com\r\nTo: b@example.com\r\nSubject: t\r\nDate: Sat, 01 Nov 2025 10:00:00 +0000\r\n" \
	"Message-ID: <1@example.com>\r\n\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*" "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"
#define GOOD_MAIL \
	"From: a@example.com\r\nTo: b@example.com\r\nSubject: lunch\r\nDate: Sat, 01 Nov 2025 10:00:00 +0000\r\n" \
	"Message-ID: <2@example.com>\r\n\r\nShall we have lunch?\r\n"

static int
setup(void **state)
{
	struct office *o = xcalloc(1, sizeof *o);
	struct pipeline_options options = { .nurseries = { -1, -1 }, .dissectors = 1, .log = &quiet };
	int nursery[2], keeper[2];
	must(fd_pair(nursery) == 0 && fd_pair(keeper) == 0);
	o->nursery = fork();
	must(o->nursery >= 0);
	if (o->nursery == 0) {
		int keep = nursery[1];
		for (int s = 1; s < 32; s++)
			(void)signal(s, SIG_DFL);
		(void)fd_close_others(&keep, 1);
		_exit(nursery_run(nursery[1], &brood_dissectors, &quiet));
	}
	close(nursery[1]);
	o->base = event_base_new();
	options.nurseries[PIPELINE_DISSECTORS] = nursery[0];
	o->pipeline = pipeline_new(o->base, &options);
	o->judging = judging_new(o->base, o->pipeline, NULL);
	judging_keeper(o->judging, keeper[0]);
	o->keeper = keeper[1];
	*state = o;
	return 0;
}

static int
teardown(void **state)
{
	struct office *o = *state;
	judging_free(o->judging);
	pipeline_free(o->pipeline);
	event_base_free(o->base);
	fd_close(&o->keeper);
	(void)waitpid(o->nursery, NULL, 0);
	free(o);
	return 0;
}

static void
on_done(void *arg, struct judging_task *task, const struct judging_answer *answer)
{
	struct office *o = arg;
	o->answers++;
	o->task = task;
	o->action = answer->action;
	(void)snprintf(o->header_text, sizeof o->header_text, "%.*s", BYTES_ARGS(answer->header));
}

static void
start(struct office *o, const char *mail, int *out_fd, struct judging_task **out_task)
{
	*out_fd = memfd_of("mail", bytes_of_cstr(mail));
	struct judging_question q = { .message = *out_fd, .envelope = &envelope };
	assert_int_equal(judging_start(o->judging, &q, on_done, o, out_task), 0);
}

/* Turn the loop until an answer, or until the keeper has a question. */
static bool
turn(struct office *o, bool until_question)
{
	bool came = false;
	int64_t end = clock_steady_us() + 10 * 1000000;
	must(fd_nonblocking(o->keeper, true) == 0);
	int answers = o->answers;
	while (clock_steady_us() < end && !came && (until_question || o->answers == answers)) {
		char octet;
		(void)event_base_loop(o->base, EVLOOP_NONBLOCK);
		came = until_question && recv(o->keeper, &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
		(void)usleep(500);
	}
	return until_question ? came : o->answers > answers;
}

/* Read the question; answer it with FAULT. */
static void
answer_hold(struct office *o, uint32_t fault, bool check_fds)
{
	struct wire *w = wire_new(WIRE_TO_KEEPER);
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct wire_message m;
	struct wire_question head;
	struct answer answer = { .fault = fault };
	void *question;
	assert_int_equal(wire_recv(w, o->keeper, &m), 1);
	assert_int_equal(ask_read(&m, a, &head, &question), 0);
	assert_int_equal(head.kind, ASK_HOLD);
	const struct event *row = question;
	assert_true(event_id_ok(row->id));
	check_text(row->from, "a@example.com");
	assert_int_equal(row->type, TYPE_SPAM);
	if (check_fds) {
		struct casefile c = { 0 };
		struct buf octets;
		buf_init(&octets, CASEFILE_OCTETS_MAX);
		assert_int_equal(m.fd_count, 2);
		assert_int_equal(fd_read_all(m.fds[0], CASEFILE_OCTETS_MAX, &octets), 0);
		check_text(buf_bytes(&octets), GTUBE_MAIL);
		buf_clear(&octets);
		assert_int_equal(fd_read_all(m.fds[1], CASEFILE_OCTETS_MAX, &octets), 0);
		assert_int_equal(casefile_read(buf_bytes(&octets), a, &c), 0);
		buf_done(&octets);
	}
	assert_int_equal(ask_send(w, o->keeper, WIRE_ANSWER, &head, &answer, NULL), 0);
	wire_message_done(&m);
	arena_free(a);
	wire_free(w);
}

static void
good_mail_is_delivered_and_logged_afterwards(void **state)
{
	struct office *o = *state;
	struct judging_task *task;
	OWN_FD int fd = -1;
	start(o, GOOD_MAIL, &fd, &task);
	assert_true(turn(o, false));
	assert_int_equal(o->action, ACTION_DELIVER);
	assert_true(strncmp(o->header_text, "type=normal; action=deliver; score=", 35) == 0);
	judging_outcome(o->task, OUTCOME_DELIVERED, BYTES("250 2.0.0 ok"));
	struct wire *w = wire_new(WIRE_TO_KEEPER);
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct wire_message m;
	struct wire_question head;
	void *question;
	assert_int_equal(wire_recv(w, o->keeper, &m), 1);
	assert_int_equal(ask_read(&m, a, &head, &question), 0);
	assert_int_equal(head.kind, ASK_EVENT);
	assert_int_equal(((struct event *)question)->outcome, OUTCOME_DELIVERED);
	check_text(((struct event *)question)->reply, "250 2.0.0 ok");
	wire_message_done(&m);
	arena_free(a);
	wire_free(w);
}

static void
quarantine_is_said_only_after_the_copy_is_durable(void **state)
{
	struct office *o = *state;
	struct judging_task *task;
	OWN_FD int fd = -1;
	start(o, GTUBE_MAIL, &fd, &task);
	assert_true(turn(o, true));
	assert_int_equal(o->answers, 0);
	answer_hold(o, 0, true);
	assert_true(turn(o, false));
	assert_int_equal(o->action, ACTION_QUARANTINE);
	judging_outcome(o->task, OUTCOME_QUARANTINED, BYTES_NONE);
}

static void
what_cannot_be_held_is_put_off(void **state)
{
	struct office *o = *state;
	struct judging_task *task;
	OWN_FD int fd = -1;
	start(o, GTUBE_MAIL, &fd, &task);
	assert_true(turn(o, true));
	answer_hold(o, (uint32_t)-FAULT_SYSTEM, false);
	assert_true(turn(o, false));
	assert_int_equal(o->action, ACTION_DEFER);
	judging_outcome(o->task, OUTCOME_DEFERRED, BYTES_NONE);
}

static void
a_keeper_that_dies_puts_off_what_it_had(void **state)
{
	struct office *o = *state;
	struct judging_task *task;
	OWN_FD int fd = -1;
	OWN_FD int again = -1;
	start(o, GTUBE_MAIL, &fd, &task);
	assert_true(turn(o, true));
	fd_close(&o->keeper);
	o->keeper = memfd_of("nobody", BYTES_NONE);
	assert_true(turn(o, false));
	assert_int_equal(o->action, ACTION_DEFER);
	judging_outcome(o->task, OUTCOME_DEFERRED, BYTES_NONE);
	/* Without one, at once; with a new one, again as it should be. */
	start(o, GTUBE_MAIL, &again, &task);
	assert_true(turn(o, false));
	assert_int_equal(o->action, ACTION_DEFER);
	judging_outcome(o->task, OUTCOME_DEFERRED, BYTES_NONE);
	int pair[2];
	assert_int_equal(fd_pair(pair), 0);
	judging_keeper(o->judging, pair[0]);
	fd_close(&o->keeper);
	o->keeper = pair[1];
	start(o, GTUBE_MAIL, &fd, &task);
	assert_true(turn(o, true));
	answer_hold(o, 0, false);
	assert_true(turn(o, false));
	assert_int_equal(o->action, ACTION_QUARANTINE);
	judging_outcome(o->task, OUTCOME_QUARANTINED, BYTES_NONE);
}

static void
a_client_that_leaves_is_not_answered(void **state)
{
	struct office *o = *state;
	struct judging_task *first, *second;
	OWN_FD int one = -1;
	OWN_FD int two = -1;
	start(o, GTUBE_MAIL, &one, &first);
	judging_cancel(first);
	start(o, GTUBE_MAIL, &two, &second);
	assert_true(turn(o, true));
	judging_cancel(second);
	answer_hold(o, 0, false);
	for (int i = 0; i < 20; i++) {
		(void)event_base_loop(o->base, EVLOOP_NONBLOCK);
		(void)usleep(1000);
	}
	assert_int_equal(o->answers, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(good_mail_is_delivered_and_logged_afterwards, setup, teardown),
		cmocka_unit_test_setup_teardown(quarantine_is_said_only_after_the_copy_is_durable, setup, teardown),
		cmocka_unit_test_setup_teardown(what_cannot_be_held_is_put_off, setup, teardown),
		cmocka_unit_test_setup_teardown(a_keeper_that_dies_puts_off_what_it_had, setup, teardown),
		cmocka_unit_test_setup_teardown(a_client_that_leaves_is_not_answered, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
