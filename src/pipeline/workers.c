#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "pipeline/inside.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* No longer does a message lie before a worker that is at another one. */
#define AHEAD_US 200000
/* So many, and so many octets where there are several: with one, a dissector often slept until the gate, with twenty events
 * at hand, came to its answer; and its socket (208 KB by default) must still take an opener's. */
#define AHEAD_MAX 4
#define AHEAD_OCTETS WIRE_FRAME_MAX
/* One OPEN with all its passwords, and the list of them. */
#define PENDING_ARENA_MAX ((size_t)128 << 10)

static void on_readable(evutil_socket_t fd, short what, void *arg);

static void
set_deadline(struct worker *w, uint32_t ms)
{
	struct timeval in = { .tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000 };
	must(evtimer_add(w->deadline, &in) == 0);
}

static void
pending_free(struct pending *pending)
{
	if (pending == NULL)
		return;
	fd_close(&pending->container);
	arena_free(pending->arena);
	free(pending);
}

void
worker_free(struct worker *w)
{
	struct worker **at = &w->p->workers;
	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	if (w->partner != NULL)
		w->partner->partner = NULL;
	event_free(w->readable);
	event_free(w->deadline);
	fd_close(&w->fd);
	pending_free(w->pending);
	free(w);
}

static void
give_back(struct worker *w)
{
	if (w->ahead == NULL)
		return;
	pipeline_jobs_again(w->ahead);
	w->ahead = NULL;
	w->ahead_count = 0;
	w->ahead_octets = 0;
	pipeline_pump_soon(w->p, 0);
}

/* A kill that finds the nursery's socket full is not repeated: the worker also ends when its socket closes. */
static void
ask_kill(struct worker *w)
{
	struct wire_spawn ask = { .worker = w->id };
	if (w->p->nursery[w->kind] >= 0)
		(void)wire_send(w->p->wire, w->p->nursery[w->kind], WIRE_KILL, &ask, NULL, 0);
}

void
worker_retire(struct worker *w)
{
	/* Killed, not only let go: one that was taken over would not go by itself. */
	ask_kill(w);
	give_back(w);
	worker_free(w);
}

static void answer_client(struct worker *dissector, enum open_status status, const char *text);

/* The end of W is known, or nobody will ever report it. */
static void
bury(struct worker *w, bool is_refusal)
{
	struct pipeline *p = w->p;
	struct pipeline_job *job = w->job;
	struct worker *partner = w->partner;
	enum pipeline_nursery kind = w->kind;
	enum gap_reason reason = w->reason;
	const char *text = w->text;
	give_back(w);
	worker_free(w);
	if (kind == PIPELINE_OPENERS && partner != NULL)
		answer_client(partner, is_refusal ? OPEN_REFUSED : reason == GAP_LIMIT ? OPEN_LIMIT : OPEN_CRASHED, text);
	if (kind == PIPELINE_DISSECTORS && partner != NULL)
		worker_retire(partner);
	if (job != NULL)
		pipeline_job_failed(job, reason, text, is_refusal);
	pipeline_pump_soon(p, 0);
}

/* W will not be listened to any more; what it had is settled when its end is reported. */
static void
doom(struct worker *w, enum gap_reason reason, const char *text)
{
	if (w->state == WORKER_DYING)
		return;
	w->state = WORKER_DYING;
	w->reason = reason;
	w->text = text;
	/* It reads in order: only the first of several can be to blame. */
	give_back(w);
	(void)event_del(w->readable);
	set_deadline(w, PIPELINE_GRACE_MS);
}

static void
kill_worker(struct worker *w, enum gap_reason reason, const char *text)
{
	log_event(w->p->options.log, LOG_WARNING, "worker-killed", LOG_NUMBER("worker", w->id),
	    LOG_CSTR("kind", w->kind == PIPELINE_OPENERS ? "opener" : "dissector"), LOG_CSTR("text", text));
	ask_kill(w);
	doom(w, reason, text);
}

static void
lied(struct worker *w)
{
	w->p->stats.workers_lied++;
	kill_worker(w, GAP_CRASHED, "the worker sent something that no worker sends");
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct worker *w = arg;
	if (w->state == WORKER_DYING) {
		bury(w, false);
		return;
	}
	w->p->stats.workers_killed++;
	kill_worker(w, GAP_LIMIT, w->kind == PIPELINE_OPENERS ? "opening it took too long" : "reading it took too long");
}

