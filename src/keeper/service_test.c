#include "keeper/service.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper/client.h"
#include "keeper/control.h"
#include "lib/check.h"
#include "lib/scratch.h"
#include "sys/fd.h"
#include "wire/asking.h"

struct world {
	char data[64];
	pid_t pid;
	int gate;
	int stop;
	int supervisor;
	struct wire *wire;
	struct arena *arena;
	/* of the last frame, what nobody has looked at */
	struct wire_question said[WIRE_QUESTIONS_MAX];
	void *answers[WIRE_QUESTIONS_MAX];
	size_t said_count, said_at;
};

/* The keeper's process: a gate, the control socket, and an end. */
static int
serve(const char *data, int gate, int stop, int arrivals, int ready)
{
	struct keeper_options options = { .data = data, .key_file = "" };
	struct keeper_peer peer = { .fd = gate, .is_gate = true };
	struct keeper_service service = { .peers = &peer, .peer_count = 1, .stop = stop,
		.arrivals = arrivals };
	if (keeper_open(&options, &service.keeper, NULL) != 0)
		return 1;
	service.control = control_listen(data, NULL);
	if (service.control < 0 || write(ready, "r", 1) != 1)
		return 1;
	int fault = keeper_serve(&service);
	keeper_close(service.keeper);
	return fault != 0;
}

static int
begin(void **state)
{
	struct world *w = test_calloc(1, sizeof *w);
	int pair[2], stop[2], ready[2], arrivals[2];
	char c;
	strcpy(w->data, "/tmp/postern-service-XXXXXX");
	assert_non_null(mkdtemp(w->data));
	assert_int_equal(fd_pair(pair), 0);
	assert_int_equal(fd_pair(arrivals), 0);
	assert_int_equal(pipe(stop), 0);
	assert_int_equal(pipe(ready), 0);
	w->pid = fork();
	assert_true(w->pid >= 0);
	if (w->pid == 0) {
		close(pair[0]);
		close(stop[1]);
		close(arrivals[0]);
		_exit(serve(w->data, pair[1], stop[0], arrivals[1], ready[1]));
	}
	close(pair[1]);
	close(arrivals[1]);
	close(stop[0]);
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	w->gate = pair[0];
	w->stop = stop[1];
	w->supervisor = arrivals[0];
	w->wire = wire_new(WIRE_TO_GATE);
	w->arena = arena_new((size_t)64 << 20);
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;
	int status;
	close(w->stop);
	assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
	assert_int_equal(status, 0);
	wire_free(w->wire);
	arena_free(w->arena);
	fd_close(&w->gate);
	fd_close(&w->supervisor);
	scratch_remove(w->data);
	test_free(w);
	return 0;
}

static void
send_hold(struct world *w, uint64_t serial, const char *id)
{
	struct mail_event e = { .id = bytes_of_cstr(id), .time_ms = 1795316400000, .outcome = OUTCOME_QUARANTINED };
	struct ask_fds fds = { .at = { memfd_of("m", BYTES("body")) }, .count = 1 };
	struct wire_question head = { .serial = serial, .kind = ASK_HOLD };
	assert_int_equal(ask_send(w->wire, w->gate, WIRE_QUESTION, &head, &e, &fds), 0);
	close(fds.at[0]);
}

static uint32_t
receive(struct world *w, uint64_t serial)
{
	struct wire_message m;
	struct wire_questions said;
	if (w->said_at == w->said_count) {
		assert_int_equal(wire_recv(w->wire, w->gate, &m), 1);
		assert_int_equal(m.type, WIRE_ANSWER);
		assert_int_equal(ask_read_all(&m, w->arena, &said), 0);
		w->said_count = said.all.count;
		w->said_at = 0;
		for (size_t i = 0; i < said.all.count; i++) {
			w->said[i] = said.all.at[i];
			assert_int_equal(ask_read_one(WIRE_ANSWER, &said.all.at[i], w->arena, &w->answers[i]), 0);
		}
		wire_message_done(&m);
	}
	assert_int_equal(w->said[w->said_at].serial, serial);
	return ((struct answer *)w->answers[w->said_at++])->fault;
}

