#include "roles/nursery.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "pipeline/pipeline.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "wire/wire.h"

/* Decoding a frame of two numbers. */
#define FRAME_ARENA_MAX 4096

/* The loaded nursery ends when nobody has asked for it this long: what it holds is 60 MB. */
#define LOADED_IDLE_S 300

struct child {
	uint64_t worker;
	pid_t pid;      /* 0: free */
	bool is_loaded; /* the loaded nursery's, whose pid that is */
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
	/* The nursery's own nursery, which has loaded what brood->load loads: started by the first who needs that, so that
	 * neither this one nor its other workers carry it, and each that needs it finds it there. */
	pid_t loaded_pid; /* 0: none */
	int loaded;       /* the socket to it; -1: none */
	int64_t loaded_us; /* when it was last asked */
	struct wire *from_loaded;
	bool is_loaded;   /* this is it */
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
	if (jail_enter(runs_programs ? n->brood->program_jail : n->brood->worker_jail,
	        runs_programs ? n->program_filter : n->filter, &why) != 0) {
		log_event(n->log, LOG_ERROR, "no-jail", LOG_CSTR("worker", n->brood->worker), LOG_CSTR("why", why.text));
		_exit(EXIT_NO_JAIL);
	}
	_exit(n->brood->serve(socket));
}

static void breed(struct nursery *n);

/* The loaded nursery: the same loop on another socket, in the walls of the one that forked it. */
static _Noreturn void
live_loaded(struct nursery *n, int socket, pid_t parent)
{
	struct why why;
	int keep[2] = { socket, n->signals };
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || fd_close_others(keep, 2) != 0)
		_exit(EXIT_NO_JAIL);
	memset(n->children, 0, sizeof n->children);
	n->socket = socket;
	n->is_loaded = true;
	n->loaded_pid = 0;
	n->loaded = -1;
	if (n->brood->load(&why) != 0)
		log_event(n->log, LOG_ERROR, "not-loaded", LOG_CSTR("worker", n->brood->worker), LOG_CSTR("why", why.text));
	breed(n);
	_exit(0);
}

/* Gives: its pid; -1: it could not be started. */
static pid_t
loaded_nursery(struct nursery *n)
{
	int pair[2];
	n->loaded_us = clock_steady_us();
	if (n->loaded_pid != 0)
		return n->loaded_pid;
	if (fd_pair(pair) != 0)
		return -1;
	pid_t self = getpid(), pid = fork();
	if (pid == 0)
		live_loaded(n, pair[1], self);
	fd_close(&pair[1]);
	if (pid < 0) {
		fd_close(&pair[0]);
		return -1;
	}
	n->loaded = pair[0];
	return n->loaded_pid = pid;
}

/* It has no more askers, and ends when it sees that. */
static void
leave_loaded(struct nursery *n)
{
	fd_close(&n->loaded);
	n->loaded_pid = 0;
}

static void
spawn(struct nursery *n, const struct wire_spawn *ask, int socket)
{
	struct child *place = NULL;
	bool is_loaded = ask->reads_words && n->brood->load != NULL && !n->is_loaded;
	for (size_t i = 0; i < WIRE_WORKERS_MAX && place == NULL; i++)
		if (n->children[i].pid == 0)
			place = &n->children[i];
	pid_t self = getpid();
	pid_t pid = place == NULL ? -1 : is_loaded ? loaded_nursery(n) : fork();
	if (pid == 0)
		live(n, socket, self, ask);
	if (pid < 0 || (is_loaded && wire_send(n->wire, n->loaded, WIRE_SPAWN, ask, &socket, 1) != 0)) {
		log_event(n->log, LOG_ERROR, "no-process", LOG_NUMBER("worker", ask->worker), LOG_NUMBER("errno", errno));
		report(n, &(struct wire_exited){ .worker = ask->worker, .status = EXIT_NO_PROCESS });
		return;
	}
	*place = (struct child){ .worker = ask->worker, .pid = pid, .is_loaded = is_loaded };
}

static void
kill_worker(struct nursery *n, const struct wire_spawn *ask)
{
	for (size_t i = 0; i < WIRE_WORKERS_MAX; i++) {
		if (n->children[i].pid == 0 || n->children[i].worker != ask->worker)
			continue;
		if (n->children[i].is_loaded)
			(void)wire_send(n->wire, n->loaded, WIRE_KILL, ask, NULL, 0);
		else
			(void)kill(n->children[i].pid, SIGKILL);
	}
}