struct worker *
worker_new(struct pipeline *p, enum pipeline_nursery kind, enum open_kind opens)
{
	int pair[2];
	if (p->nursery[kind] < 0 && p->options.wanted != NULL)
		nursery_attach(p, kind, p->options.wanted(p->options.arg, kind));
	if (p->nursery[kind] < 0 || fd_pair(pair) != 0)
		return NULL;
	OWN_FD int ours = pair[0];
	OWN_FD int theirs = pair[1];
	struct wire_spawn ask = { .worker = p->next_id++, .runs_programs = opens == OPEN_PROGRAM,
		.reads_words = opens == OPEN_OCR };
	if (fd_nonblocking(ours, true) != 0 || wire_send(p->wire, p->nursery[kind], WIRE_SPAWN, &ask, &theirs, 1) != 0)
		return NULL;
	struct worker *w = xcalloc(1, sizeof *w);
	*w = (struct worker){ .p = p, .kind = kind, .id = ask.worker, .fd = fd_take(&ours),
		.born_us = clock_steady_us(), .next = p->workers };
	w->readable = event_new(p->base, w->fd, EV_READ | EV_PERSIST, on_readable, w);
	w->deadline = evtimer_new(p->base, on_deadline, w);
	must(w->readable != NULL && w->deadline != NULL && event_add(w->readable, NULL) == 0);
	p->workers = w;
	*(kind == PIPELINE_OPENERS ? &p->stats.openers_started : &p->stats.workers_started) += 1;
	return w;
}

static bool
is_worn(const struct worker *w)
{
	return w->served >= PIPELINE_MESSAGES_PER_WORKER ||
	       clock_steady_us() - w->born_us > (int64_t)PIPELINE_WORKER_AGE_S * 1000000;
}

static bool
takes_ahead(const struct worker *w, const struct pipeline_job *job, int64_t now)
{
	if (w->kind != PIPELINE_DISSECTORS || w->state != WORKER_BUSY || w->job->is_second || now - w->job_us >= AHEAD_US)
		return false;
	return w->ahead_count < AHEAD_MAX && w->served + 1 + w->ahead_count < PIPELINE_MESSAGES_PER_WORKER &&
	       (w->ahead == NULL || w->ahead_octets + job->octets <= AHEAD_OCTETS);
}

struct worker *
worker_to_give_ahead(const struct pipeline *p, const struct pipeline_job *job)
{
	struct worker *best = NULL;
	int64_t now = clock_steady_us();
	for (struct worker *w = p->workers; w != NULL; w = w->next) {
		if (!takes_ahead(w, job, now))
			continue;
		if (best == NULL || w->ahead_count < best->ahead_count ||
		    (w->ahead_count == best->ahead_count && w->job_us < best->job_us))
			best = w;
	}
	return best;
}

/* Gives: whether some are left, for which it must be asked again. */
bool
workers_take_back(struct pipeline *p)
{
	bool left = false;
	int64_t now = clock_steady_us();
	for (struct worker *w = p->workers; w != NULL; w = w->next) {
		if (w->ahead == NULL)
			continue;
		if (now - w->job_us < AHEAD_US) {
			left = true;
			continue;
		}
		/* W would still read it, for nobody, so it ends with its job. */
		give_back(w);
		w->served = PIPELINE_MESSAGES_PER_WORKER;
	}
	return left;
}

static void
start_job(struct worker *w, struct pipeline_job *job)
{
	w->state = WORKER_BUSY;
	w->job = job;
	w->job_us = w->busy_us = clock_steady_us();
	set_deadline(w, w->p->options.message_ms);
}

static void
give_ahead(struct worker *w, struct pipeline_job *job)
{
	struct pipeline_job **at = &w->ahead;
	while (*at != NULL)
		at = &(*at)->next;
	*at = job;
	w->ahead_count++;
	w->ahead_octets += job->octets;
	pipeline_pump_soon(w->p, AHEAD_US / 1000);
}

