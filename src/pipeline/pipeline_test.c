/* The pipeline against workers that do what their message tells them: answer, die, hang, lie. */
#include "pipeline/pipeline.h"

#include <event2/event.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "pipeline/inside.h"
#include "sys/clock.h"
#include "sys/fd.h"

#define SCRIPT_MAX 200
#define LONG_MAX_OCTETS ((size_t)WIRE_MESSAGE_MAX + 1)

static void
send_case(struct wire *w, int fd, uint64_t job, struct bytes subject, uint64_t version)
{
	struct casefile c = { .version = (uint32_t)version, .subject = subject };
	struct buf form;
	c.envelope.user = BYTES("forged@example.com");
	buf_init(&form, CASEFILE_OCTETS_MAX);
	casefile_write(&c, &form);
	struct wire_case answer = { .job = job, .casefile = buf_bytes(&form), .cpu_us = 100 };
	(void)wire_send(w, fd, WIRE_CASE, &answer, NULL, 0);
	buf_done(&form);
}

/* Ask for an opener and tell what came back as the subject.  "open and find" has the same container whatever follows. */
static void
ask_to_open(struct wire *w, int fd, uint64_t job, struct bytes script)
{
	struct wire_message m;
	struct buf found;
	struct bytes word = BYTES("word");
	struct wire_opened opened = { 0 };
	struct wire_open ask = { .job = job, .part = BYTES("1"), .name = BYTES("a.zip") };
	struct arena *a = arena_new(4096);
	bool finds = bytes_starts(script, BYTES("open and find"));
	if (bytes_ends(script, BYTES("as a page")))
		ask.kind = OPEN_PDF;
	else if (bytes_ends(script, BYTES("with rules")))
		ask.kind = OPEN_RULES;
	if (bytes_ends(script, BYTES("with a word")))
		*LIST_ADD(a, &ask.passwords) = word;
	int container = memfd_of("c", finds ? BYTES("open and find") : script);
	must(wire_send(w, fd, WIRE_OPEN, &ask, &container, 1) == 0);
	close(container);
	/* What was handed over ahead is taken back. */
	int got;
	while ((got = wire_recv(w, fd, &m)) == 1 && m.type == WIRE_DISSECT)
		wire_message_done(&m);
	if (got != 1 || wire_read(&m, a, &opened) != 0)
		_exit(3);
	buf_init(&found, SCRIPT_MAX);
	if (m.fd_count == 1)
		must(fd_read_all(m.fds[0], SCRIPT_MAX, &found) == 0);
	send_case(w, fd, job, m.fd_count == 1 ? buf_bytes(&found) : bytes_of_cstr(open_status_names[opened.status]),
	    CASEFILE_VERSION);
	wire_message_done(&m);
	buf_done(&found);
	arena_free(a);
}

static void
act(struct wire *w, int fd, uint64_t job, struct bytes script, bool is_second)
{
	if (bytes_equal(script, BYTES("crash")) || (bytes_equal(script, BYTES("crash once")) && !is_second))
		(void)raise(SIGSEGV);
	else if (bytes_equal(script, BYTES("break the jail")))
		(void)raise(SIGSYS);
	else if (bytes_equal(script, BYTES("exit")))
		_exit(0);
	else if (bytes_equal(script, BYTES("no process")))
		_exit(EXIT_NO_PROCESS);
	else if (bytes_equal(script, BYTES("stop")))
		(void)raise(SIGSTOP);
	else if (bytes_equal(script, BYTES("loop")))
		for (volatile bool forever = true; forever;)
			;
	if (bytes_equal(script, BYTES("another job")))
		send_case(w, fd, job + 1, script, CASEFILE_VERSION);
	else if (bytes_equal(script, BYTES("another version")))
		send_case(w, fd, job, script, 99);
	else if (bytes_equal(script, BYTES("garbage")))
		(void)send(fd, "garbage", 7, 0);
	else if (bytes_equal(script, BYTES("twice"))) {
		send_case(w, fd, job, script, CASEFILE_VERSION);
		send_case(w, fd, job, script, CASEFILE_VERSION);
	} else if (bytes_starts(script, BYTES("open")))
		ask_to_open(w, fd, job, script);
	else
		send_case(w, fd, job, script, CASEFILE_VERSION);
}

