/* The supervisor with roles of the test's own: this program is its own "serve" and its own "role". */
#include "roles/supervise_inside.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "roles/roles.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "wire/wire.h"

/* -- the roles -- */

static volatile sig_atomic_t is_told;

static void
on_term(int signal_number)
{
	is_told = 1;
}

static int
value_of(int argc, char **argv, const char *key)
{
	size_t len = strlen(key);
	for (int i = 3; i < argc; i++)
		if (strncmp(argv[i], key, len) == 0 && argv[i][len] == '=')
			return (int)strtol(argv[i] + len + 1, NULL, 10);
	return -1;
}

static void
hear_line(struct pollfd *session, int *nurseries, int control, int keepers)
{
	char line[64], answer[128];
	ssize_t n = recv(session->fd, line, sizeof line - 1, 0);
	if (n <= 0) {
		close(session->fd);
		session->fd = -1;
		return;
	}
	line[n] = 0;
	if (strcmp(line, "die") == 0)
		(void)raise(SIGKILL);
	if (strcmp(line, "lost") == 0)
		(void)send(control, (const char[]){ SUPERVISE_NO_KEEPER }, 1, 0);
	int prompt = 0;
	socklen_t size = sizeof prompt;
	must(getsockopt(session->fd, IPPROTO_TCP, TCP_NODELAY, &prompt, &size) == 0);
	int number = line[0] == 'w' ? *nurseries : line[0] == 'p' ? prompt : keepers;
	int len = snprintf(answer, sizeof answer, "%d %d", (int)getpid(), number);
	(void)send(session->fd, answer, (size_t)len, 0);
}

/* Answers each packet with its process id and how many nurseries it was given. */
static int
gate(int argc, char **argv)
{
	enum { LISTENER, CONTROL, SESSIONS, MOST = 20 };
	struct pollfd ready[MOST];
	int nurseries = 2, sessions = 0, keepers = 0;
	struct wire *w = wire_new(WIRE_TO_GATE);
	(void)signal(SIGTERM, on_term);
	for (int i = 0; i < MOST; i++)
		ready[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	ready[LISTENER].fd = value_of(argc, argv, "listen.0");
	ready[CONTROL].fd = value_of(argc, argv, "control");
	(void)send(ready[CONTROL].fd, "", 1, 0);
	while (!is_told || sessions > 0) {
		if (is_told)
			ready[LISTENER].fd = -1;
		(void)poll(ready, MOST, 50);
		if (ready[CONTROL].fd >= 0 && ready[CONTROL].revents != 0) {
			struct wire_message m;
			struct wire_peer peer = { 0 };
			struct arena *a = arena_new(1024);
			if (wire_recv(w, ready[CONTROL].fd, &m) == 1 && wire_read(&m, a, &peer) == 0) {
				nurseries += peer.kind == WIRE_PEER_DISSECTORS || peer.kind == WIRE_PEER_OPENERS;
				keepers += peer.kind == WIRE_PEER_KEEPER;
				/* Kept open, as a gate would. */
				(void)fd_take(&m.fds[0]);
			} else {
				ready[CONTROL].fd = -1;
			}
			arena_free(a);
		}
		for (int i = SESSIONS; i < MOST; i++)
			if (ready[i].fd >= 0 && ready[i].revents != 0)
				hear_line(&ready[i], &nurseries, ready[CONTROL].fd, keepers);
		if (ready[LISTENER].fd >= 0 && (ready[LISTENER].revents & POLLIN) != 0) {
			int fd = accept4(ready[LISTENER].fd, NULL, NULL, SOCK_CLOEXEC);
			for (int i = SESSIONS; i < MOST && fd >= 0; i++)
				if (ready[i].fd < 0) {
					ready[i].fd = fd;
					ready[i].revents = 0;
					break;
				}
		}
		sessions = 0;
		for (int i = SESSIONS; i < MOST; i++)
			sessions += ready[i].fd >= 0;
	}
	wire_free(w);
	return 0;
}

static int
role(int argc, char **argv)
{
	char octet;
	if (strcmp(argv[2], "gate") == 0)
		return gate(argc, argv);
	if (strcmp(argv[2], "keeper") == 0) {
		(void)signal(SIGTERM, on_term);
		while (!is_told)
			(void)poll(NULL, 0, 50);
		return 0;
	}
	/* A nursery: until its asker has gone. */
	while (recv(value_of(argc, argv, "asker"), &octet, 1, 0) > 0)
		;
	return 0;
}

/* -- the test's side -- */

struct house {
	char place[64];
	char conf[100];
	char data[100];
	uint16_t port;
	pid_t pid;
};

static void
write_conf(const struct house *h, const char *more)
{
	FILE *f = fopen(h->conf, "we");
	must(f != NULL);
	(void)fprintf(f, "[server]\nlog_level = warning\n[listener smtp]\naddress = 127.0.0.1:%u\n%s\n", h->port, more);
	(void)fclose(f);
}

static pid_t
serve(const struct house *h)
{
	pid_t pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		char *argv[] = { (char[]){ "test" }, (char[]){ "serve" }, (char *)(uintptr_t)h->conf,
			(char *)(uintptr_t)h->data, NULL };
		(void)execv("/proc/self/exe", argv);
		_exit(127);
	}
	return pid;
}