static struct client *
tool(struct world *w)
{
	struct keeper_options options = { .data = w->data, .key_file = "" };
	struct client *c;
	struct why why = { "" };
	if (client_open(&options, &c, &why) != 0)
		fail_msg("%s", why.text);
	return c;
}

/* What stands in one frame is answered in one, in its order; what has no answer leaves none. */
static void
questions_that_come_together_are_answered_together(void **state)
{
	struct world *w = *state;
	struct wire_question all[3] = { { .serial = 5, .kind = ASK_STATS }, { .serial = 6, .kind = ASK_EVENT }, { .serial = 7, .kind = ASK_SHOW } };
	const struct mail_event event = { .id = BYTES("e-1"), .time_ms = 1795316400000 };
	const struct ask_id id = { BYTES("nothing") };
	struct buf bodies[3];
	struct wire_message m;
	struct wire_questions said;
	void *answer;
	for (size_t i = 0; i < 3; i++) {
		buf_init(&bodies[i], 1 << 16);
		ask_write(WIRE_QUESTION, all[i].kind, i == 1 ? (const void *)&event : &id, &bodies[i]);
		all[i].body = buf_bytes(&bodies[i]);
	}
	/* The gate may not ask for STATS; a tool may. */
	int tool = control_connect(w->data, NULL);
	assert_true(tool >= 0);
	assert_int_equal(ask_send_all(w->wire, tool, WIRE_QUESTION, all, 3, NULL), 0);
	assert_int_equal(wire_recv(w->wire, tool, &m), 1);
	assert_int_equal(ask_read_all(&m, w->arena, &said), 0);
	assert_int_equal(said.all.count, 2);
	assert_int_equal(said.all.at[0].serial, 5);
	assert_int_equal(said.all.at[1].serial, 7);
	assert_int_equal(ask_read_one(WIRE_ANSWER, &said.all.at[1], w->arena, &answer), 0);
	assert_int_equal(((struct answer *)answer)->fault, (uint32_t)-FAULT_ABSENT);
	wire_message_done(&m);
	/* Descriptors can only be the only one's. */
	OWN_FD int mail = memfd_of("m", BYTES("body"));
	struct wire_questions two = { .all = { .at = all, .count = 2 } };
	assert_int_equal(wire_send(w->wire, tool, WIRE_QUESTION, &two, &mail, 1), 0);
	assert_int_equal(wire_recv(w->wire, tool, &m), FAULT_ABSENT);
	close(tool);
	for (size_t i = 0; i < 3; i++)
		buf_done(&bodies[i]);
}

static void
holds_in_a_burst_are_all_answered_and_listed(void **state)
{
	struct world *w = *state;
	char ids[100][8];
	for (uint64_t i = 0; i < 100; i++) {
		snprintf(ids[i], sizeof ids[i], "m%d", (int)i);
		send_hold(w, i + 1, ids[i]);
	}
	for (uint64_t i = 0; i < 100; i++)
		assert_int_equal(receive(w, i + 1), 0);
	send_hold(w, 200, "m7"); /* used before */
	assert_int_equal(receive(w, 200), -FAULT_INPUT);
	struct client *c = tool(w);
	struct ask_filter all = { .limit = 500 };
	void *got;
	assert_int_equal(client_ask(c, ASK_LIST, &all, NULL, w->arena, &got, NULL), 0);
	assert_int_equal(((struct answer_list *)got)->rows.count, 100);
	client_close(c);
}

static void
a_tool_sees_and_changes_what_the_gate_held(void **state)
{
	struct world *w = *state;
	struct ask_id id = { .id = BYTES("m1"), .by = BYTES("admin") };
	struct ask_fds fds = { .count = 0 };
	struct why why = { "" };
	struct buf got;
	void *answer;
	send_hold(w, 1, "m1");
	assert_int_equal(receive(w, 1), 0);
	struct client *c = tool(w);
	assert_int_equal(client_ask(c, ASK_SHOW, &id, &fds, w->arena, &answer, &why), 0);
	assert_int_equal(fds.count, 2);
	buf_init(&got, 1000);
	assert_int_equal(fd_read_all(fds.at[0], 1000, &got), 0);
	check_text(buf_bytes(&got), "body");
	buf_done(&got);
	close(fds.at[0]);
	close(fds.at[1]);
	assert_int_equal(client_ask(c, ASK_DELETE, &id, NULL, w->arena, &answer, &why), 0);
	assert_int_equal(client_ask(c, ASK_SHOW, &id, &fds, w->arena, &answer, &why), FAULT_ABSENT);
	assert_string_equal(why.text, "no message m1 in quarantine");
	client_close(c);
}