/* A long message: the first worker dies of it, the second says what came and how. */
static void
tell_length(struct wire *w, int fd, const struct wire_dissect *ask, struct bytes message, bool is_file)
{
	char said[64];
	if (!ask->is_careful)
		(void)raise(SIGSEGV);
	(void)snprintf(said, sizeof said, "%zu octets to %c%s", message.len, message.at[message.len - 1], is_file ? " in a file" : "");
	send_case(w, fd, ask->job, bytes_of_cstr(said), CASEFILE_VERSION);
}

/* A worker of the test: a dissector or an opener, as it is asked. */
static _Noreturn void
work(int fd)
{
	struct wire *w = wire_new(WIRE_TO_DISSECTOR | WIRE_TO_OPENER);
	struct arena *a = arena_new(1 << 20);
	struct buf script;
	struct wire_message m;
	buf_init(&script, LONG_MAX_OCTETS);
	while (wire_recv(w, fd, &m) == 1) {
		buf_clear(&script);
		must(m.fd_count == 0 || fd_read_all(m.fds[0], LONG_MAX_OCTETS, &script) == 0);
		if (m.type == WIRE_DISSECT) {
			struct wire_dissect ask = { 0 };
			must(wire_read(&m, a, &ask) == 0);
			if (m.fd_count == 0)
				buf_add(&script, ask.message);
			if (script.len > SCRIPT_MAX)
				tell_length(w, fd, &ask, buf_bytes(&script), m.fd_count != 0);
			else
				act(w, fd, ask.job, buf_bytes(&script), ask.is_careful);
		} else {
			struct wire_open ask = { 0 };
			must(wire_read(&m, a, &ask) == 0);
			if (bytes_equal(buf_bytes(&script), BYTES("open and crash")))
				(void)raise(SIGSEGV);
			if (bytes_equal(buf_bytes(&script), BYTES("open and hang")))
				(void)raise(SIGSTOP);
			if (bytes_equal(buf_bytes(&script), BYTES("open and lie")))
				ask.job++;
			struct wire_opened opened = { .job = ask.job, .status = OPEN_PARTLY, .cpu_us = 7 };
			int result = -1;
			char who[32];
			if (bytes_starts(buf_bytes(&script), BYTES("open and find"))) {
				opened.status = OPEN_DONE;
				(void)snprintf(who, sizeof who, "found by %d", (int)getpid());
				result = memfd_of("r", bytes_of_cstr(who));
			}
			(void)wire_send(w, fd, WIRE_OPENED, &opened, &result, result >= 0);
			_exit(0);
		}
		wire_message_done(&m);
		arena_reset(a);
	}
	_exit(0);
}