void
worker_give(struct worker *w, struct pipeline_job *job)
{
	struct wire_dissect ask = { .job = job->id, .is_careful = job->is_second,
		.wants_identity = job->p->options.wants_identity, .files = job->p->options.files,
		.wants_old_hashes = job->p->options.wants_old_hashes, .settled_from = job->p->options.settled_from, .envelope = *job->envelope };
	bool goes_along = blob_held(job->message, WIRE_MESSAGE_MAX, &ask.message);
	const int fd = goes_along ? -1 : blob_fd(job->message);
	if (w->job != NULL)
		give_ahead(w, job);
	else
		start_job(w, job);
	if (wire_send(w->p->wire, w->fd, WIRE_DISSECT, &ask, &fd, !goes_along) != 0)
		kill_worker(w, GAP_CRASHED, "the worker took no message");
}

/* The dissector has its answer, or its refusal, and goes on. */
static void
resume(struct worker *dissector, const struct wire_opened *opened, const int *fds, size_t count)
{
	dissector->state = WORKER_BUSY;
	dissector->busy_us = clock_steady_us();
	if (wire_send(dissector->p->wire, dissector->fd, WIRE_OPENED, opened, fds, count) != 0)
		kill_worker(dissector, GAP_CRASHED, "the worker took no answer");
}

static void
answer_client(struct worker *dissector, enum open_status status, const char *text)
{
	struct wire_opened opened = { .status = status, .text = bytes_of_cstr(text) };
	if (dissector->state != WORKER_WAITING)
		return;
	opened.job = dissector->job->id;
	resume(dissector, &opened, NULL, 0);
}

static void
start_opener(struct worker *dissector)
{
	struct pipeline *p = dissector->p;
	struct pending *pending = dissector->pending;
	struct worker *opener = worker_new(p, PIPELINE_OPENERS, pending->ask.kind);
	if (opener == NULL && p->is_orphan && p->nursery[PIPELINE_OPENERS] < 0) {
		dissector->pending = NULL;
		pending_free(pending);
		answer_client(dissector, OPEN_REFUSED, "no opener is left");
		return;
	}
	if (opener == NULL) {
		pipeline_pump_soon(p, 10);
		return;
	}
	opener->state = WORKER_BUSY;
	opener->asked_job = pending->ask.job;
	opener->is_kept = pending->is_kept;
	memcpy(opener->key, pending->key, DIGEST_OCTETS);
	opener->partner = dissector;
	dissector->partner = opener;
	dissector->pending = NULL;
	if (wire_send(p->wire, opener->fd, WIRE_OPEN, &pending->ask, &pending->container, 1) != 0)
		kill_worker(opener, GAP_CRASHED, "the opener took nothing");
	else
		set_deadline(opener, p->options.opener_ms);
	pending_free(pending);
}

void
workers_open_pending(struct pipeline *p)
{
	for (;;) {
		uint32_t openers = 0;
		struct worker *first = NULL;
		for (struct worker *w = p->workers; w != NULL; w = w->next) {
			openers += w->kind == PIPELINE_OPENERS;
			if (w->pending != NULL && (first == NULL || w->busy_us < first->busy_us))
				first = w;
		}
		if (first == NULL || openers >= p->options.openers_max)
			return;
		start_opener(first);
		if (first->pending != NULL)
			return;
	}
}

static void
on_case(struct worker *w, struct wire_message *m)
{
	struct pipeline *p = w->p;
	struct pipeline_job *job = w->job;
	struct pipeline_answer answer = { 0 };
	/* A cancelled job has no envelope any more; its answer is dropped unread, and its worker with it. */
	if (job->done == NULL) {
		free(job);
		worker_retire(w);
		return;
	}
	if (answer_of_worker(job, m, &answer) != 0) {
		lied(w);
		return;
	}
	w->job = NULL;
	w->served++;
	struct pipeline_job *ahead = w->ahead;
	if (ahead != NULL) {
		w->ahead = ahead->next;
		w->ahead_count--;
		w->ahead_octets -= ahead->octets;
		ahead->next = NULL;
		start_job(w, ahead);
	} else if (is_worn(w)) {
		worker_retire(w);
	} else {
		(void)evtimer_del(w->deadline);
		w->state = WORKER_IDLE;
	}
	/* The next message goes out before this one is judged: the worker need not wait for the judge. */
	pipeline_pump(p);
	pipeline_job_done(job, &answer);
}

