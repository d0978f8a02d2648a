/* The real dissectors and openers, in their real jails, behind the real pipeline. */
#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "pipeline/pipeline.h"
#include "roles/nursery.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "wire/wire.h"

struct shop {
	struct event_base *base;
	struct pipeline *p;
	pid_t pids[PIPELINE_NURSERIES];
	int answers;
	struct pipeline_answer last;
};

static const struct log quiet = { .fd = 2, .role = "test", .most = LOG_ERROR };

static int
start(const struct brood *brood, pid_t *out_pid)
{
	int pair[2];
	must(fd_pair(pair) == 0);
	*out_pid = fork();
	must(*out_pid >= 0);
	if (*out_pid == 0) {
		int keep = pair[1];
		for (int s = 1; s < 32; s++)
			(void)signal(s, SIG_DFL); /* cmocka catches some */
		(void)fd_close_others(&keep, 1);
		_exit(nursery_run(pair[1], brood, &quiet) == 0 ? 0 : 1);
	}
	close(pair[1]);
	return pair[0];
}

static void
shop_open(struct shop *s, const struct brood *openers, const struct pipeline_options *options)
{
	struct pipeline_options o = *options;
	*s = (struct shop){ .base = event_base_new() };
	o.nurseries[PIPELINE_DISSECTORS] = start(&brood_dissectors, &s->pids[PIPELINE_DISSECTORS]);
	o.nurseries[PIPELINE_OPENERS] = start(openers, &s->pids[PIPELINE_OPENERS]);
	s->p = pipeline_new(s->base, &o);
}

static void
shop_close(struct shop *s)
{
	arena_free(s->last.arena);
	pipeline_free(s->p);
	event_base_free(s->base);
	/* A nursery ends by itself when its asker has gone, and its workers with it. */
	for (int i = 0; i < PIPELINE_NURSERIES; i++) {
		int status;
		assert_int_equal(waitpid(s->pids[i], &status, 0), s->pids[i]);
		assert_int_equal(status, 0);
	}
}

static void
on_done(void *arg, struct pipeline_answer *answer)
{
	struct shop *s = arg;
	arena_free(s->last.arena);
	s->last = *answer;
	s->answers++;
}

static const struct casefile_envelope envelope = { .mail_from = BYTES_INIT("a@example.com") };

static void
wait_for(struct shop *s, int answers)
{
	int64_t end = clock_steady_us() + 30 * 1000000;
	while (s->answers < answers && clock_steady_us() < end)
		(void)event_base_loop(s->base, EVLOOP_ONCE);
	assert_int_equal(s->answers, answers);
}

static const struct casefile *
dissect(struct shop *s, struct blob *message)
{
	int want = s->answers + 1;
	assert_int_equal(pipeline_submit(s->p, message, &envelope, on_done, s, NULL), 0);
	wait_for(s, want);
	blob_drop(message);
	return s->last.casefile;
}

static const struct casefile *
dissect_text(struct shop *s, const char *mail)
{
	return dissect(s, blob_of(bytes_of_cstr(mail)));
}

/* A stored zip of one file "a.txt" that holds "http://inside.example.com/". */
#define ZIP_BASE64 \
	"UEsDBBQAAAAAAAAAIQDxnwh7GgAAABoAAAAFAAAAYS50eHRodHRwOi8vaW5zaWRlLmV4YW1wbGUuY29tL1BLAQIUAxQAAAAAAAAA" \
	"IQDxnwh7GgAAABoAAAAFAAAAAAAAAAAAAACAAQAAAABhLnR4dFBLBQYAAAAAAQABADMAAAA9AAAAAAA="
#define MAIL_WITH(base64) \
	"From: a@example.com\r\nSubject: files\r\nMIME-Version: 1.0\r\n" \
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n" \
	"--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" base64 \
	"\r\n--b--\r\n"