/* A nursery as the pipeline sees it, without preloading and jails. */
static _Noreturn void
nurse(int fd)
{
	struct { uint64_t worker; pid_t pid; } children[512] = { { 0, 0 } };
	size_t count = 0;
	struct wire *w = wire_new(WIRE_TO_NURSERY);
	struct arena *a = arena_new(4096);
	struct wire_message m;
	/* cmocka catches these; here they must kill. */
	(void)signal(SIGSEGV, SIG_DFL);
	(void)signal(SIGSYS, SIG_DFL);
	must(fd_nonblocking(fd, true) == 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int got = wire_recv(w, fd, &m), status;
		if (got < 0)
			_exit(0);
		if (got == 1) {
			struct wire_spawn ask = { 0 };
			must(wire_read(&m, a, &ask) == 0);
			arena_reset(a);
			if (m.type == WIRE_SPAWN && count < 512) {
				pid_t pid = fork();
				if (pid == 0) {
					(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
					(void)fd_close_others(&m.fds[0], 1);
					work(m.fds[0]);
				}
				children[count].worker = ask.worker;
				children[count++].pid = pid;
			}
			for (size_t i = 0; i < count; i++)
				if (m.type == WIRE_KILL && children[i].worker == ask.worker && children[i].pid > 0)
					(void)kill(children[i].pid, SIGKILL);
			wire_message_done(&m);
			continue;
		}
		pid_t pid = waitpid(-1, &status, WNOHANG);
		for (size_t i = 0; i < count; i++)
			if (pid > 0 && children[i].pid == pid) {
				struct wire_exited end = { .worker = children[i].worker };
				end.status = WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 0;
				end.signal = WIFSIGNALED(status) ? (uint32_t)WTERMSIG(status) : 0;
				(void)wire_send(w, fd, WIRE_EXITED, &end, NULL, 0);
				children[i].pid = 0;
			}
		if (pid <= 0)
			(void)usleep(300);
	}
}

struct bench {
	struct event_base *base;
	struct pipeline *p;
	pid_t nursery[PIPELINE_NURSERIES];
	int answers;
	char subject[64];
	char gap[128];
	int gap_reason;
	bool is_by_worker, is_unread;
	bool is_not_read;
	bool is_envelope_ours;
	uint64_t cpu_us;
};

static int
start_nursery(struct bench *b, enum pipeline_nursery which)
{
	int pair[2];
	must(fd_pair(pair) == 0);
	b->nursery[which] = fork();
	must(b->nursery[which] >= 0);
	if (b->nursery[which] == 0) {
		int keep = pair[1];
		(void)fd_close_others(&keep, 1);
		nurse(pair[1]);
	}
	close(pair[1]);
	return pair[0];
}

static struct bench *
bench_new(const struct pipeline_options *options)
{
	struct bench *b = xcalloc(1, sizeof *b);
	struct pipeline_options o = *options;
	b->base = event_base_new();
	o.arg = b;
	for (int i = 0; i < PIPELINE_NURSERIES; i++)
		o.nurseries[i] = o.wanted != NULL ? -1 : start_nursery(b, (enum pipeline_nursery)i);
	b->p = pipeline_new(b->base, &o);
	return b;
}

static void
bench_free(struct bench *b)
{
	pipeline_free(b->p);
	event_base_free(b->base);
	for (int i = 0; i < PIPELINE_NURSERIES; i++) {
		if (b->nursery[i] == 0)
			continue;
		(void)kill(b->nursery[i], SIGKILL);
		(void)waitpid(b->nursery[i], NULL, 0);
	}
	free(b);
}

static void
on_done(void *arg, struct pipeline_answer *answer)
{
	struct bench *b = arg;
	const struct casefile *c = answer->casefile;
	b->answers++;
	(void)snprintf(b->subject, sizeof b->subject, "%.*s", BYTES_ARGS(c->subject));
	b->gap[0] = 0;
	b->gap_reason = -1;
	if (c->gaps.count > 0) {
		(void)snprintf(b->gap, sizeof b->gap, "%.*s", BYTES_ARGS(c->gaps.at[0].text));
		b->gap_reason = (int)c->gaps.at[0].reason;
	}
	b->is_by_worker = answer->is_by_worker;
	b->is_not_read = answer->is_not_read;
	b->is_unread = c->is_unread;
	b->is_envelope_ours = bytes_equal(c->envelope.mail_from, BYTES("a@example.com")) && c->envelope.user.len == 0;
	b->cpu_us = answer->cpu_us;
	arena_free(answer->arena);
}

static const struct casefile_envelope envelope = { .mail_from = BYTES_INIT("a@example.com") };

static void
wait_for(struct bench *b, int answers)
{
	int64_t end = clock_steady_us() + 20 * 1000000;
	while (b->answers < answers && clock_steady_us() < end)
		(void)event_base_loop(b->base, EVLOOP_ONCE);
	assert_int_equal(b->answers, answers);
}

static void
ask_about(struct bench *b, struct blob *message)
{
	int want = b->answers + 1;
	assert_int_equal(pipeline_submit(b->p, message, &envelope, on_done, b, NULL), 0);
	assert_int_equal(b->answers, want - 1);
	wait_for(b, want);
	blob_drop(message);
}

static void
ask(struct bench *b, const char *script)
{
	ask_about(b, blob_of(bytes_of_cstr(script)));
}

/* One message with each behaviour; the pipeline must live and the next message must be read. */
static const struct {
	const char *script;
	const char *subject; /* NULL: no worker could answer */
	int reason;
	uint64_t died, killed, lied, retries;
} behaviours[] = {
	{ "good", "good", -1, 0, 0, 0, 0 },
	{ "crash", NULL, GAP_CRASHED, 2, 0, 0, 1 },
	{ "crash once", "crash once", -1, 1, 0, 0, 1 },
	{ "break the jail", NULL, GAP_CRASHED, 2, 0, 0, 1 },
	{ "exit", NULL, GAP_CRASHED, 2, 0, 0, 1 },
	{ "no process", NULL, GAP_CRASHED, 4, 0, 0, 0 },
	{ "stop", NULL, GAP_LIMIT, 2, 2, 0, 1 },
	{ "loop", NULL, GAP_LIMIT, 2, 2, 0, 1 },
	{ "another job", NULL, GAP_CRASHED, 2, 0, 2, 1 },
	{ "another version", NULL, GAP_CRASHED, 2, 0, 2, 1 },
	{ "garbage", NULL, GAP_CRASHED, 2, 0, 2, 1 },
	{ "twice", "twice", -1, 0, 0, 0, 0 },
	{ "open", "partly", -1, 0, 0, 0, 0 },
	{ "open and crash", "crashed", -1, 0, 0, 0, 0 },
	{ "open and hang", "limit", -1, 0, 1, 0, 0 },
	{ "open and lie", "crashed", -1, 0, 0, 1, 0 },
};

static void
behave(bool is_file)
{
	static const struct pipeline_options options = { .message_ms = 300, .opener_ms = 100, .dissectors = 1 };
	for (size_t i = 0; i < sizeof behaviours / sizeof behaviours[0]; i++) {
		struct pipeline_stats s;
		struct bench *b = bench_new(&options);
		struct bytes script = bytes_of_cstr(behaviours[i].script);
		ask_about(b, is_file ? blob_of_file(memfd_of("mail", script)) : blob_of(script));
		if (strcmp(b->subject, behaviours[i].subject != NULL ? behaviours[i].subject : "") != 0 ||
		    b->gap_reason != behaviours[i].reason || b->is_by_worker != (behaviours[i].subject != NULL) ||
		    b->is_not_read != (strcmp(behaviours[i].script, "no process") == 0) ||
		    b->is_unread != (!b->is_by_worker && !b->is_not_read))
			fail_msg("%s: got \"%s\" gap %d \"%s\"", behaviours[i].script, b->subject, b->gap_reason, b->gap);
		assert_true(b->is_envelope_ours);
		pipeline_stats(b->p, &s);
		if (s.workers_died != behaviours[i].died || s.workers_killed != behaviours[i].killed ||
		    s.workers_lied != behaviours[i].lied || s.retries != behaviours[i].retries)
			fail_msg("%s: died %d killed %d lied %d retries %d", behaviours[i].script, (int)s.workers_died,
			    (int)s.workers_killed, (int)s.workers_lied, (int)s.retries);
		ask(b, "next");
		assert_string_equal(b->subject, "next");
		assert_true(b->is_by_worker);
		bench_free(b);
	}
}

static void
every_behaviour_costs_only_its_message(void **state)
{
	behave(false);
	behave(true);
}

/* The largest that goes along with the question, and one octet more. */
static void
a_message_at_the_edge_is_read_twice_to_its_end(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1 };
	struct pipeline_stats s;
	struct bench *b = bench_new(&options);
	uint8_t *octets = xmalloc(WIRE_MESSAGE_MAX + 1);
	memset(octets, 'x', WIRE_MESSAGE_MAX + 1);
	for (size_t more = 0; more < 2; more++) {
		char said[64];
		octets[WIRE_MESSAGE_MAX - 1 + more] = 'z';
		ask_about(b, blob_of(bytes_of(octets, WIRE_MESSAGE_MAX + more)));
		(void)snprintf(said, sizeof said, "%zu octets to z%s", WIRE_MESSAGE_MAX + more, more != 0 ? " in a file" : "");
		assert_string_equal(b->subject, said);
	}
	pipeline_stats(b->p, &s);
	assert_int_equal(s.retries, 2);
	assert_int_equal(s.workers_died, 2);
	free(octets);
	bench_free(b);
}