/* The end of one that the loaded nursery forked.  Gives: false when that has gone or sends what no nursery sends. */
static bool
hear_loaded(struct nursery *n)
{
	struct wire_message m;
	struct wire_exited end = { 0 };
	if (wire_recv(n->from_loaded, n->loaded, &m) != 1)
		return false;
	arena_reset(n->arena);
	bool ok = m.type == WIRE_EXITED && wire_read(&m, n->arena, &end) == 0;
	wire_message_done(&m);
	for (size_t i = 0; ok && i < WIRE_WORKERS_MAX; i++)
		if (n->children[i].is_loaded && n->children[i].pid != 0 && n->children[i].worker == end.worker) {
			n->children[i].pid = 0;
			report(n, &end);
		}
	return ok;
}

/* The loaded nursery has died, and its workers with it. */
static void
lose_loaded(struct nursery *n)
{
	for (size_t i = 0; i < WIRE_WORKERS_MAX; i++)
		if (n->children[i].is_loaded && n->children[i].pid != 0) {
			n->children[i].pid = 0;
			report(n, &(struct wire_exited){ .worker = n->children[i].worker, .signal = SIGKILL });
		}
	leave_loaded(n);
}

/* Gives: after how many ms it must be looked at again; -1: never. */
static int
rest_loaded(struct nursery *n)
{
	if (n->loaded_pid == 0)
		return -1;
	int64_t left_ms = LOADED_IDLE_S * 1000 - (clock_steady_us() - n->loaded_us) / 1000;
	if (left_ms > 0)
		return (int)left_ms + 1;
	for (size_t i = 0; i < WIRE_WORKERS_MAX; i++)
		if (n->children[i].pid != 0 && n->children[i].is_loaded)
			return LOADED_IDLE_S * 1000;
	leave_loaded(n);
	return -1;
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
	while ((pid = wait4(-1, &status, WNOHANG, &used)) > 0) {
		if (pid == n->loaded_pid)
			lose_loaded(n);
		for (size_t i = 0; i < WIRE_WORKERS_MAX; i++) {
			if (n->children[i].pid != pid || n->children[i].is_loaded)
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
		kill_worker(n, &ask);
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
	n->from_loaded = wire_new(WIRE_TO_GATE);
	n->arena = arena_new(FRAME_ARENA_MAX);
	return jail_enter(n->brood->nursery_jail, NULL, why);
}

/* Fork workers until the asker has gone. */
static void
breed(struct nursery *n)
{
	for (;;) {
		struct signalfd_siginfo info;
		int wait_ms = rest_loaded(n);
		struct pollfd ready[3] = { { .fd = n->socket, .events = POLLIN }, { .fd = n->signals, .events = POLLIN },
			{ .fd = n->loaded, .events = POLLIN } }; /* none: poll looks at no negative number */
		if (poll(ready, 3, wait_ms) < 0) {
			if (errno != EINTR)
				return;
			continue;
		}
		if ((ready[1].revents & POLLIN) != 0 && read(n->signals, &info, sizeof info) > 0)
			reap(n);
		/* It may just have been reaped. */
		if (ready[2].revents != 0 && n->loaded_pid != 0 && !hear_loaded(n)) {
			(void)kill(n->loaded_pid, SIGKILL);
			lose_loaded(n);
		}
		if (ready[0].revents != 0 && !hear(n))
			return;
	}
}

int
nursery_run(int socket, const struct brood *brood, const struct log *log)
{
	struct why why;
	struct nursery *n = xcalloc(1, sizeof *n);
	*n = (struct nursery){ .socket = socket, .signals = -1, .loaded = -1, .brood = brood, .log = log };
	int fault = prepare(n, &why);
	if (fault != 0)
		log_event(log, LOG_ERROR, "nursery-failed", LOG_CSTR("brood", brood->worker), LOG_CSTR("why", why.text));
	if (fault == 0)
		breed(n);
	for (size_t i = 0; i < WIRE_WORKERS_MAX; i++)
		if (n->children[i].pid != 0 && !n->children[i].is_loaded)
			(void)kill(n->children[i].pid, SIGKILL);
	if (n->loaded_pid != 0)
		(void)kill(n->loaded_pid, SIGKILL);
	fd_close(&n->signals);
	fd_close(&n->loaded);
	jail_filter_free(n->filter);
	jail_filter_free(n->program_filter);
	wire_free(n->wire);
	wire_free(n->from_loaded);
	arena_free(n->arena);
	free(n);
	return fault;
}
