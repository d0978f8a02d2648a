#include "pipeline/pipeline.h"

#include <sched.h>
#include <stdlib.h>

#include "base/must.h"
#include "pipeline/inside.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* While something waits: how often to look whether it can go on. */
#define TICK_MS 100
/* A message that keeps a worker longer than this no longer counts as using a CPU's turn: others get a worker. */
#define SLOW_US 1000000

static uint32_t
or_default(uint32_t given, uint32_t otherwise)
{
	return given != 0 ? given : otherwise;
}

static uint32_t
cpus(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 2;
	int count = CPU_COUNT(&set);
	return count > 0 ? (uint32_t)count : 1;
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	pipeline_pump(arg);
}

void
pipeline_pump_soon(struct pipeline *p, uint32_t ms)
{
	struct timeval in = { .tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000 };
	if (ms == 0 || !evtimer_pending(p->tick, NULL))
		must(evtimer_add(p->tick, &in) == 0);
}

struct pipeline *
pipeline_new(struct event_base *base, const struct pipeline_options *options)
{
	struct pipeline *p = xcalloc(1, sizeof *p);
	p->base = base;
	p->options = *options;
	struct pipeline_options *o = &p->options;
	o->dissectors = or_default(o->dissectors, cpus());
	o->dissectors_max = or_default(o->dissectors_max, 4 * o->dissectors + 4);
	o->openers_max = or_default(o->openers_max, 2 * cpus());
	o->queue_max = or_default(o->queue_max, 1000);
	o->message_ms = or_default(o->message_ms, 60000);
	o->opener_ms = or_default(o->opener_ms, 10000);
	p->opened.octets_max = o->opened_octets;
	p->wire = wire_new(WIRE_TO_GATE);
	p->queue_end = &p->queue;
	p->next_id = 1;
	p->tick = evtimer_new(base, on_tick, p);
	must(p->tick != NULL);
	for (int i = 0; i < PIPELINE_NURSERIES; i++) {
		p->nursery[i] = -1;
		if (options->nurseries[i] >= 0)
			nursery_attach(p, (enum pipeline_nursery)i, options->nurseries[i]);
	}
	return p;
}

void
pipeline_free(struct pipeline *p)
{
	if (p == NULL)
		return;
	while (p->workers != NULL) {
		struct worker *w = p->workers;
		for (struct pipeline_job *job = w->ahead, *next; job != NULL; job = next) {
			next = job->next;
			free(job);
		}
		free(w->job);
		worker_free(w);
	}
	while (p->queue != NULL) {
		struct pipeline_job *job = p->queue;
		p->queue = job->next;
		free(job);
	}
	for (int i = 0; i < PIPELINE_NURSERIES; i++)
		nursery_attach(p, (enum pipeline_nursery)i, -1);
	opened_done(&p->opened);
	event_free(p->tick);
	wire_free(p->wire);
	free(p);
}

void
pipeline_nursery(struct pipeline *p, enum pipeline_nursery which, int fd)
{
	nursery_attach(p, which, fd);
	pipeline_pump_soon(p, 0);
}

void
pipeline_orphan(struct pipeline *p)
{
	p->is_orphan = true;
	pipeline_pump_soon(p, 0);
}

static void
queue_last(struct pipeline *p, struct pipeline_job *job)
{
	job->next = NULL;
	*p->queue_end = job;
	p->queue_end = &job->next;
	p->stats.queued++;
}

static void
queue_first(struct pipeline *p, struct pipeline_job *job)
{
	job->next = p->queue;
	p->queue = job;
	if (job->next == NULL)
		p->queue_end = &job->next;
	p->stats.queued++;
}

static void
queue_take(struct pipeline *p, struct pipeline_job **at)
{
	struct pipeline_job *job = *at;
	*at = job->next;
	if (job->next == NULL)
		p->queue_end = at;
	job->next = NULL;
	p->stats.queued--;
}

void
pipeline_job_done(struct pipeline_job *job, struct pipeline_answer *answer)
{
	pipeline_done *done = job->done;
	void *arg = job->arg;
	free(job);
	if (done != NULL)
		done(arg, answer);
	else
		pipeline_answer_free(answer);
}

static void
give_up(struct pipeline_job *job, enum gap_reason reason, const char *text, bool is_not_read)
{
	struct pipeline_answer answer;
	struct pipeline *p = job->p;
	p->stats.failures++;
	log_event(p->options.log, LOG_WARNING, "message-not-dissected", LOG_TEXT("session", job->envelope->session),
	    LOG_NUMBER("job", job->id), LOG_CSTR("reason", gap_reason_names[reason]), LOG_CSTR("text", text));
	answer_without_worker(job, reason, text, is_not_read, &answer);
	pipeline_job_done(job, &answer);
}

void
pipeline_job_failed(struct pipeline_job *job, enum gap_reason reason, const char *text, bool is_refusal)
{
	struct pipeline *p = job->p;
	if (job->done == NULL) {
		free(job);
	} else if (is_refusal && job->refusals < REFUSALS_MAX) {
		job->refusals++;
		queue_first(p, job);
		pipeline_pump_soon(p, TICK_MS);
	} else if (!is_refusal && !job->is_second) {
		job->is_second = true;
		p->stats.retries++;
		queue_first(p, job);
	} else {
		if (!is_refusal)
			killers_add(&p->killers, job->message, clock_steady_us());
		give_up(job, reason, text, is_refusal);
	}
}

