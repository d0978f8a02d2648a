/* Whatever the kernel does to the keeper at whatever system call, what was acknowledged is there afterwards.
 *
 * The drill (hold, hold two together, release, deliver, delete) runs under strace, which kills it at the Nth call
 * of a kind, or lets that call fail, once or from then on; the start-up after it is killed too.  Then a keeper
 * looks at the directory, and the ledger of what the drill was told is compared with what is there.  With
 * POSTERN_CRASH=all every N is tried, else a few of each kind (method: SQLite's crash tests).  A killed process
 * loses no pages, so the order of writes and syncs is checked on a trace: power may go at any acknowledgement. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper/keeper.h"
#include "lib/check.h"
#include "lib/scratch.h"
#include "sys/fd.h"

#define LEDGER_FD 100
#define TIME_MS ((int64_t)1795316400000)

static const char *const messages[] = { "m0", "m1", "m2", "m3" };
enum { MESSAGES = 4 };

/* What the drill was told. */
struct ledger {
	bool is_held[MESSAGES];
	bool is_released;  /* m1, to two recipients */
	bool is_delivered; /* the first of its two jobs */
	bool is_deleted;   /* m2 */
	uint64_t job;
};

/* By writev, which nothing else here uses, so that no injection hits it. */
static void
note(const char *what, unsigned long number)
{
	char line[64];
	int len = snprintf(line, sizeof line, "%s %lu\n", what, number);
	struct iovec part = { line, (size_t)len };
	if (writev(LEDGER_FD, &part, 1) != len)
		_exit(9);
}

static uint32_t
ask(struct keeper *k, enum ask_kind kind, const void *question, struct ask_fds *fds, struct arena *a, void *answer)
{
	keeper_answer(k, kind, question, fds, a, answer);
	return ((struct answer *)answer)->fault;
}

/* The text of message I: more than one chunk for one of them. */
static struct bytes
text_of(size_t i)
{
	static char texts[MESSAGES][100000];
	size_t len = i == 3 ? sizeof texts[0] : 1000;
	memset(texts[i], 'a' + (int)i, len);
	return bytes_of(texts[i], len);
}

static void
begin_hold(struct keeper *k, struct arena *a, size_t i, struct mail_event *e, struct hold *h)
{
	*e = (struct mail_event){ .id = bytes_of_cstr(messages[i]), .time_ms = TIME_MS, .mail_from = BYTES("a@example.com"),
		.size = text_of(i).len };
	*LIST_ADD(a, &e->recipients) = BYTES("b@example.cn");
	*LIST_ADD(a, &e->recipients) = BYTES("c@example.cn");
	struct ask_fds fds = { .at = { memfd_of("m", text_of(i)) }, .count = 1 };
	keeper_hold(k, h, e, &fds);
	fd_close(&fds.at[0]);
}

static void
hold_together(struct keeper *k, struct arena *a, size_t first, size_t count)
{
	struct mail_event events[MESSAGES];
	struct hold holds[MESSAGES];
	for (size_t i = 0; i < count; i++)
		begin_hold(k, a, first + i, &events[i], &holds[i]);
	hold_commit(keeper_quarantine(k), holds, count);
	for (size_t i = 0; i < count; i++)
		if (holds[i].fault == 0)
			note("held", first + i);
}

static void
deliver_one(struct keeper *k, struct arena *a)
{
	struct answer_job job = { 0 };
	struct answer done = { 0 };
	struct ask_fds fds = { .count = 0 };
	if (ask(k, ASK_JOB, NULL, &fds, a, &job) != 0)
		return;
	for (size_t i = 0; i < fds.count; i++)
		close(fds.at[i]);
	struct ask_reply reply = { .job = job.job, .code = 250, .text = BYTES("2.0.0 taken") };
	struct ask_fds none = { .count = 0 };
	if (ask(k, ASK_DELIVERED, &reply, &none, a, &done) == 0)
		note("delivered", job.job);
}

/* The child: everything a keeper does to its disk. */
static int
drill(const char *data)
{
	struct keeper_options options = { .data = data, .key_file = "" };
	struct arena *a = arena_new((size_t)64 << 20);
	struct keeper *k;
	struct answer answer = { 0 };
	struct ask_fds none = { .count = 0 };
	if (keeper_open(&options, &k, NULL) != 0)
		return 3;
	struct mail_event event = { .id = BYTES("e"), .time_ms = TIME_MS, .subject = BYTES("an event") };
	ask(k, ASK_EVENT, &event, &none, a, &answer);
	hold_together(k, a, 0, 1);
	hold_together(k, a, 1, 3);
	struct ask_id release = { .id = BYTES("m1"), .by = BYTES("drill") }, delete = { .id = BYTES("m2") };
	if (ask(k, ASK_RELEASE, &release, &none, a, &answer) == 0)
		note("released", 1);
	deliver_one(k, a);
	if (ask(k, ASK_DELETE, &delete, &none, a, &answer) == 0)
		note("deleted", 2);
	keeper_close(k);
	arena_free(a);
	return 0;
}

