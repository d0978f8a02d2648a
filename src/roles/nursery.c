#include "roles/nursery.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "pipeline/pipeline.h"
#include "sys/fd.h"
#include "wire/wire.h"

/* Decoding a frame of two numbers. */
#define FRAME_ARENA_MAX 4096

struct child {
	uint64_t worker;
	pid_t pid; /* 0: free */
};

struct nursery {
	int socket;
	int signals;
	const struct brood *brood;
	const struct log *log;
	struct jail_filter *filter;
	struct jail_filter *program_filter;
	struct wire *wire;
	struct arena *arena;
	struct child children[WIRE_WORKERS_MAX];
};

static void
report(struct nursery *n, const struct wire_exited *end)
{
	/* Blocking: the asker always reads.  If it has gone, the next read of its socket says so. */
	(void)wire_send(n->wire, n->socket, WIRE_EXITED, end, NULL, 0);
}

/* The child: nothing of the nursery but its memory, then the walls, then the work. */
static _Noreturn void
live(struct nursery *n, int socket, pid_t parent, const struct wire_spawn *ask)
{
	struct why why;
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || fd_close_others(&socket, 1) != 0)
		_exit(EXIT_NO_JAIL);
	(void)prctl(PR_SET_NAME, n->brood->worker);
	bool runs_programs = ask->runs_programs && n->brood->program_jail != NULL;
	if (ask->reads_words && n->brood->load != NULL && n->brood->load(&why) != 0)
		log_event(n->log, LOG_ERROR, "not-loaded", LOG_CSTR("worker", n->brood->worker), LOG_CSTR("why", why.text));
	if (jail_enter(runs_programs ? n->brood->program_jail : n->brood->worker_jail,
	        runs_programs ? n->program_filter : n->filter, &why) != 0) {
		log_event(n->log, LOG_ERROR, "no-jail", LOG_CSTR("worker", n->brood->worker), LOG_CSTR("why", why.text));
		_exit(EXIT_NO_JAIL);
	}
	_exit(n->brood->serve(socket));
}

static void
spawn(struct nursery *n, const struct wire_spawn *ask, int socket)
{
	struct child *place = NULL;
	for (size_t i = 0; i < WIRE_WORKERS_MAX && place == NULL; i++)
		if (n->children[i].pid == 0)
			place = &n->children[i];
	pid_t self = getpid();
	pid_t pid = place != NULL ? fork() : -1;
	if (pid == 0)
		live(n, socket, self, ask);
	if (pid < 0) {
		log_event(n->log, LOG_ERROR, "no-process", LOG_NUMBER("worker", ask->worker), LOG_NUMBER("errno", errno));
		report(n, &(struct wire_exited){ .worker = ask->worker, .status = EXIT_NO_PROCESS });
		return;
	}
	*place = (struct child){ .worker = ask->worker, .pid = pid };
}

static void
kill_worker(struct nursery *n, uint64_t worker)
{
	for (size_t i = 0; i < WIRE_WORKERS_MAX; i++)
		if (n->children[i].pid != 0 && n->children[i].worker == worker)
			(void)kill(n->children[i].pid, SIGKILL);
}

static uint64_t
cpu_us(const struct rusage *used)
{
	return (uint64_t)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000 +
	       (uint64_t)(used->ru_utime.tv_usec + used->ru_stime.tv_usec);
}

static void
reap(struct nursery *n)
{
	int status;
	struct rusage used;
	pid_t pid;
	while ((pid = wait4(-1, &status, WNOHANG, &used)) > 0)
		for (size_t i = 0; i < WIRE_WORKERS_MAX; i++) {
			if (n->children[i].pid != pid)
				continue;
			report(n, &(struct wire_exited){
			              .worker = n->children[i].worker,
			              .status = WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 0,
			              .signal = WIFSIGNALED(status) ? (uint32_t)WTERMSIG(status) : 0,
			              .cpu_us = cpu_us(&used),
			          });
			n->children[i].pid = 0;
		}
}

/* One frame.  Gives: false when the asker has gone or sends what no asker sends. */
static bool
hear(struct nursery *n)
{
	struct wire_message m;
	struct wire_spawn ask = { 0 };
	if (wire_recv(n->wire, n->socket, &m) != 1)
		return false;
	arena_reset(n->arena);
	bool ok = wire_read(&m, n->arena, &ask) == 0;
	if (ok && m.type == WIRE_SPAWN)
		spawn(n, &ask, m.fds[0]);
	else if (ok && m.type == WIRE_KILL)
		kill_worker(n, ask.worker);
	wire_message_done(&m);
	return ok;
}

static int
prepare(struct nursery *n, struct why *why)
{
	sigset_t children;
	int fault = n->brood->preload(why);
	if (fault == 0)
		fault = jail_filter_new(n->brood->worker_jail->profile, &n->filter, why);
	if (fault == 0 && n->brood->program_jail != NULL)
		fault = jail_filter_new(n->brood->program_jail->profile, &n->program_filter, why);
	if (fault != 0)
		return fault;
	(void)sigemptyset(&children);
	(void)sigaddset(&children, SIGCHLD);
	/* SIGINT reaches the whole terminal; a nursery ends when its asker does. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &children, NULL) != 0 || (n->signals = signalfd(-1, &children, SFD_CLOEXEC)) < 0)
		return why_system(why, "signalfd");
	n->wire = wire_new(WIRE_TO_NURSERY);
	n->arena = arena_new(FRAME_ARENA_MAX);
	return jail_enter(n->brood->nursery_jail, NULL, why);
}

int
nursery_run(int socket, const struct brood *brood, const struct log *log)
{
	struct why why;
	struct nursery *n = xcalloc(1, sizeof *n);
	*n = (struct nursery){ .socket = socket, .signals = -1, .brood = brood, .log = log };
	int fault = prepare(n, &why);
	if (fault != 0)
		log_event(log, LOG_ERROR, "nursery-failed", LOG_CSTR("brood", brood->worker), LOG_CSTR("why", why.text));
	while (fault == 0) {
		struct signalfd_siginfo info;
		struct pollfd ready[2] = { { .fd = n->socket, .events = POLLIN }, { .fd = n->signals, .events = POLLIN } };
		if (poll(ready, 2, -1) < 0 && errno != EINTR)
			break;
		if ((ready[1].revents & POLLIN) != 0 && read(n->signals, &info, sizeof info) > 0)
			reap(n);
		if (ready[0].revents != 0 && !hear(n))
			break;
	}
	for (size_t i = 0; i < WIRE_WORKERS_MAX; i++)
		if (n->children[i].pid != 0)
			(void)kill(n->children[i].pid, SIGKILL);
	fd_close(&n->signals);
	jail_filter_free(n->filter);
	jail_filter_free(n->program_filter);
	wire_free(n->wire);
	arena_free(n->arena);
	free(n);
	return fault;
}
