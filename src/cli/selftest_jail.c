#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "cli/selftest.h"
#include "cli/workers.h"
#include "jail/jail.h"
#include "judge/judge.h"
#include "sys/fd.h"

/* -- the walls -- */

/* In the child: build the jail of a worker, say "in", and do what no worker may. */
static void
try_to_leave(int out)
{
	const struct jail jail = { .role = "selftest", .profile = JAIL_WORKER, .memory_max = (uint64_t)2 << 30,
		.cpu_seconds_max = 5, .file_octets_max = 1 << 20, .descriptors_max = 64 };
	struct why why = { "" };
	if (jail_enter(&jail, NULL, &why) != 0) {
		(void)fd_write_all(out, bytes_of_cstr(why.text));
		_exit(1);
	}
	(void)socket(AF_INET, SOCK_STREAM, 0);
	_exit(0);
}

void
selftest_jail(struct selftest *t)
{
	char why[WHY_MAX + 1] = "";
	int pipes[2], status = 0;
	if (!jail_is_complete()) {
		selftest_tell(t, SELFTEST_WARNING, "jail", "this is a build with sanitizers, whose jails have holes; do not use it for mail");
		return;
	}
	if (pipe2(pipes, O_CLOEXEC) != 0) {
		selftest_tell(t, SELFTEST_FAILED, "jail", "pipe: %s", strerror(errno));
		return;
	}
	pid_t pid = fork();
	if (pid == 0)
		try_to_leave(pipes[1]);
	(void)close(pipes[1]);
	OWN_FD int in = pipes[0];
	if (pid < 0 || read(in, why, sizeof why - 1) < 0 || waitpid(pid, &status, 0) != pid)
		selftest_tell(t, SELFTEST_FAILED, "jail", "no process can be started: %s", strerror(errno));
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		selftest_tell(t, SELFTEST_OK, "jail", "a worker that opens a socket is killed");
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		selftest_tell(t, SELFTEST_FAILED, "jail", "%s; the kernel must be Linux 5.13 or later with seccomp and Landlock, and a container "
		    "must allow both", why);
	else
		selftest_tell(t, SELFTEST_FAILED, "jail", "a worker could open a socket; do not run mail here, and report it");
}

/* -- messages through the workers -- */

#define HEAD(subject) \
	"From: <a@example.net>\r\nTo: <b@example.com>\r\nSubject: " subject "\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n" \
	"Message-ID: <selftest@example.net>\r\nMIME-Version: 1.0\r\n"
#define ATTACHED(type, name, base64) \
	"Content-Type: " type "; name=\"" name "\"\r\nContent-Disposition: attachment; filename=\"" name "\"\r\n" \
	"Content-Transfer-Encoding: base64\r\n\r\n" base64 "\r\n"

/* The standard test texts, cut in two or encoded, so that no scanner takes this program for one of them. */
static const char gtube[] = HEAD("selftest: GTUBE") "\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*"
                                                   "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n";
static const char eicar[] = HEAD("selftest: EICAR")
    ATTACHED("application/octet-stream", "eicar.com",
        "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9" "JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=");
/* A zip with one deflated text, inside.txt. */
static const char archive[] = HEAD("selftest: archive")
    ATTACHED("application/zip", "archive.zip",
        "UEsDBBQAAAAIAAAAIVzLjOLSGAAAAEwAAAAKAAAAaW5zaWRlLnR4dAvJSFXIL0jNSy1SKM8vyi7W4+UKIVcIAFBL\r\n"
        "AQIUAxQAAAAIAAAAIVzLjOLSGAAAAEwAAAAKAAAAAAAAAAAAAACAAQAAAABpbnNpZGUudHh0UEsFBgAAAAABAAEA\r\n"
        "OAAAAEAAAAAAAA==");

enum { SAMPLES = 3 };

struct reading {
	struct event_base *base;
	size_t left;
	struct sample {
		struct reading *reading;
		const char *text, *what, *done;
		bool (*is_right)(const struct casefile *c, enum mail_type type);
		struct blob *message;
		bool was_answered, was_right, is_by_worker;
	} samples[SAMPLES];
};

static bool
is_spam(const struct casefile *c, enum mail_type type)
{
	return type == TYPE_SPAM;
}

static bool
is_virus(const struct casefile *c, enum mail_type type)
{
	return type == TYPE_VIRUS;
}

static bool
is_unpacked(const struct casefile *c, enum mail_type type)
{
	for (size_t i = 0; i < c->parts.count; i++)
		if (c->parts.at[i].is_unpacked && bytes_equal(c->parts.at[i].name, BYTES("inside.txt")))
			return true;
	return false;
}

static void
on_answer(void *arg, struct pipeline_answer *answer)
{
	struct sample *s = arg;
	struct judgement j;
	judge(answer->casefile, NULL, answer->arena, &j);
	s->was_answered = true;
	s->is_by_worker = answer->is_by_worker;
	s->was_right = s->is_right(answer->casefile, j.verdict.type);
	pipeline_answer_free(answer);
	if (--s->reading->left == 0)
		(void)event_base_loopbreak(s->reading->base);
}

static void
tell(struct selftest *t, const struct sample *s)
{
	if (!s->was_answered)
		selftest_tell(t, SELFTEST_FAILED, s->what, "no answer within %d s; is the machine very busy, or out of memory?", SELFTEST_WAIT_S);
	else if (!s->is_by_worker)
		selftest_tell(t, SELFTEST_FAILED, s->what, "the workers died; free memory or processes (ulimit -u, MemoryMax=) may be missing");
	else if (!s->was_right)
		selftest_tell(t, SELFTEST_FAILED, s->what, "was not recognised; this build is broken: make test");
	else
		selftest_tell(t, SELFTEST_OK, s->what, "%s", s->done);
}

void
selftest_messages(struct selftest *t)
{
	static const struct casefile_envelope envelope = { .protocol = BYTES_INIT("file") };
	static const struct timeval patience = { .tv_sec = SELFTEST_WAIT_S };
	struct reading r = { .base = event_base_new(), .samples = {
		{ .text = gtube, .what = "GTUBE", .is_right = is_spam, .done = "a worker in its jail reads it, and it is spam" },
		{ .text = eicar, .what = "EICAR", .is_right = is_virus, .done = "a worker in its jail reads it, and it is a virus" },
		{ .text = archive, .what = "archive", .is_right = is_unpacked, .done = "an opener in its jail opens a zip" },
	} };
	struct why why = { "" };
	must(r.base != NULL);
	struct pipeline *p = workers_start(r.base, &(struct workers){ .jobs = 1 }, &why);
	if (p == NULL) {
		selftest_tell(t, SELFTEST_FAILED, "workers", "%s", why.text);
		event_base_free(r.base);
		return;
	}
	for (size_t i = 0; i < SAMPLES; i++) {
		struct sample *s = &r.samples[i];
		s->reading = &r;
		s->message = blob_of(bytes_of_cstr(s->text));
		must(pipeline_submit(p, s->message, &envelope, on_answer, s, NULL) == 0);
		r.left++;
	}
	(void)event_base_loopexit(r.base, &patience);
	(void)event_base_dispatch(r.base);
	workers_stop(p);
	event_base_free(r.base);
	for (size_t i = 0; i < SAMPLES; i++) {
		tell(t, &r.samples[i]);
		blob_drop(r.samples[i].message);
	}
}