static void
what_killed_twice_kills_nobody_again(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1 };
	struct pipeline_stats s;
	struct bench *b = bench_new(&options);
	ask(b, "crash");
	pipeline_stats(b->p, &s);
	uint64_t started = s.workers_started;
	ask_about(b, blob_of_file(memfd_of("mail", BYTES("crash"))));
	assert_false(b->is_by_worker);
	assert_string_equal(b->gap, "a message with the same octets has ended two workers");
	pipeline_stats(b->p, &s);
	assert_int_equal(s.workers_started, started);
	assert_int_equal(s.killers, 1);
	ask(b, "other");
	assert_true(b->is_by_worker);
	bench_free(b);
}

static void
an_opener_s_time_is_counted(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1 };
	struct bench *b = bench_new(&options);
	ask(b, "open");
	assert_int_equal(b->cpu_us, 107);
	bench_free(b);
}

static void
a_second_copy_of_a_container_asks_no_opener_and_another_question_does(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1, .opened_octets = 1 << 20 };
	static const struct { const char *script; bool is_new; } asks[] = {
		{ "open and find", true }, { "open and find", false }, { "open and find again", false },
		{ "open and find with a word", true }, { "open and find with a word", false },
		{ "open and find as a page", true }, { "open and find as a page", false }, { "open and find", false },
		{ "open and find with rules", true }, { "open and find with rules", true } };
	struct pipeline_stats s;
	uint64_t spared = 0;
	char before[64] = "";
	struct bench *b = bench_new(&options);
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		ask(b, asks[i].script);
		spared += !asks[i].is_new;
		pipeline_stats(b->p, &s);
		if (s.openers_spared != spared || s.openers_started != i + 1 - spared || strncmp(b->subject, "found by ", 9) != 0)
			fail_msg("%zu %s: %s, %d spared", i, asks[i].script, b->subject, (int)s.openers_spared);
		if (i == 0)
			(void)snprintf(before, sizeof before, "%s", b->subject);
		/* A copy costs no opener's time and gets the very answer of the first. */
		assert_int_equal(b->cpu_us, asks[i].is_new ? 107 : 100);
		if (i == 1 || i == 2 || i == 7)
			assert_string_equal(b->subject, before);
		else
			assert_string_not_equal(b->subject, i == 0 ? "" : before);
	}
	bench_free(b);
}