static void
an_attached_archive_is_opened_in_its_own_jail(void **state)
{
	struct shop s;
	static const struct pipeline_options options = { .dissectors = 1, .opened_octets = 1 << 20, .log = &quiet };
	shop_open(&s, &brood_openers, &options);
	const struct casefile *c = dissect_text(&s, MAIL_WITH(ZIP_BASE64));
	assert_true(s.last.is_by_worker);
	check_text(c->subject, "files");
	check_text(c->envelope.mail_from, "a@example.com");
	assert_int_equal(c->archives.count, 1);
	check_text(c->archives.at[0].format, "zip");
	check_text(c->archives.at[0].names.at[0], "a.txt");
	assert_int_equal(c->gaps.count, 0);
	const struct casefile_part *inside = &c->parts.at[c->parts.count - 1];
	check_text(inside->name, "a.txt");
	assert_true(inside->is_unpacked);
	assert_int_equal(inside->size, 26);
	struct pipeline_stats stats;
	pipeline_stats(s.p, &stats);
	assert_int_equal(stats.openers_started, 1);
	/* The next copy is looked into as well, by no opener. */
	c = dissect_text(&s, MAIL_WITH(ZIP_BASE64));
	check_text(c->archives.at[0].names.at[0], "a.txt");
	check_text(c->urls.at[0].host, "inside.example.com");
	assert_int_equal(c->gaps.count, 0);
	pipeline_stats(s.p, &stats);
	assert_int_equal(stats.openers_started, 1);
	assert_int_equal(stats.openers_spared, 1);
	assert_int_equal(stats.openers_died + stats.workers_died + stats.workers_lied, 0);
	shop_close(&s);
}

/* Every mail of ours goes through without anything being asked of the kernel that the jail forbids. */
static void
the_jail_lets_every_sample_through(void **state)
{
	struct shop s;
	glob_t found = { 0 };
	static const struct pipeline_options options = { .log = &quiet };
	int flags = 0;
	static const char *const patterns[] = { "samples/*.eml", "samples/*/*.eml", "tests/mail/*.eml",
		"tests/mail/*/*.eml" };
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		(void)glob(patterns[i], flags, NULL, &found);
		flags = GLOB_APPEND;
	}
	if (found.gl_pathc == 0)
		skip();
	shop_open(&s, &brood_openers, &options);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int fd = open(found.gl_pathv[i], O_RDONLY | O_CLOEXEC);
		assert_true(fd >= 0);
		(void)dissect(&s, blob_of_file(fd));
		if (!s.last.is_by_worker)
			fail_msg("%s killed its workers", found.gl_pathv[i]);
	}
	struct pipeline_stats stats;
	pipeline_stats(s.p, &stats);
	assert_int_equal(stats.workers_died + stats.workers_lied + stats.workers_killed, 0);
	assert_int_equal(stats.openers_died, 0);
	globfree(&found);
	shop_close(&s);
}

/* What a decoder that was taken over tries; set before the nursery is forked. */
static char escape;