/* Gives: false where no copy of it was opened before. */
static bool
answer_as_before(struct worker *dissector, const uint8_t key[DIGEST_OCTETS])
{
	struct pipeline *p = dissector->p;
	struct wire_opened opened = { .job = dissector->job->id, .status = OPEN_DONE };
	int fd = opened_find(&p->opened, key, clock_steady_us());
	if (fd < 0)
		return false;
	p->stats.openers_spared++;
	resume(dissector, &opened, &fd, 1);
	return true;
}

static void
on_open(struct worker *w, struct wire_message *m)
{
	struct pending *pending = xcalloc(1, sizeof *pending);
	struct bytes payload;
	pending->arena = arena_new(PENDING_ARENA_MAX);
	pending->container = -1;
	/* The request outlives the frame, so it is read from a copy. */
	bool ok = arena_copy(pending->arena, m->payload, &payload) &&
	          schema_read(m->kind->schema, payload, pending->arena, &pending->ask) == 0 &&
	          pending->ask.job == w->job->id;
	if (!ok) {
		pending_free(pending);
		lied(w);
		return;
	}
	w->state = WORKER_WAITING;
	/* A dissector that waits passes over whatever else lies in its socket. */
	give_back(w);
	if (w->job->is_second) {
		pending_free(pending);
		answer_client(w, OPEN_REFUSED, "nothing is opened in the second attempt");
		return;
	}
	pending->container = fd_take(&m->fds[0]);
	pending->is_kept = opened_key(&w->p->opened, &pending->ask, pending->container, pending->key);
	if (pending->is_kept && answer_as_before(w, pending->key)) {
		pending_free(pending);
		return;
	}
	w->pending = pending;
	workers_open_pending(w->p);
}

static void
on_opened(struct worker *opener, struct wire_message *m)
{
	struct pipeline *p = opener->p;
	struct wire_opened opened = { 0 };
	struct worker *dissector = opener->partner;
	struct arena *arena = arena_new(PENDING_ARENA_MAX);
	if (wire_read(m, arena, &opened) != 0 || opened.job != opener->asked_job) {
		lied(opener);
	} else {
		if (dissector != NULL && dissector->state == WORKER_WAITING) {
			dissector->job->opener_cpu_us += opened.cpu_us;
			resume(dissector, &opened, m->fds, m->fd_count);
		}
		if (opener->is_kept && opened.status == OPEN_DONE && m->fd_count == 1)
			opened_add(&p->opened, opener->key, fd_take(&m->fds[0]), clock_steady_us());
		worker_retire(opener);
		pipeline_pump_soon(p, 0);
	}
	arena_free(arena);
}

/* Read one message of W.  Gives: false when there is none, or W is not listened to any more. */
static bool
hear(struct worker *w)
{
	struct wire_message m;
	int got = wire_recv(w->p->wire, w->fd, &m);
	if (got == 0)
		return false;
	if (got == FAULT_ABSENT || got == FAULT_SYSTEM) {
		doom(w, GAP_CRASHED, w->kind == PIPELINE_OPENERS ? "the opener ended" : "the worker ended");
		return false;
	}
	bool is_dissector = w->kind == PIPELINE_DISSECTORS;
	if (got == 1 && m.type == WIRE_CASE && is_dissector && w->state == WORKER_BUSY)
		on_case(w, &m);
	else if (got == 1 && m.type == WIRE_OPEN && is_dissector && w->state == WORKER_BUSY)
		on_open(w, &m);
	else if (got == 1 && m.type == WIRE_OPENED && !is_dissector)
		on_opened(w, &m);
	else
		lied(w);
	if (got == 1)
		wire_message_done(&m);
	return true;
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	(void)hear(arg);
}

static struct worker *
find(const struct pipeline *p, enum pipeline_nursery kind, uint64_t id)
{
	struct worker *w = p->workers;
	while (w != NULL && (w->kind != kind || w->id != id))
		w = w->next;
	return w;
}