static void
a_gate_that_asks_for_more_than_it_may_is_dropped(void **state)
{
	struct world *w = *state;
	struct ask_id id = { .id = BYTES("m1") };
	struct wire_question head = { .serial = 1, .kind = ASK_SHOW };
	struct wire_message m;
	assert_int_equal(ask_send(w->wire, w->gate, WIRE_QUESTION, &head, &id, NULL), 0);
	assert_int_equal(wire_recv(w->wire, w->gate, &m), FAULT_ABSENT);
	/* The others are not harmed. */
	struct client *c = tool(w);
	void *answer;
	assert_int_equal(client_ask(c, ASK_STATS, NULL, NULL, w->arena, &answer, NULL), 0);
	client_close(c);
}

static void
nonsense_drops_the_peer_and_nothing_else(void **state)
{
	struct world *w = *state;
	struct wire_message m;
	for (int i = 0; i < 3; i++) {
		int fd = control_connect(w->data, NULL);
		assert_true(fd >= 0);
		assert_true(write(fd, "GET / HTTP/1.1\r\n\r\n", i == 0 ? 18 : 3) > 0);
		assert_int_equal(wire_recv(w->wire, fd, &m), FAULT_ABSENT);
		close(fd);
	}
	send_hold(w, 1, "m1");
	assert_int_equal(receive(w, 1), 0);
}

static void
a_gate_cannot_pose_as_a_tool(void **state)
{
	struct world *w = *state;
	struct wire_message m;
	struct wire_peer peer = { .kind = WIRE_PEER_GATE, .pid = (uint32_t)getpid() };
	struct wire_question head = { .serial = 1, .kind = ASK_STATS };
	int pair[2];
	assert_int_equal(fd_pair(pair), 0);
	int before = control_connect(w->data, NULL);
	assert_true(before >= 0);
	assert_int_equal(ask_send(w->wire, before, WIRE_QUESTION, &head, NULL, NULL), 0);
	assert_int_equal(wire_recv(w->wire, before, &m), 1);
	wire_message_done(&m);
	close(before);
	/* From now on this process is known as a gate. */
	struct wire *wire = wire_new(0);
	assert_int_equal(wire_send(wire, w->supervisor, WIRE_PEER, &peer, &pair[1], 1), 0);
	wire_free(wire);
	close(pair[1]);
	fd_close(&w->gate);
	w->gate = pair[0];
	send_hold(w, 1, "m1");
	assert_int_equal(receive(w, 1), 0);
	int after = control_connect(w->data, NULL);
	assert_true(after >= 0);
	(void)ask_send(w->wire, after, WIRE_QUESTION, &head, NULL, NULL);
	assert_true(wire_recv(w->wire, after, &m) < 0);
	close(after);
}

static void
without_a_supervisor_it_ends_with_its_last_gate(void **state)
{
	struct world *w = *state;
	siginfo_t ended = { 0 };
	fd_close(&w->supervisor);
	send_hold(w, 1, "m1");
	assert_int_equal(receive(w, 1), 0);
	fd_close(&w->gate);
	/* Left for the teardown to reap; generous, for a busy machine. */
	for (int i = 0; i < 600 && ended.si_pid == 0; i++) {
		assert_int_equal(waitid(P_PID, (id_t)w->pid, &ended, WEXITED | WNOWAIT | WNOHANG), 0);
		(void)poll(NULL, 0, 50);
	}
	assert_int_equal(ended.si_pid, w->pid);
}

int
main(void)
{
#define SERVED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest all[] = {
		SERVED(questions_that_come_together_are_answered_together),
		SERVED(holds_in_a_burst_are_all_answered_and_listed),
		SERVED(a_tool_sees_and_changes_what_the_gate_held),
		SERVED(a_gate_that_asks_for_more_than_it_may_is_dropped),
		SERVED(nonsense_drops_the_peer_and_nothing_else),
		SERVED(a_gate_cannot_pose_as_a_tool),
		SERVED(without_a_supervisor_it_ends_with_its_last_gate),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
