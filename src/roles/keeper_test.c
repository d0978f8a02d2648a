/* The real keeper in its real jail, asked as a gate and as a command-line tool. */
#include "roles/keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "keeper/client.h"
#include "lib/check.h"
#include "lib/scratch.h"
#include "sys/fd.h"
#include "wire/asking.h"

struct home {
	char data[64];
	int data_fd;
	int control;
	int gate;
	pid_t pid;
	struct arena *arena;
};

static int
setup(void **state)
{
	static const struct log log = { .fd = 2, .role = "keeper", .most = LOG_WARNING };
	struct home *h = xcalloc(1, sizeof *h);
	struct jail_user user;
	int pair[2];
	(void)snprintf(h->data, sizeof h->data, "/tmp/postern-keeper-XXXXXX");
	must(mkdtemp(h->data) != NULL && fd_pair(pair) == 0);
	if (geteuid() == 0)
		must(jail_user_find(&user, NULL) == 0 && chown(h->data, user.uid, user.gid) == 0);
	h->data_fd = open(h->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	h->arena = arena_new((size_t)16 << 20);
	h->pid = fork();
	must(h->pid >= 0 && h->data_fd >= 0);
	if (h->pid == 0) {
		struct role_values given = { .count = 0 };
		role_add_fd(&given, h->data_fd, "data");
		role_add_fd(&given, pair[1], "control");
		for (int s = 1; s < 32; s++)
			(void)signal(s, SIG_DFL);
		close(pair[0]);
		_exit(keeper_run(&given, &log) == 0 ? 0 : 1);
	}
	close(pair[1]);
	h->control = pair[0];
	*state = h;
	return 0;
}

static int
teardown(void **state)
{
	struct home *h = *state;
	(void)kill(h->pid, SIGKILL);
	(void)waitpid(h->pid, NULL, 0);
	scratch_remove(h->data);
	close(h->data_fd);
	close(h->control);
	arena_free(h->arena);
	free(h);
	return 0;
}

/* As the supervisor does it. */
static int
introduce_gate(struct home *h)
{
	int pair[2];
	struct wire *w = wire_new(0);
	struct wire_peer say = { .kind = WIRE_PEER_GATE };
	must(fd_pair(pair) == 0);
	assert_int_equal(wire_send(w, h->control, WIRE_PEER, &say, &pair[1], 1), 0);
	close(pair[1]);
	wire_free(w);
	return pair[0];
}

static uint32_t
ask(struct home *h, int fd, enum ask_kind kind, const void *question, const struct ask_fds *fds)
{
	struct wire *w = wire_new(WIRE_TO_GATE);
	struct wire_question head = { .serial = 1, .kind = kind };
	struct wire_message m;
	void *answer = NULL;
	uint32_t fault = UINT32_MAX;
	assert_int_equal(ask_send(w, fd, WIRE_QUESTION, &head, question, fds), 0);
	if (wire_recv(w, fd, &m) == 1) {
		assert_int_equal(ask_read(&m, h->arena, &head, &answer), 0);
		fault = ((struct answer *)answer)->fault;
		wire_message_done(&m);
	}
	wire_free(w);
	return fault;
}

static void
a_gate_that_starts_later_can_hold_a_message(void **state)
{
	struct home *h = *state;
	OWN_FD int gate = introduce_gate(h);
	OWN_FD int mail = memfd_of("mail", BYTES("Subject: held\r\n\r\nx\r\n"));
	struct mail_event event = { .id = BYTES("AAAAAAAAAAAAAAAA"), .subject = BYTES("held"), .time_ms = 1700000000000,
		.mail_from = BYTES("a@example.com") };
	struct ask_fds fds = { .at = { mail }, .count = 1 };
	*(struct bytes *)LIST_ADD(h->arena, &event.recipients) = BYTES("b@example.com");
	assert_int_equal(ask(h, gate, ASK_HOLD, &event, &fds), 0);
	/* What only people may do ends the connection of a gate. */
	struct ask_id id = { .id = BYTES("AAAAAAAAAAAAAAAA") };
	assert_int_equal(ask(h, gate, ASK_DELETE, &id, NULL), UINT32_MAX);

	/* A tool finds the lock taken and asks over the control socket. */
	struct client *c;
	struct why why;
	struct keeper_options options = { .data = h->data, .key_file = "" };
	struct ask_filter filter = { .limit = 10 };
	void *answer;
	struct ask_fds none = { .count = 0 };
	assert_int_equal(client_open(&options, &c, &why), 0);
	assert_int_equal(client_ask(c, ASK_LIST, &filter, &none, h->arena, &answer, &why), 0);
	const struct answer_list *list = answer;
	assert_int_equal(list->rows.count, 1);
	check_text(list->rows.at[0].subject, "held");
	client_close(c);
}

static void
it_writes_its_last_and_ends(void **state)
{
	struct home *h = *state;
	int status;
	OWN_FD int gate = introduce_gate(h);
	(void)ask(h, gate, ASK_STATS, NULL, NULL); /* by now it serves */
	assert_int_equal(kill(h->pid, SIGTERM), 0);
	assert_int_equal(waitpid(h->pid, &status, 0), h->pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_gate_that_starts_later_can_hold_a_message, setup, teardown),
		cmocka_unit_test_setup_teardown(it_writes_its_last_and_ends, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