static int
recover(const char *data)
{
	struct keeper_options options = { .data = data, .key_file = "" };
	struct keeper *k;
	if (keeper_open(&options, &k, NULL) != 0)
		return 3;
	keeper_close(k);
	return 0;
}

static struct ledger
ledger_read(int fd)
{
	struct ledger l = { 0 };
	struct buf text;
	struct bytes rest, line, word;
	uint64_t number;
	buf_init(&text, 65536);
	assert_int_equal(fd_read_all(fd, 65536, &text), 0);
	rest = buf_bytes(&text);
	while (bytes_cut(&rest, '\n', &line)) {
		assert_true(bytes_cut(&line, ' ', &word));
		assert_int_equal(bytes_number(line, UINT64_MAX, &number), 0);
		if (bytes_equal(word, BYTES("held")))
			l.is_held[number] = true;
		else if (bytes_equal(word, BYTES("released")))
			l.is_released = true;
		else if (bytes_equal(word, BYTES("deleted")))
			l.is_deleted = true;
		else if (bytes_equal(word, BYTES("delivered"))) {
			l.is_delivered = true;
			l.job = number;
		}
	}
	buf_done(&text);
	return l;
}

static void
check_message(struct keeper *k, struct arena *a, size_t i, const struct ledger *l, const char *when)
{
	struct ask_id id = { .id = bytes_of_cstr(messages[i]) };
	struct answer_show show = { 0 };
	struct ask_fds fds = { .count = 0 };
	uint32_t fault = ask(k, ASK_SHOW, &id, &fds, a, &show);
	bool must_be = l->is_held[i] && i != 2, must_not = i == 2 && l->is_deleted;
	if (fault == 0) {
		struct buf got;
		buf_init(&got, 1 << 20);
		assert_int_equal(fd_read_all(fds.at[0], 1 << 20, &got), 0);
		if (!bytes_equal(buf_bytes(&got), text_of(i)))
			fail_msg("%s: %s is not what was held", when, messages[i]);
		if (must_not)
			fail_msg("%s: %s is back from the dead", when, messages[i]);
		if (i == 1 && l->is_released && show.row.state != HOLD_RELEASED)
			fail_msg("%s: the release was forgotten", when);
		buf_done(&got);
		close(fds.at[0]);
		close(fds.at[1]);
	} else if (fault != -FAULT_ABSENT || must_be) {
		fail_msg("%s: %s: %.*s", when, messages[i], BYTES_ARGS(show.why));
	}
}

/* A released message has its two jobs; the one that was delivered does not come again. */
static void
check_jobs(struct keeper *k, struct arena *a, const struct ledger *l, const char *when)
{
	size_t jobs = 0;
	for (;;) {
		struct answer_job job = { 0 };
		struct ask_fds fds = { .count = 0 };
		if (ask(k, ASK_JOB, NULL, &fds, a, &job) != 0)
			break;
		close(fds.at[0]);
		jobs++;
		if (l->is_delivered && job.job == l->job)
			fail_msg("%s: job %llu was delivered and comes again", when, (unsigned long long)job.job);
	}
	if (l->is_released && jobs + 1 < 2)
		fail_msg("%s: %zu jobs of the release are left", when, jobs);
	if (jobs > 2)
		fail_msg("%s: %zu jobs from nowhere", when, jobs);
}

static void
check_consistent(struct keeper *k, struct arena *a, const char *when)
{
	struct ask_filter all = { .with_duplicates = true };
	struct answer_list rows = { 0 };
	struct answer_stats before = { 0 }, after = { 0 };
	struct ask_fds none = { .count = 0 };
	assert_int_equal(ask(k, ASK_LIST, &all, &none, a, &rows), 0);
	assert_int_equal(ask(k, ASK_STATS, NULL, &none, a, &before), 0);
	assert_int_equal(ask(k, ASK_REBUILD, NULL, &none, a, &after), 0);
	if (before.held != after.held || before.released != after.released || before.missing != 0 ||
	    after.missing != 0 || before.damaged != 0 || after.damaged != 0)
		fail_msg("%s: index and files differ: held %llu/%llu missing %llu damaged %llu", when,
		    (unsigned long long)before.held, (unsigned long long)after.held, (unsigned long long)after.missing,
		    (unsigned long long)after.damaged);
}