void
pipeline_jobs_again(struct pipeline_job *first)
{
	struct pipeline_job *reversed = NULL;
	while (first != NULL) {
		struct pipeline_job *job = first;
		first = job->next;
		job->next = reversed;
		reversed = job;
	}
	while (reversed != NULL) {
		struct pipeline_job *job = reversed;
		reversed = job->next;
		if (job->done == NULL)
			free(job);
		else
			queue_first(job->p, job);
	}
}

/* How the dissectors stand: all, and those that use a CPU now. */
static void
count_dissectors(const struct pipeline *p, int64_t now_us, uint32_t *out_all, uint32_t *out_running)
{
	*out_all = *out_running = 0;
	for (const struct worker *w = p->workers; w != NULL; w = w->next) {
		if (w->kind != PIPELINE_DISSECTORS)
			continue;
		++*out_all;
		*out_running += w->state == WORKER_BUSY && now_us - w->busy_us < SLOW_US;
	}
}

static struct worker *
find_idle(const struct pipeline *p)
{
	for (struct worker *w = p->workers; w != NULL; w = w->next)
		if (w->kind == PIPELINE_DISSECTORS && w->state == WORKER_IDLE)
			return w;
	return NULL;
}

static struct worker *
worker_for(struct pipeline *p, const struct pipeline_job *job)
{
	uint32_t all, running;
	struct worker *idle = find_idle(p);
	if (idle != NULL && !job->is_second)
		return idle;
	count_dissectors(p, clock_steady_us(), &all, &running);
	if (running >= p->options.dissectors || (idle == NULL && all >= p->options.dissectors_max))
		return job->is_second ? NULL : worker_to_give_ahead(p, job);
	/* The second attempt has a worker of its own, so that it takes nobody else down and is not taken down. */
	if (idle != NULL)
		worker_retire(idle);
	return worker_new(p, PIPELINE_DISSECTORS, OPEN_KIND_COUNT);
}

/* Without a nursery, or with every worker stuck, a message must not wait for ever. */
static void
expire_queue(struct pipeline *p)
{
	int64_t now = clock_steady_us();
	bool is_hopeless = p->is_orphan && p->nursery[PIPELINE_DISSECTORS] < 0;
	while (p->queue != NULL && (is_hopeless || now - p->queue->since_us > 2000 * (int64_t)p->options.message_ms)) {
		struct pipeline_job *job = p->queue;
		queue_take(p, &p->queue);
		give_up(job, GAP_LIMIT, "no worker was free in time", true);
	}
}

void
pipeline_pump(struct pipeline *p)
{
	expire_queue(p);
	workers_open_pending(p);
	bool some_ahead = workers_take_back(p);
	while (p->queue != NULL) {
		struct pipeline_job *job = p->queue;
		struct worker *w = NULL;
		if (!job->is_killer && (w = worker_for(p, job)) == NULL)
			break;
		queue_take(p, &p->queue);
		if (job->is_killer) {
			p->stats.killers++;
			give_up(job, GAP_CRASHED, "a message with the same octets has ended two workers", false);
		} else {
			worker_give(w, job);
		}
	}
	if (p->queue != NULL || some_ahead)
		pipeline_pump_soon(p, TICK_MS);
}

static size_t
octets_of(struct blob *message, const struct casefile_envelope *e)
{
	struct bytes octets = BYTES_NONE;
	(void)blob_held(message, WIRE_MESSAGE_MAX, &octets);
	size_t sum = 4096 + octets.len;
	for (size_t i = 0; i < e->recipients.count; i++)
		sum += e->recipients.at[i].len;
	return sum;
}

int
pipeline_submit(struct pipeline *p, struct blob *message, const struct casefile_envelope *envelope, pipeline_done *done,
    void *arg, struct pipeline_job **out_job)
{
	struct bytes octets;
	must(done != NULL);
	if (p->stats.queued >= p->options.queue_max || (!blob_held(message, WIRE_MESSAGE_MAX, &octets) && blob_fd(message) < 0))
		return FAULT_LATER;
	struct pipeline_job *job = xcalloc(1, sizeof *job);
	*job = (struct pipeline_job){ .p = p, .id = p->next_id++, .message = message, .envelope = envelope, .done = done,
		.arg = arg, .since_us = clock_steady_us(), .octets = octets_of(message, envelope) };
	job->is_killer = killers_has(&p->killers, message, job->since_us);
	p->stats.messages++;
	struct worker *idle = find_idle(p);
	if (p->queue == NULL && idle != NULL && !job->is_killer) {
		worker_give(idle, job);
	} else {
		queue_last(p, job);
		pipeline_pump_soon(p, 0);
	}
	if (out_job != NULL)
		*out_job = job;
	return 0;
}

void
pipeline_cancel(struct pipeline_job *job)
{
	struct pipeline *p = job->p;
	for (struct pipeline_job **at = &p->queue; *at != NULL; at = &(*at)->next)
		if (*at == job) {
			queue_take(p, at);
			free(job);
			return;
		}
	/* A worker has it: whatever comes is for nobody. */
	job->done = NULL;
}

void
pipeline_stats(const struct pipeline *p, struct pipeline_stats *out)
{
	*out = p->stats;
	for (const struct worker *w = p->workers; w != NULL; w = w->next) {
		out->dissectors += w->kind == PIPELINE_DISSECTORS;
		out->openers += w->kind == PIPELINE_OPENERS;
	}
}
