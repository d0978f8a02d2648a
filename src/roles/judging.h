/* judging: what every front does with a message that has arrived: dissect, judge, and hold it where the verdict
 * says so, before anybody is answered.
 *
 * The front (SMTP, milter...) asks with a descriptor and an envelope and is told once what to do.  "Quarantine" is
 * only said when the keeper has answered that the copy is durable; while there is no keeper, or it does not
 * answer in JUDGING_HOLD_MS, the answer is "defer": the sender still has the mail.  Afterwards the front says what
 * became of the message, and that is noted in the mail log. */
#ifndef ROLES_JUDGING_H
#define ROLES_JUDGING_H

#include "judge/judge.h"
#include "pipeline/pipeline.h"
#include "wire/event.h"

enum judging_limits {
	JUDGING_HOLD_MS = 30000, /* two fsync on a busy disk take seconds, not more */
};

struct judging;
struct judging_task;

struct judging_question {
	int message; /* read-only and complete; like the rest borrowed until done() */
	const struct casefile_envelope *envelope;
	const struct conf_policy *policy; /* NULL: the built-in one */
};

/* Valid until judging_outcome(). */
struct judging_answer {
	enum action action;
	struct bytes id;     /* of the message, in the log and in headers */
	struct bytes header; /* the value of X-Postern-Verdict */
	const struct casefile *casefile; /* NULL when it was put off without being looked at */
	const struct judgement *judgement;
};

typedef void judging_done(void *arg, struct judging_task *task, const struct judging_answer *answer);

/**
 * judging_new(base, pipeline, log): Ready for messages.
 *
 * Takes:   all of it outlives the judging; log may be NULL
 * Owns:    the caller frees it with judging_free, not from inside done(); tasks that wait are dropped
 */
struct judging *judging_new(struct event_base *base, struct pipeline *pipeline, const struct log *log);
void judging_free(struct judging *j);

/**
 * judging_keeper(j, fd): Ask the keeper at FD (owned from now on), in the place of the last one.
 */
void judging_keeper(struct judging *j, int fd);

/**
 * judging_start(j, q, done, arg, out_task): Judge a message.
 *
 * Gives:   0; DONE is called once, from the event loop, unless judging_cancel is called before
 * Fails:   FAULT_LATER: too many messages wait; put it off
 */
int judging_start(struct judging *j, const struct judging_question *q, judging_done *done, void *arg,
    struct judging_task **out_task);

/**
 * judging_cancel(task): The client has gone before done() was called.
 */
void judging_cancel(struct judging_task *task);

/**
 * judging_outcome(task, outcome, reply): What became of the message after done(); ends TASK.
 *
 * Takes:   reply  what the client was told, or the hop said
 */
void judging_outcome(struct judging_task *task, enum outcome outcome, struct bytes reply);

#endif