static struct worker *
find_any(const struct pipeline *p, enum pipeline_nursery kind)
{
	struct worker *w = p->workers;
	while (w != NULL && w->kind != kind)
		w = w->next;
	return w;
}

static void
on_exited(struct pipeline *p, enum pipeline_nursery kind, const struct wire_exited *end)
{
	struct worker *w;
	/* What it said before its end still counts: an opener answers and ends. */
	while ((w = find(p, kind, end->worker)) != NULL && w->state != WORKER_DYING)
		if (!hear(w))
			break;
	w = find(p, kind, end->worker);
	if (w == NULL)
		return;
	bool is_refusal = end->signal == 0 && (end->status == EXIT_NO_PROCESS || end->status == EXIT_NO_JAIL);
	bool is_limit = end->signal == SIGXCPU || end->signal == SIGXFSZ;
	log_event(p->options.log, is_refusal ? LOG_ERROR : LOG_WARNING, "worker-ended", LOG_NUMBER("worker", w->id),
	    LOG_NUMBER("job", w->job != NULL ? w->job->id : w->asked_job),
	    LOG_CSTR("kind", kind == PIPELINE_OPENERS ? "opener" : "dissector"), LOG_NUMBER("status", end->status),
	    LOG_NUMBER("signal", end->signal), LOG_NUMBER("cpu_us", end->cpu_us));
	*(kind == PIPELINE_OPENERS ? &p->stats.openers_died : &p->stats.workers_died) += 1;
	doom(w, GAP_CRASHED, kind == PIPELINE_OPENERS ? "the opener ended" : "the worker ended");
	if (is_limit) {
		w->reason = GAP_LIMIT;
		w->text = "it used more CPU time or memory than one may";
	} else if (end->signal != 0 && w->reason == GAP_CRASHED) {
		w->text = end->signal == SIGSYS ? "the worker tried what its jail forbids" : "the worker crashed";
	}
	bury(w, is_refusal);
}

/* The nursery is gone, and every worker of it: it kills them with itself. */
static void
nursery_lost(struct pipeline *p, enum pipeline_nursery which)
{
	log_event(p->options.log, LOG_ERROR, "nursery-lost",
	    LOG_CSTR("nursery", which == PIPELINE_OPENERS ? "openers" : "dissectors"));
	nursery_attach(p, which, -1);
	for (struct worker *w = find_any(p, which); w != NULL; w = find_any(p, which)) {
		w->text = "its nursery ended";
		bury(w, true);
	}
	if (p->options.lost != NULL)
		p->options.lost(p->options.arg, which);
}

static void
hear_nursery(struct pipeline *p, enum pipeline_nursery which)
{
	struct wire_message m;
	struct wire_exited end = { 0 };
	int got = wire_recv(p->wire, p->nursery[which], &m);
	if (got == 0)
		return;
	/* All numbers: no arena is needed, but the decoder wants one. */
	struct arena *arena = arena_new(1024);
	bool ok = got == 1 && m.type == WIRE_EXITED && wire_read(&m, arena, &end) == 0;
	arena_free(arena);
	if (got == 1)
		wire_message_done(&m);
	if (ok)
		on_exited(p, which, &end);
	else
		nursery_lost(p, which);
}

static void
on_dissectors(evutil_socket_t fd, short what, void *arg)
{
	hear_nursery(arg, PIPELINE_DISSECTORS);
}

static void
on_openers(evutil_socket_t fd, short what, void *arg)
{
	hear_nursery(arg, PIPELINE_OPENERS);
}

void
nursery_attach(struct pipeline *p, enum pipeline_nursery which, int fd)
{
	if (p->nursery_readable[which] != NULL)
		event_free(p->nursery_readable[which]);
	p->nursery_readable[which] = NULL;
	fd_close(&p->nursery[which]);
	p->nursery[which] = fd;
	if (fd < 0)
		return;
	must(fd_nonblocking(fd, true) == 0);
	p->nursery_readable[which] =
	    event_new(p->base, fd, EV_READ | EV_PERSIST, which == PIPELINE_OPENERS ? on_openers : on_dissectors, p);
	must(p->nursery_readable[which] != NULL && event_add(p->nursery_readable[which], NULL) == 0);
}