static int
exploit(int socket)
{
	struct wire_message m;
	struct wire *w = wire_new(WIRE_TO_OPENER);
	if (wire_recv(w, socket, &m) != 1)
		return 1;
	char *const argv[] = { NULL };
	switch (escape) {
	case 'x':
		(void)execve("/bin/sh", argv, argv);
		break;
	case 's':
		(void)syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
		break;
	case 'f':
		(void)fork();
		break;
	case 'k':
		(void)kill(getppid(), SIGKILL);
		break;
	case 't':
		(void)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
		break;
	case 'm':
		(void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		break;
	default:
		/* A file is asked for politely by libraries too, so that is refused, not punished; writing elsewhere is not. */
		(void)syscall(SYS_open_by_handle_at, 0, NULL, O_RDWR);
		break;
	}
	return 0;
}

/* Behind the real pipeline, nursery and walls: only the decoder is another. */
static void
an_exploited_opener_dies_and_is_recorded(void **state)
{
	struct shop s;
	static const struct pipeline_options options = { .dissectors = 1, .opened_octets = 1 << 20 };
	struct brood taken_over = brood_openers;
	if (!jail_is_complete())
		skip();
	taken_over.serve = exploit;
	for (const char *how = "xsfktmo"; *how != 0; how++) {
		escape = *how;
		shop_open(&s, &taken_over, &options);
		/* Twice: what was killed is never taken for an answer. */
		for (uint64_t times = 1; times <= 2; times++) {
			const struct casefile *c = dissect_text(&s, MAIL_WITH(ZIP_BASE64));
			struct pipeline_stats stats;
			pipeline_stats(s.p, &stats);
			assert_true(s.last.is_by_worker);
			check_text(c->subject, "files");
			if (c->gaps.count != 1 || c->gaps.at[0].reason != GAP_CRASHED ||
			    !bytes_equal(c->gaps.at[0].text, BYTES("the worker tried what its jail forbids")))
				fail_msg("%c: %.*s", escape, BYTES_ARGS(c->gaps.count != 0 ? c->gaps.at[0].text : BYTES("no gap")));
			assert_int_equal(stats.openers_died, times);
			assert_int_equal(stats.workers_died, 0);
		}
		shop_close(&s);
	}
}

/* A worker that tells which descriptors it has. */
static int
count_descriptors(int socket)
{
	struct wire_message m;
	struct wire *w = wire_new(WIRE_TO_OPENER);
	struct arena *a = arena_new(65536);
	struct wire_open ask = { 0 };
	if (wire_recv(w, socket, &m) != 1 || wire_read(&m, a, &ask) != 0)
		return 1;
	char text[64];
	int count = 0;
	for (int fd = 3; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	(void)snprintf(text, sizeof text, "%d descriptors", count);
	struct wire_opened answer = { .job = ask.job, .status = OPEN_MALFORMED, .text = bytes_of_cstr(text) };
	return wire_send(w, socket, WIRE_OPENED, &answer, NULL, 0) == 0 ? 0 : 1;
}

static void
a_worker_has_its_socket_and_its_input_only(void **state)
{
	struct shop s;
	static const struct pipeline_options options = { .dissectors = 1, .log = &quiet };
	struct brood counting = brood_openers;
	counting.serve = count_descriptors;
	shop_open(&s, &counting, &options);
	const struct casefile *c = dissect_text(&s, MAIL_WITH(ZIP_BASE64));
	assert_int_equal(c->gaps.count, 1);
	check_text(c->gaps.at[0].text, "2 descriptors");
	shop_close(&s);
}

static int
fail_to_preload(struct why *why)
{
	return why_set(why, FAULT_CONFIG, "sabotaged");
}

static void
a_nursery_that_cannot_prepare_forks_nobody(void **state)
{
	int status;
	pid_t pid;
	struct brood broken = brood_openers;
	broken.preload = fail_to_preload;
	int fd = start(&broken, &pid);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	close(fd);
}

static void
a_worker_without_its_jail_serves_nobody(void **state)
{
	struct shop s;
	static const struct pipeline_options options = { .dissectors = 1, .message_ms = 2000 };
	static const struct jail_path nowhere = { .path = "/nonexistent/postern" };
	struct jail impossible = *brood_openers.worker_jail;
	struct brood unjailed = brood_openers;
	impossible.paths = &nowhere;
	impossible.path_count = 1;
	unjailed.worker_jail = &impossible;
	shop_open(&s, &unjailed, &options);
	const struct casefile *c = dissect_text(&s, MAIL_WITH(ZIP_BASE64));
	assert_true(s.last.is_by_worker);
	assert_int_equal(c->archives.at[0].entries, 0);
	assert_int_equal(c->gaps.count, 1);
	shop_close(&s);
}

/* What load did in the process that a worker was forked from. */
static struct loading {
	int times;
	pid_t by;
} loading;

static int
load_something(struct why *why)
{
	loading.times++;
	loading.by = getpid();
	return 0;
}

/* A worker that tells what was loaded, and stays until it is told to end. */
static int
tell_what_is_loaded(int socket)
{
	char word;
	return write(socket, &loading, sizeof loading) == sizeof loading && read(socket, &word, 1) == 1 ? 0 : 1;
}

static int
spawn_worker(struct wire *w, int nursery, uint64_t worker, bool reads_words, struct loading *out)
{
	int pair[2];
	struct wire_spawn ask = { .worker = worker, .reads_words = reads_words };
	must(fd_pair(pair) == 0 && wire_send(w, nursery, WIRE_SPAWN, &ask, &pair[1], 1) == 0);
	close(pair[1]);
	assert_int_equal(read(pair[0], out, sizeof *out), sizeof *out);
	return pair[0];
}

static void
check_end(struct wire *w, int nursery, uint64_t worker, uint32_t signal)
{
	struct wire_message m;
	struct wire_exited end = { 0 };
	struct arena *a = arena_new(4096);
	assert_int_equal(wire_recv(w, nursery, &m), 1);
	assert_int_equal(m.type, WIRE_EXITED);
	assert_int_equal(wire_read(&m, a, &end), 0);
	assert_int_equal(end.worker, worker);
	assert_int_equal(end.signal, signal);
	assert_int_equal(end.status, 0);
	wire_message_done(&m);
	arena_free(a);
}

static void
what_takes_long_to_load_is_loaded_once_and_by_those_who_need_it(void **state)
{
	pid_t pid;
	int status;
	char word = 'x';
	struct loading first, now;
	struct brood brood = brood_openers;
	struct wire *w = wire_new(WIRE_TO_GATE);
	brood.load = load_something;
	brood.serve = tell_what_is_loaded;
	int nursery = start(&brood, &pid);
	int fd = spawn_worker(w, nursery, 1, true, &first);
	assert_int_equal(first.times, 1);
	assert_int_not_equal(first.by, pid);
	must(write(fd, &word, 1) == 1);
	check_end(w, nursery, 1, 0);
	close(fd);
	int plain = spawn_worker(w, nursery, 2, false, &now);
	assert_int_equal(now.times, 0);
	fd = spawn_worker(w, nursery, 3, true, &now);
	assert_int_equal(now.times, 1);
	assert_int_equal(now.by, first.by);
	/* One can be ended by its asker. */
	must(wire_send(w, nursery, WIRE_KILL, &(struct wire_spawn){ .worker = 3 }, NULL, 0) == 0);
	check_end(w, nursery, 3, SIGKILL);
	close(fd);
	/* It dies: so do its workers, others do not, and the next is forked from a new one. */
	fd = spawn_worker(w, nursery, 4, true, &now);
	must(kill(first.by, SIGKILL) == 0);
	check_end(w, nursery, 4, SIGKILL);
	assert_int_equal(read(fd, &word, 1), 0);
	close(fd);
	fd = spawn_worker(w, nursery, 5, true, &now);
	assert_int_equal(now.times, 1);
	assert_int_not_equal(now.by, first.by);
	must(write(plain, &word, 1) == 1);
	check_end(w, nursery, 2, 0);
	close(plain);
	/* The asker goes. */
	close(nursery);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(read(fd, &word, 1), 0);
	close(fd);
	wire_free(w);
}

/* An opener that opens nothing: what is left is the price of a process and its jail. */
static int
open_nothing(int socket)
{
	struct wire_message m;
	struct wire *w = wire_new(WIRE_TO_OPENER);
	struct arena *a = arena_new(65536);
	struct wire_open ask = { 0 };
	if (wire_recv(w, socket, &m) != 1 || wire_read(&m, a, &ask) != 0)
		return 1;
	struct wire_opened answer = { .job = ask.job, .status = OPEN_UNSUPPORTED };
	return wire_send(w, socket, WIRE_OPENED, &answer, NULL, 0) == 0 ? 0 : 1;
}

static int64_t
time_of(const struct brood *openers, const char *mail, int rounds, uint64_t *out_cpu_us, int64_t *out_gate_us)
{
	struct shop s;
	static const struct pipeline_options options = { .dissectors = 1, .log = &quiet };
	shop_open(&s, openers, &options);
	(void)dissect_text(&s, mail);
	int64_t start_us = clock_steady_us(), start_cpu = clock_cpu_us();
	*out_cpu_us = 0;
	for (int i = 0; i < rounds; i++) {
		(void)dissect_text(&s, mail);
		*out_cpu_us += s.last.cpu_us;
	}
	int64_t mean = (clock_steady_us() - start_us) / rounds;
	*out_cpu_us /= (uint64_t)rounds;
	*out_gate_us = (clock_cpu_us() - start_cpu) / rounds;
	shop_close(&s);
	return mean;
}

/* The figures of docs/jails.md; the ceilings asserted here are for a busy machine. */
static void
handing_over_is_cheap(void **state)
{
	uint64_t cpu;
	int64_t gate;
	struct brood idle = brood_openers;
	idle.serve = open_nothing;
	int64_t plain = time_of(&brood_openers, "From: a@example.com\r\n\r\nx\r\n", 2000, &cpu, &gate);
	print_message("a small message: %lld us, of it %llu us CPU in the dissector, %lld us CPU in the gate\n",
	    (long long)plain, (unsigned long long)cpu, (long long)gate);
	int64_t process = time_of(&idle, MAIL_WITH(ZIP_BASE64), 200, &cpu, &gate);
	print_message("with a one-shot opener that opens nothing: %lld us\n", (long long)process);
	int64_t opened = time_of(&brood_openers, MAIL_WITH(ZIP_BASE64), 200, &cpu, &gate);
	print_message("with an archive: %lld us, of it %llu us CPU in dissector and opener\n", (long long)opened,
	    (unsigned long long)cpu);
	assert_true(plain < 20000 && process < 50000 && opened < 100000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_attached_archive_is_opened_in_its_own_jail),
		cmocka_unit_test(the_jail_lets_every_sample_through),
		cmocka_unit_test(an_exploited_opener_dies_and_is_recorded),
		cmocka_unit_test(a_worker_has_its_socket_and_its_input_only),
		cmocka_unit_test(a_nursery_that_cannot_prepare_forks_nobody),
		cmocka_unit_test(what_takes_long_to_load_is_loaded_once_and_by_those_who_need_it),
		cmocka_unit_test(a_worker_without_its_jail_serves_nobody),
		cmocka_unit_test(handing_over_is_cheap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