static void
verify(const char *data, int ledger_fd, const char *when)
{
	struct keeper_options options = { .data = data, .key_file = "" };
	struct arena *a = arena_new((size_t)64 << 20);
	struct ledger l = ledger_read(ledger_fd);
	struct keeper *k;
	struct why why = { "" };
	if (keeper_open(&options, &k, &why) != 0)
		fail_msg("%s: %s", when, why.text);
	for (size_t i = 0; i < MESSAGES; i++)
		check_message(k, a, i, &l, when);
	check_jobs(k, a, &l, when);
	check_consistent(k, a, when);
	keeper_close(k);
	arena_free(a);
}

/* Run ourselves as `what DATA` under strace with one option; its exit status, or -1 for a violent end. */
static int
under_strace(const char *trace, const char *inject, const char *out, const char *what, const char *data, int ledger)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		if (dup2(ledger, LEDGER_FD) < 0 || dup2(null, 2) < 0)
			_exit(8);
		/* LeakSanitizer cannot work under ptrace. */
		setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		char self[4096] = { 0 };
		if (readlink("/proc/self/exe", self, sizeof self - 1) <= 0)
			_exit(8);
		execlp("strace", "strace", "-f", "-o", out, "-e", trace, inject != NULL ? "-e" : "-q",
		    inject != NULL ? inject : "-y", self, what, data, (char *)NULL);
		_exit(7);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct place {
	char data[64];
	char trace[64];
	int ledger;
};

static void
place_new(struct place *p)
{
	strcpy(p->data, "/tmp/postern-crash-XXXXXX");
	assert_non_null(mkdtemp(p->data));
	snprintf(p->trace, sizeof p->trace, "%s.trace", p->data);
	p->ledger = memfd_open("ledger");
	assert_true(p->ledger >= 0);
}

static void
place_free(struct place *p)
{
	close(p->ledger);
	unlink(p->trace);
	scratch_remove(p->data);
}

static const char *const calls[] = { "write", "pwrite64", "fsync", "fdatasync", "renameat2", "unlinkat", "unlink",
	"mkdirat", "ftruncate", "openat", "fallocate", "close" };
enum { CALLS = sizeof calls / sizeof calls[0] };

/* What a loss of power could take: files and folders changed since they were last synced. */
struct dirty {
	struct bytes paths[64];
	size_t count;
};

static void
dirty_set(struct dirty *d, struct bytes path, bool is_dirty)
{
	size_t i = 0;
	while (i < d->count && !bytes_equal(d->paths[i], path))
		i++;
	if (is_dirty && i == d->count) {
		assert_true(d->count < 64);
		d->paths[d->count++] = path;
	} else if (!is_dirty && i < d->count) {
		d->paths[i] = d->paths[--d->count];
	}
}

/* The path of the first descriptor in a line of strace -y: "123 fsync(7</path>) = 0". */
static struct bytes
path_in(struct bytes line)
{
	struct bytes rest = bytes_from(line, bytes_find_octet(line, '<') + 1);
	return bytes_to(rest, bytes_find_octet(rest, '>'));
}

/* An acknowledgement may stand only where nothing of ours is unsynced; tmp/ may be lost at any time, and the
 * database's own file is covered by its log. */
static void
check_synced(struct bytes trace)
{
	static const char *const changes[] = { " write(", " pwrite64(", " ftruncate(", " renameat2(", " unlinkat(",
		" mkdirat(" };
	struct dirty d = { .count = 0 };
	struct bytes line;
	size_t acknowledged = 0;
	while (bytes_cut(&trace, '\n', &line)) {
		struct bytes path = path_in(line);
		if (bytes_has(line, BYTES(" fsync(")) || bytes_has(line, BYTES(" fdatasync("))) {
			dirty_set(&d, path, false);
			continue;
		}
		for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
			if (bytes_has(line, bytes_of_cstr(changes[i])) && bytes_has(path, BYTES("/postern-crash-")) &&
			    !bytes_ends(path, BYTES("/quarantine/tmp")) && !bytes_ends(path, BYTES("/keeper.db-shm")))
				dirty_set(&d, path, true);
		/* A rename changes the folder that it leads to, its second descriptor. */
		if (bytes_has(line, BYTES(" renameat2(")) && bytes_has(line, BYTES(" = 0"))) {
			struct bytes behind = bytes_from(line, bytes_find_octet(line, '>') + 1);
			dirty_set(&d, path_in(behind), true);
		}
		if (!bytes_has(line, BYTES(" writev(100<")))
			continue;
		acknowledged++;
		for (size_t i = 0; i < d.count; i++)
			fail_msg("%.*s is not synced at %.*s", BYTES_ARGS(d.paths[i]), BYTES_ARGS(line));
	}
	assert_int_equal(acknowledged, 7);
}

