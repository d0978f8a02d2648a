/* pipeline: messages go in, case files come out, whatever the messages do to those who read them.
 *
 * Runs on the event loop of the gate (or of "postern scan").  It has two nurseries fork its workers: dissectors,
 * which are kept, and openers, one for each container.  A worker's answer is read as if an attacker had
 * written it.  A worker that dies, hangs or lies takes only its message with it: the message is tried once
 * more, alone in a new worker and without openers, and then gets a case file that says so in a gap.  What killed
 * twice is remembered by its SHA-256 for a day, so that its copies kill nobody.
 *
 * Ceilings: dissectors_max workers, openers_max openers, queue_max messages waiting, a wall clock for each
 * message and each opener.  Not for threads. */
#ifndef PIPELINE_PIPELINE_H
#define PIPELINE_PIPELINE_H

#include "casefile/casefile.h"
#include "sys/blob.h"
#include "sys/log.h"

struct event_base;
struct pipeline;
struct pipeline_job;

enum pipeline_nursery { PIPELINE_DISSECTORS, PIPELINE_OPENERS, PIPELINE_NURSERIES };

enum pipeline_limits {
	PIPELINE_MESSAGES_PER_WORKER = 500, /* then a new one: what a message left behind ends with it.  A fork and the pages
	                                     * that it copies cost as much as ten messages, so 2 % at this number */
	PIPELINE_WORKER_AGE_S = 60,
	PIPELINE_GRACE_MS = 1000,    /* for a nursery to report the end of a worker that was killed */
	PIPELINE_KILLERS_MAX = 256,  /* messages remembered because they killed twice */
	PIPELINE_KILLER_AGE_S = 86400,
};

/* Exit statuses by which a worker, or its nursery for it, says that no message is to blame (sysexits.h). */
enum pipeline_exit { EXIT_NO_PROCESS = 75, EXIT_NO_JAIL = 78 };

struct pipeline_options {
	int nurseries[PIPELINE_NURSERIES]; /* sockets, owned by the pipeline from now on; -1: comes later, or when it is wanted */
	uint32_t dissectors;     /* 0: as many as CPUs */
	uint32_t dissectors_max; /* while the others wait for openers or are slow; 0: 4 * dissectors + 4 */
	uint32_t openers_max;    /* 0: 2 * CPUs */
	uint32_t queue_max;      /* 0: 1000 */
	uint32_t message_ms;     /* 0: 60000 */
	uint32_t opener_ms;      /* 0: 10000 */
	uint64_t opened_octets;  /* of results kept for the next copy of a container; 0: none is kept */
	bool wants_identity;     /* somebody will ask the DNS who sent it: signatures are hashed */
	enum engine_files_wanted files; /* that other scanners are given */
	bool wants_old_hashes;   /* the operator's indicators have MD5 or SHA-1 of files */
	double settled_from;     /* judge_settled_from(): words in pictures need not be read from there; 0: they always are */
	const struct log *log;   /* may be NULL */
	/* A nursery is gone: whoever can starts another and calls pipeline_nursery().  May be NULL. */
	void (*lost)(void *arg, enum pipeline_nursery which);
	/* A worker is wanted of a nursery that is not there.  Gives: its socket, as above; -1: it comes later.  May be NULL. */
	int (*wanted)(void *arg, enum pipeline_nursery which);
	void *arg;
};

/* What the callback gets.  arena owns the case file; the callback must pipeline_answer_free it, now or later. */
struct pipeline_answer {
	struct casefile *casefile;
	struct arena *arena;
	uint64_t cpu_us;   /* of the dissector and the openers */
	struct bytes collected; /* identity_collected in binary form, a worker's word; "" where it was not wanted */
	struct engine_files files; /* a worker's word, and in bounds; none where none are wanted */
	bool is_by_worker; /* false: two workers died on it, or none was there; the case file has the envelope and a gap */
	bool is_not_read;  /* none was there: by no fault of the message */
};

/* Zeroed is fine. */
void pipeline_answer_free(struct pipeline_answer *answer);

typedef void pipeline_done(void *arg, struct pipeline_answer *answer);

/* Counted since the start; queued and the workers are as they are now. */
struct pipeline_stats {
	uint64_t messages;
	uint64_t retries;
	uint64_t failures;  /* answered without a worker */
	uint64_t killers;   /* ... because a copy had killed before */
	uint64_t workers_started;
	uint64_t workers_died; /* by a signal or an unexpected exit */
	uint64_t workers_killed; /* by us: too slow */
	uint64_t workers_lied;
	uint64_t openers_started;
	uint64_t openers_died;
	uint64_t openers_spared; /* a copy of the container had been opened before */
	uint32_t queued;
	uint32_t dissectors;
	uint32_t openers;
};

/**
 * pipeline_new(base, options): A pipeline on BASE.
 *
 * Owns:    the caller frees it with pipeline_free, not from inside a callback: no callback comes after that
 */
struct pipeline *pipeline_new(struct event_base *base, const struct pipeline_options *options);
void pipeline_free(struct pipeline *p);

/**
 * pipeline_nursery(p, which, fd): Use the nursery at FD (owned from now on) for new workers.
 */
void pipeline_nursery(struct pipeline *p, enum pipeline_nursery which, int fd);

/**
 * pipeline_orphan(p): The supervisor is gone, and no nursery will come after those that are there.
 *
 * Gives:   what can be read still is; what waits for a nursery that is gone is answered at once, with is_not_read, and
 *          containers that wait for one are not opened
 */
void pipeline_orphan(struct pipeline *p);

/**
 * pipeline_submit(p, message, envelope, done, arg, out_job): Have MESSAGE dissected.
 *
 * Takes:   message   what is in memory and at most WIRE_MESSAGE_MAX goes to the worker with the question, anything else
 *                    as a descriptor, which is read with pread, so its position does not matter
 *          envelope  like message, borrowed until done is called or the job is cancelled
 *          out_job   for pipeline_cancel; may be NULL
 * Gives:   0; DONE will be called once, from the event loop, never from inside this call
 * Fails:   FAULT_LATER when queue_max messages wait or no descriptor can be had: 451
 * Cost:    see docs/jails.md
 */
int pipeline_submit(struct pipeline *p, struct blob *message, const struct casefile_envelope *envelope, pipeline_done *done,
    void *arg, struct pipeline_job **out_job);

/**
 * pipeline_cancel(job): The asker has gone; DONE is not called, message and envelope are not used any more.
 */
void pipeline_cancel(struct pipeline_job *job);

/**
 * pipeline_stats(p, out): The counters.
 */
void pipeline_stats(const struct pipeline *p, struct pipeline_stats *out);

#endif