static uint16_t
free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof at;
	OWN_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && getsockname(fd, (struct sockaddr *)&at, &len) == 0);
	return ntohs(at.sin_port);
}

/* Connect within some seconds; -1 when nobody listens. */
static int
call(const struct house *h, int seconds)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) }, .sin_port = htons(h->port) };
	int64_t end = clock_steady_us() + (int64_t)seconds * 1000000;
	do {
		OWN_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0)
			return fd_take(&fd);
		(void)poll(NULL, 0, 20);
	} while (clock_steady_us() < end);
	return -1;
}

static int
say(int fd, const char *word, int *out_number)
{
	char answer[64] = "";
	int pid = 0;
	if (send(fd, word, strlen(word), MSG_NOSIGNAL) <= 0 || recv(fd, answer, sizeof answer - 1, 0) <= 0)
		return 0;
	must(sscanf(answer, "%d %d", &pid, out_number) == 2);
	return pid;
}

/* Who serves this session, and how many nurseries has he been given?  0: nobody any more. */
static int
ask(int fd, int *out_nurseries)
{
	return say(fd, "who", out_nurseries);
}

static int
who(int fd)
{
	int nurseries;
	return ask(fd, &nurseries);
}

static int
setup(void **state)
{
	struct house *h = xcalloc(1, sizeof *h);
	(void)snprintf(h->place, sizeof h->place, "/tmp/postern-serve-XXXXXX");
	must(mkdtemp(h->place) != NULL);
	(void)chmod(h->place, 0755);
	(void)snprintf(h->conf, sizeof h->conf, "%s/conf", h->place);
	(void)snprintf(h->data, sizeof h->data, "%s/data", h->place);
	h->port = free_port();
	write_conf(h, "");
	h->pid = serve(h);
	*state = h;
	return 0;
}

static int
teardown(void **state)
{
	struct house *h = *state;
	int status = 0;
	(void)kill(h->pid, SIGTERM);
	(void)waitpid(h->pid, &status, 0);
	char path[200];
	static const char *const files[] = { "conf", "data/serve.lock" };
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", h->place, files[i]);
		(void)unlink(path);
	}
	static const char *const folders[] = { "data/spool", "data", "" };
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", h->place, folders[i]);
		(void)rmdir(path);
	}
	free(h);
	return 0;
}