/* What ended badly is opened anew each time; and nothing is kept where nothing shall be. */
static void
bad_results_are_not_kept_nor_any_where_none_shall_be(void **state)
{
	static const char *const scripts[] = { "open", "open and crash", "open and hang", "open and lie" };
	static const struct pipeline_options keeps = { .dissectors = 1, .opener_ms = 100, .opened_octets = 1 << 20 };
	static const struct pipeline_options keeps_none = { .dissectors = 1 };
	struct pipeline_stats s;
	struct bench *b = bench_new(&keeps);
	for (size_t i = 0; i < 2 * sizeof scripts / sizeof *scripts; i++)
		ask(b, scripts[i / 2]);
	pipeline_stats(b->p, &s);
	assert_int_equal(s.openers_spared, 0);
	assert_int_equal(s.openers_started, 8);
	bench_free(b);
	b = bench_new(&keeps_none);
	ask(b, "open and find");
	ask(b, "open and find");
	pipeline_stats(b->p, &s);
	assert_int_equal(s.openers_spared, 0);
	bench_free(b);
}

static int
result_of(size_t octets)
{
	struct buf b;
	buf_init(&b, octets);
	must(buf_reserve(&b, octets) != NULL);
	memset(b.at, 'x', octets);
	b.len = octets;
	int fd = memfd_of("r", buf_bytes(&b));
	buf_done(&b);
	return fd;
}

