/* inside: what pipeline.c (the queue), workers.c (processes and their answers) and answer.c (case files) share. */
#ifndef PIPELINE_INSIDE_H
#define PIPELINE_INSIDE_H

#include <event2/event.h>

#include "pipeline/killers.h"
#include "pipeline/opened.h"
#include "pipeline/pipeline.h"
#include "wire/wire.h"

/* How often a job believes a worker that says "not the message's fault": enum pipeline_exit. */
#define REFUSALS_MAX 3

struct pipeline_job {
	struct pipeline *p;
	uint64_t id;
	struct blob *message;
	const struct casefile_envelope *envelope;
	pipeline_done *done; /* NULL: cancelled */
	void *arg;
	bool is_killer;   /* its SHA-256 is known */
	bool is_second;   /* the careful attempt */
	uint32_t refusals;
	uint64_t opener_cpu_us;
	int64_t since_us;
	size_t octets;             /* about what its question takes in a socket */
	struct pipeline_job *next; /* in the queue, or of those that lie before a worker */
};

enum worker_state {
	WORKER_IDLE,
	WORKER_BUSY,
	WORKER_WAITING, /* a dissector for its opener */
	WORKER_DYING,   /* its end is not reported yet */
};

/* A container that waits for an opener; a dissector asks for one at a time. */
struct pending {
	struct arena *arena;
	struct wire_open ask;
	int container;
	bool is_kept; /* the answer will be, as KEY */
	uint8_t key[DIGEST_OCTETS];
};

struct worker {
	struct pipeline *p;
	enum pipeline_nursery kind;
	enum worker_state state;
	uint64_t id;
	int fd;
	struct event *readable;
	struct event *deadline;
	struct pipeline_job *job;  /* a dissector's */
	struct pipeline_job *ahead; /* these lie in its socket, so that it need not sleep when the job is done */
	uint32_t ahead_count;
	size_t ahead_octets;
	int64_t born_us;
	int64_t job_us;            /* since when it has the job */
	int64_t busy_us;           /* since when it is at its job */
	uint32_t served;
	struct pending *pending;   /* a dissector's, until an opener has it */
	struct worker *partner;    /* dissector and opener, while they work for each other */
	uint64_t asked_job;        /* an opener's: what it must answer for */
	bool is_kept;              /* ... and its answer is kept as KEY */
	uint8_t key[DIGEST_OCTETS];
	enum gap_reason reason;    /* of a dying one */
	const char *text;
	struct worker *next;
};

struct pipeline {
	struct event_base *base;
	struct pipeline_options options;
	struct wire *wire;
	int nursery[PIPELINE_NURSERIES];
	struct event *nursery_readable[PIPELINE_NURSERIES];
	struct event *tick;     /* the queue cannot move by itself */
	struct worker *workers;
	struct pipeline_job *queue;
	struct pipeline_job **queue_end;
	struct killers killers;
	struct opened opened;
	struct pipeline_stats stats;
	uint64_t next_id;
	bool is_orphan; /* what nursery is gone stays away */
};

/* pipeline.c */
void pipeline_pump(struct pipeline *p);
void pipeline_pump_soon(struct pipeline *p, uint32_t ms);
/* The worker of JOB is gone: once more, or an answer without a worker. */
void pipeline_job_failed(struct pipeline_job *job, enum gap_reason reason, const char *text, bool is_refusal);
/* These were not looked at yet and go back to the head of the queue, in their order. */
void pipeline_jobs_again(struct pipeline_job *first);
void pipeline_job_done(struct pipeline_job *job, struct pipeline_answer *answer);

/* workers.c */
/* OPENS is what an opener is for; OPEN_KIND_COUNT for a dissector. */
struct worker *worker_new(struct pipeline *p, enum pipeline_nursery kind, enum open_kind opens);
void worker_free(struct worker *w); /* closes, tells nobody */
void worker_retire(struct worker *w); /* an idle one, in peace */
void worker_give(struct worker *w, struct pipeline_job *job);
/* A busy dissector that may be handed JOB ahead, or NULL.  And what lies before slow ones goes back. */
struct worker *worker_to_give_ahead(const struct pipeline *p, const struct pipeline_job *job);
bool workers_take_back(struct pipeline *p);
void workers_open_pending(struct pipeline *p);
void nursery_attach(struct pipeline *p, enum pipeline_nursery which, int fd);

/* answer.c */
/* What a worker says about JOB's message; the envelope stays ours.  FAULT_INPUT: it lies. */
int answer_of_worker(const struct pipeline_job *job, struct wire_message *m, struct pipeline_answer *out);
/* IS_NOT_READ: none was there; else two ended on it. */
void answer_without_worker(const struct pipeline_job *job, enum gap_reason reason, const char *text, bool is_not_read,
    struct pipeline_answer *out);

#endif