static void
it_serves_and_stops(void **state)
{
	struct house *h = *state;
	OWN_FD int session = call(h, 10);
	int nurseries, status;
	assert_true(ask(session, &nurseries) > 0);
	assert_int_equal(nurseries, 2);
	assert_int_equal(kill(h->pid, SIGTERM), 0);
	/* The session is finished first; nobody new is taken. */
	(void)poll(NULL, 0, 200);
	assert_true(who(session) > 0);
	assert_int_equal(waitpid(h->pid, &status, WNOHANG), 0);
	fd_close(&session);
	assert_int_equal(waitpid(h->pid, &status, 0), h->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(call(h, 0), -1);
}

/* Else the first reply in TLS 1.3 waits 40 ms for the acknowledgement of the tickets. */
static void
a_reply_waits_for_no_acknowledgement(void **state)
{
	OWN_FD int session = call(*state, 10);
	int is_prompt;
	assert_true(say(session, "prompt", &is_prompt) > 0);
	assert_int_equal(is_prompt, 1);
}

static void
a_dead_gate_is_replaced_without_refusing_anybody(void **state)
{
	struct house *h = *state;
	OWN_FD int first = call(h, 10);
	int old = who(first);
	assert_true(old > 0);
	assert_int_equal(kill(old, SIGKILL), 0);
	/* The kernel takes connections while nobody accepts. */
	OWN_FD int second = call(h, 0);
	assert_true(second >= 0);
	int new = who(second);
	assert_true(new > 0 && new != old);
	assert_int_equal(who(first), 0);
}

static int
wait_for_another(const struct house *h, int old)
{
	for (int i = 0; i < 100; i++) {
		OWN_FD int fd = call(h, 5);
		int now = who(fd);
		if (now > 0 && now != old)
			return now;
		(void)poll(NULL, 0, 50);
	}
	return 0;
}

static bool
ends_soon(pid_t pid)
{
	for (int i = 0; i < 100 && kill(pid, 0) == 0; i++)
		(void)poll(NULL, 0, 50);
	return kill(pid, 0) != 0;
}

static void
a_reload_keeps_the_sessions(void **state)
{
	struct house *h = *state;
	OWN_FD int first = call(h, 10);
	int oldest = who(first), newest = oldest;
	for (int round = 0; round < 3; round++) {
		int before = newest;
		assert_int_equal(kill(h->pid, SIGHUP), 0);
		newest = wait_for_another(h, before);
		assert_true(newest > 0 && newest != oldest);
		/* Whoever has a session goes on with it; whoever has none ends. */
		assert_int_equal(who(first), oldest);
		assert_true(before == oldest || ends_soon(before));
	}
	fd_close(&first);
	assert_true(ends_soon(oldest));
	OWN_FD int last = call(h, 0);
	assert_int_equal(who(last), newest);
}

static void
a_broken_configuration_changes_nothing(void **state)
{
	struct house *h = *state;
	OWN_FD int first = call(h, 10);
	int old = who(first);
	write_conf(h, "nonsense = yes");
	assert_int_equal(kill(h->pid, SIGHUP), 0);
	(void)poll(NULL, 0, 500);
	OWN_FD int second = call(h, 0);
	assert_int_equal(who(second), old);
	write_conf(h, "");
	assert_int_equal(kill(h->pid, SIGHUP), 0);
	assert_true(wait_for_another(h, old) > 0);
}

static void
a_second_instance_is_kept_out(void **state)
{
	struct house *h = *state;
	int status;
	OWN_FD int session = call(h, 10);
	assert_true(who(session) > 0);
	pid_t second = serve(h);
	assert_int_equal(waitpid(second, &status, 0), second);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
	assert_true(who(session) > 0);
}

/* A child of the supervisor by the role on its command line. */
static pid_t
child_of(pid_t parent, const char *name)
{
	char path[64], line[600];
	pid_t found = 0, child;
	(void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
	FILE *children = fopen(path, "re");
	if (children == NULL)
		return 0;
	while (found == 0 && fscanf(children, "%d", &child) == 1) {
		(void)snprintf(path, sizeof path, "/proc/%d/cmdline", (int)child);
		OWN_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t n = fd >= 0 ? read(fd, line, sizeof line) : 0;
		if (bytes_has(bytes_of(line, n > 0 ? (size_t)n : 0), bytes_of_cstr(name)))
			found = child;
	}
	(void)fclose(children);
	return found;
}

static void
a_dead_nursery_is_replaced_under_its_gate(void **state)
{
	struct house *h = *state;
	OWN_FD int session = call(h, 10);
	int nurseries = 0, gate_pid = who(session);
	pid_t nursery = child_of(h->pid, "dissectors");
	if (nursery == 0)
		skip(); /* a kernel without /proc/PID/task/PID/children */
	assert_int_equal(kill(nursery, SIGKILL), 0);
	for (int i = 0; i < 100 && nurseries < 3; i++) {
		assert_int_equal(ask(session, &nurseries), gate_pid);
		(void)poll(NULL, 0, 50);
	}
	assert_int_equal(nurseries, 3);
	assert_true(child_of(h->pid, "dissectors") != nursery);
}

static void
a_gate_that_lost_the_keeper_is_introduced_again(void **state)
{
	struct house *h = *state;
	OWN_FD int session = call(h, 10);
	int before = 0, now = 0, gate_pid = who(session);
	for (int i = 0; i < 100 && before == 0; i++) {
		assert_int_equal(say(session, "keepers", &before), gate_pid);
		(void)poll(NULL, 0, 20);
	}
	/* Asked for without end it is done once a second. */
	int64_t start = clock_steady_us();
	for (now = before; now < before + 2 && clock_steady_us() - start < 20000000;) {
		assert_int_equal(say(session, "lost", &now), gate_pid);
		(void)poll(NULL, 0, 5);
	}
	assert_int_equal(now, before + 2);
	assert_true(clock_steady_us() - start > 1000000);
	assert_int_equal(who(session), gate_pid);
}

/* Twenty deaths: the wait after each, of a role that dies at once, and of one that is killed now and then. */
static void
waiting_grows_for_what_cannot_start_and_not_for_what_is_killed(void **state)
{
	uint32_t failures = 0;
	for (int i = 0; i < 20; i++)
		failures = supervise_failures(failures, 100000);
	assert_int_equal(supervise_wait_s(failures), SUPERVISE_BACKOFF_MAX_S);
	assert_int_equal(supervise_wait_s(supervise_failures(failures, 29 * INT64_C(1000000))), SUPERVISE_BACKOFF_MAX_S);
	assert_int_equal(supervise_wait_s(supervise_failures(failures, 32 * INT64_C(1000000))), 0);
	for (int i = 0; i < 20; i++) {
		failures = supervise_failures(failures, 3 * INT64_C(1000000));
		if (i == 0)
			failures = 0;
		assert_true(supervise_wait_s(failures) <= 2);
	}
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "role") == 0)
		return role(argc, argv);
	if (argc > 3 && strcmp(argv[1], "serve") == 0) {
		struct supervise_options o = { .conf_path = argv[2], .data = argv[3], .inherited = -1, .argv = argv };
		if (argc > 4 && strcmp(argv[argc - 1], "--check") == 0)
			return supervise_check(&o);
		if (argc > 4)
			(void)sscanf(argv[argc - 1], "--inherited=%d", &o.inherited);
		return supervise_run(&o);
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_serves_and_stops, setup, teardown),
		cmocka_unit_test_setup_teardown(a_reply_waits_for_no_acknowledgement, setup, teardown),
		cmocka_unit_test_setup_teardown(a_dead_gate_is_replaced_without_refusing_anybody, setup, teardown),
		cmocka_unit_test_setup_teardown(a_reload_keeps_the_sessions, setup, teardown),
		cmocka_unit_test_setup_teardown(a_broken_configuration_changes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(a_second_instance_is_kept_out, setup, teardown),
		cmocka_unit_test_setup_teardown(a_gate_that_lost_the_keeper_is_introduced_again, setup, teardown),
		cmocka_unit_test(waiting_grows_for_what_cannot_start_and_not_for_what_is_killed),
		cmocka_unit_test_setup_teardown(a_dead_nursery_is_replaced_under_its_gate, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