static void
what_is_kept_is_bounded_in_number_octets_and_time(void **state)
{
	struct opened *o = xcalloc(1, sizeof *o);
	uint8_t key[DIGEST_OCTETS] = { 0 };
	o->octets_max = 1000;
	for (int i = 0; i < OPENED_ROWS + 3; i++) {
		key[0] = (uint8_t)i;
		opened_add(o, key, result_of(1), 0);
	}
	assert_int_equal(o->octets, OPENED_ROWS);
	key[0] = 2;
	assert_int_equal(opened_find(o, key, 0), -1);
	key[0] = 3;
	assert_true(opened_find(o, key, 0) > 0);
	/* Room for a large one is made by the oldest. */
	key[1] = 1;
	opened_add(o, key, result_of(990), 1);
	assert_int_equal(o->octets, 1000);
	assert_true(opened_find(o, key, 1) > 0);
	key[0] = OPENED_ROWS + 2;
	key[1] = 0;
	assert_true(opened_find(o, key, 1) > 0);
	/* Larger than everything, not sealed, there already: not kept. */
	opened_add(o, key, result_of(1), 1);
	assert_int_equal(o->octets, 1000);
	key[1] = 2;
	opened_add(o, key, result_of(1001), 1);
	opened_add(o, key, memfd_open("r"), 1);
	assert_int_equal(opened_find(o, key, 1), -1);
	key[0] = 3;
	key[1] = 1;
	assert_int_equal(opened_find(o, key, (int64_t)OPENED_AGE_S * 1000000 + 1), -1);
	assert_int_equal(o->octets, 0);
	opened_done(o);
	free(o);
}

static void
a_slow_opener_does_not_hold_up_the_others(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1, .opener_ms = 3000, .openers_max = 2 };
	struct bench *b = bench_new(&options);
	struct blob *slow = blob_of(BYTES("open and hang"));
	int64_t start = clock_steady_us();
	assert_int_equal(pipeline_submit(b->p, slow, &envelope, on_done, b, NULL), 0);
	for (int i = 0; i < 20; i++)
		ask(b, "quick");
	assert_true(clock_steady_us() - start < 2500000);
	assert_string_equal(b->subject, "quick");
	wait_for(b, 21);
	assert_string_equal(b->subject, "limit");
	blob_drop(slow);
	bench_free(b);
}