/* How often an undisturbed drill makes each call. */
static void
count_calls(size_t counts[CALLS])
{
	struct place p;
	struct buf text;
	place_new(&p);
	assert_int_equal(under_strace("trace=all", NULL, p.trace, "drill", p.data, p.ledger), 0);
	int fd = open(p.trace, O_RDONLY | O_CLOEXEC);
	buf_init(&text, (size_t)16 << 20);
	assert_int_equal(fd_read_all(fd, (size_t)16 << 20, &text), 0);
	close(fd);
	for (size_t i = 0; i < CALLS; i++) {
		char pattern[32];
		int len = snprintf(pattern, sizeof pattern, " %s(", calls[i]);
		struct bytes rest = buf_bytes(&text);
		size_t at;
		for (counts[i] = 0; (at = bytes_find(rest, bytes_of(pattern, (size_t)len))) != BYTES_NOT_FOUND; counts[i]++)
			rest = bytes_from(rest, at + (size_t)len);
	}
	check_synced(buf_bytes(&text));
	verify(p.data, p.ledger, "undisturbed");
	struct ledger l = ledger_read(p.ledger);
	assert_true(l.is_held[0] && l.is_held[3] && l.is_released && l.is_delivered && l.is_deleted);
	buf_done(&text);
	place_free(&p);
}

struct way {
	const char *how;
	const char *for_ever; /* "+": from then on */
	bool is_kill;
};

static void
one_point(const char *call, const struct way *way, size_t n)
{
	struct place p;
	char trace[32], inject[80], again[80];
	place_new(&p);
	snprintf(trace, sizeof trace, "trace=%s", call);
	snprintf(inject, sizeof inject, "inject=%s:%s:when=%zu%s", call, way->how, n, way->for_ever);
	under_strace(trace, inject, p.trace, "drill", p.data, p.ledger);
	if (way->is_kill) {
		/* The start-up that repairs is killed as well, somewhere. */
		snprintf(again, sizeof again, "inject=%s:signal=SIGKILL:when=%zu", call, 1 + n % 5);
		under_strace(trace, again, p.trace, "recover", p.data, p.ledger);
	}
	verify(p.data, p.ledger, inject);
	place_free(&p);
}

static bool
may_trace(void)
{
	struct place p;
	place_new(&p);
	int status = under_strace("trace=fsync", "inject=fsync:error=EIO:when=60000", p.trace, "recover", p.data, p.ledger);
	place_free(&p);
	return status == 0;
}

static void
nothing_acknowledged_is_lost_at_any_call(void **state)
{
	static const struct way ways[] = { { "signal=SIGKILL", "", true }, { "error=EIO", "", false },
		{ "error=EIO", "+", false }, { "error=ENOSPC", "", false }, { "error=ENOSPC", "+", false } };
	bool all = getenv("POSTERN_CRASH") != NULL && strcmp(getenv("POSTERN_CRASH"), "all") == 0;
	size_t counts[CALLS], points = 0;
	if (!may_trace()) {
		(void)printf("SKIPPED: strace is not installed or ptrace is not allowed\n");
		skip();
	}
	count_calls(counts);
	for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++)
		for (size_t i = 0; i < CALLS; i++) {
			/* close has no errors worth a loop: the kernel reports them at fsync. */
			if (!ways[w].is_kill && strcmp(calls[i], "close") == 0)
				continue;
			size_t stride = all ? 1 : counts[i] / 3 + 1;
			for (size_t n = all ? 1 : 1 + (i + w) % stride; n <= counts[i]; n += stride, points++)
				one_point(calls[i], &ways[w], n);
		}
	(void)printf("%zu crash points (%s), nothing acknowledged was lost\n", points, all ? "all" : "a sample");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(nothing_acknowledged_is_lost_at_any_call),
	};
	if (argc == 3 && strcmp(argv[1], "drill") == 0)
		return drill(argv[2]);
	if (argc == 3 && strcmp(argv[1], "recover") == 0)
		return recover(argv[2]);
	return cmocka_run_group_tests(all, NULL, NULL);
}