/* Two messages in one worker's socket: the first has it killed or stuck, and nothing of that is the second's. */
static void
a_message_handed_over_ahead_does_not_suffer_for_the_one_before(void **state)
{
	static const struct { const char *first; uint64_t retries; int reason; } cases[] = {
		{ "crash", 1, GAP_CRASHED }, { "garbage", 1, GAP_CRASHED }, { "stop", 1, GAP_LIMIT },
		{ "another job", 1, GAP_CRASHED }, { "open", 0, -1 }, { "good", 0, -1 } };
	static const struct pipeline_options options = { .dissectors = 1, .message_ms = 1200 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pipeline_stats s;
		struct pipeline_job *third;
		struct bench *b = bench_new(&options);
		struct bench others = { .base = b->base }, last = { .base = b->base };
		struct blob *more = blob_of(BYTES("more"));
		struct blob *first = blob_of(bytes_of_cstr(cases[i].first));
		struct blob *good = blob_of(BYTES("good"));
		assert_int_equal(pipeline_submit(b->p, first, &envelope, on_done, b, NULL), 0);
		assert_int_equal(pipeline_submit(b->p, good, &envelope, on_done, &others, NULL), 0);
		assert_int_equal(pipeline_submit(b->p, good, &envelope, on_done, &others, &third), 0);
		for (int k = 0; k < 4; k++)
			assert_int_equal(pipeline_submit(b->p, k < 3 ? more : good, &envelope, on_done, &last, NULL), 0);
		pipeline_cancel(third);
		wait_for(&last, 4);
		assert_string_equal(last.subject, "good"); /* in their order */
		wait_for(&others, 1);
		wait_for(b, 1);
		assert_true(others.is_by_worker);
		assert_string_equal(others.subject, "good");
		assert_int_equal(others.gap_reason, -1);
		assert_int_equal(b->gap_reason, cases[i].reason);
		pipeline_stats(b->p, &s);
		assert_int_equal(s.retries, cases[i].retries);
		assert_int_equal(s.failures, cases[i].reason >= 0);
		blob_drop(first);
		blob_drop(good);
		blob_drop(more);
		bench_free(b);
	}
}

static void
a_full_queue_says_later_and_all_that_was_taken_is_answered(void **state)
{
	static const struct pipeline_options options = { .dissectors = 2, .queue_max = 50 };
	struct bench *b = bench_new(&options);
	struct blob *good = blob_of(BYTES("good"));
	for (int i = 0; i < 50; i++)
		assert_int_equal(pipeline_submit(b->p, good, &envelope, on_done, b, NULL), 0);
	assert_int_equal(pipeline_submit(b->p, good, &envelope, on_done, b, NULL), FAULT_LATER);
	wait_for(b, 50);
	blob_drop(good);
	bench_free(b);
}

static void
a_worker_is_replaced_after_so_many_messages(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1 };
	struct pipeline_stats s;
	struct bench *b = bench_new(&options);
	for (int i = 0; i < PIPELINE_MESSAGES_PER_WORKER; i++)
		ask(b, "good");
	pipeline_stats(b->p, &s);
	assert_int_equal(s.workers_started, 1);
	ask(b, "good");
	pipeline_stats(b->p, &s);
	assert_int_equal(s.workers_started, 2);
	assert_int_equal(s.workers_died, 0);
	bench_free(b);
}

static void
a_cancelled_message_is_answered_to_nobody(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1, .message_ms = 300 };
	struct bench *b = bench_new(&options);
	struct pipeline_job *running, *waiting;
	struct blob *good = blob_of(BYTES("good"));
	struct blob *stop = blob_of(BYTES("stop"));
	assert_int_equal(pipeline_submit(b->p, stop, &envelope, on_done, b, &running), 0);
	(void)event_base_loop(b->base, EVLOOP_ONCE);
	assert_int_equal(pipeline_submit(b->p, good, &envelope, on_done, b, &waiting), 0);
	pipeline_cancel(waiting);
	pipeline_cancel(running);
	blob_drop(good);
	blob_drop(stop);
	ask(b, "next");
	assert_int_equal(b->answers, 1);
	bench_free(b);
}

static void
a_lost_nursery_is_replaced_and_its_messages_go_on(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1, .message_ms = 5000 };
	struct bench *b = bench_new(&options);
	ask(b, "good");
	struct blob *after = blob_of(BYTES("after"));
	(void)kill(b->nursery[PIPELINE_DISSECTORS], SIGKILL);
	(void)waitpid(b->nursery[PIPELINE_DISSECTORS], NULL, 0);
	assert_int_equal(pipeline_submit(b->p, after, &envelope, on_done, b, NULL), 0);
	for (int i = 0; i < 3; i++)
		(void)event_base_loop(b->base, EVLOOP_ONCE);
	pipeline_nursery(b->p, PIPELINE_DISSECTORS, start_nursery(b, PIPELINE_DISSECTORS));
	wait_for(b, 2);
	assert_string_equal(b->subject, "after");
	blob_drop(after);
	bench_free(b);
}

/* The first that is asked for one has none yet. */
static int
start_wanted(void *arg, enum pipeline_nursery which)
{
	static unsigned asked;
	struct bench *b = arg;
	assert_int_equal(b->nursery[which], 0);
	return which == PIPELINE_OPENERS && asked++ == 0 ? -1 : start_nursery(b, which);
}

static void
a_nursery_is_started_when_it_is_wanted(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1, .wanted = start_wanted };
	struct bench *b = bench_new(&options);
	assert_int_equal(b->nursery[PIPELINE_DISSECTORS], 0);
	ask(b, "good");
	assert_string_equal(b->subject, "good");
	assert_int_equal(b->nursery[PIPELINE_OPENERS], 0);
	for (int i = 0; i < 3; i++) {
		ask(b, "open");
		assert_string_equal(b->subject, "partly");
	}
	bench_free(b);
}

static void
without_a_nursery_a_message_does_not_wait_for_ever(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1, .message_ms = 100 };
	struct bench *b = bench_new(&options);
	pipeline_nursery(b->p, PIPELINE_DISSECTORS, -1);
	ask(b, "good");
	assert_int_equal(b->gap_reason, GAP_LIMIT);
	assert_false(b->is_by_worker);
	assert_true(b->is_not_read);
	assert_false(b->is_unread);
	bench_free(b);
}

static void
an_orphan_does_not_wait_for_what_nobody_brings(void **state)
{
	static const struct pipeline_options options = { .dissectors = 1, .message_ms = 10 * 60 * 1000 };
	struct bench *b = bench_new(&options);
	pipeline_nursery(b->p, PIPELINE_OPENERS, -1);
	pipeline_orphan(b->p);
	ask(b, "open");
	assert_true(b->is_by_worker);
	assert_string_equal(b->subject, "refused");
	bench_free(b);
	b = bench_new(&options);
	pipeline_nursery(b->p, PIPELINE_DISSECTORS, -1);
	pipeline_orphan(b->p);
	ask(b, "good");
	assert_false(b->is_by_worker);
	assert_true(b->is_not_read);
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_behaviour_costs_only_its_message),
		cmocka_unit_test(a_message_at_the_edge_is_read_twice_to_its_end),
		cmocka_unit_test(what_killed_twice_kills_nobody_again),
		cmocka_unit_test(an_orphan_does_not_wait_for_what_nobody_brings),
		cmocka_unit_test(an_opener_s_time_is_counted),
		cmocka_unit_test(a_second_copy_of_a_container_asks_no_opener_and_another_question_does),
		cmocka_unit_test(bad_results_are_not_kept_nor_any_where_none_shall_be),
		cmocka_unit_test(what_is_kept_is_bounded_in_number_octets_and_time),
		cmocka_unit_test(a_slow_opener_does_not_hold_up_the_others),
		cmocka_unit_test(a_message_handed_over_ahead_does_not_suffer_for_the_one_before),
		cmocka_unit_test(a_full_queue_says_later_and_all_that_was_taken_is_answered),
		cmocka_unit_test(a_worker_is_replaced_after_so_many_messages),
		cmocka_unit_test(a_cancelled_message_is_answered_to_nobody),
		cmocka_unit_test(a_lost_nursery_is_replaced_and_its_messages_go_on),
		cmocka_unit_test(a_nursery_is_started_when_it_is_wanted),
		cmocka_unit_test(without_a_nursery_a_message_does_not_wait_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
