#include "carry/outbox.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "smtp/reply.h"
#include "sys/clock.h"

#define JOB_ID_MAX 128

enum errand_state { SENDING, TO_REPORT, REPORTING };

/* One job, from the keeper's word to the keeper's "noted". */
struct errand {
	struct outbox *outbox;
	struct errand *next;
	char id[JOB_ID_MAX + 1];
	uint64_t job;
	bool is_own;
	char mail_from[EVENT_ADDRESS_MAX + 1];
	char recipient[EVENT_ADDRESS_MAX + 1]; /* the first; released mail has one for each job */
	enum errand_state state;
	int code;
	char text[REPLY_TEXT_MAX + 1];
};

struct outbox {
	struct gate *gate;
	struct asker *keeper;
	const struct log *log;
	struct event *tick;
	struct errand *first;
	size_t count;
	bool is_asking;
	bool is_stopped;
	void (*idle)(void *context);
	void *context;
};

static void ask(struct outbox *o);

static void
errand_end(struct errand *e)
{
	struct outbox *o = e->outbox;
	struct errand **at = &o->first;
	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	free(e);
	o->count--;
	if (o->count == 0 && o->idle != NULL) {
		void (*idle)(void *) = o->idle;
		o->idle = NULL;
		idle(o->context);
	} else {
		ask(o);
	}
}

static void
on_reported(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct errand *e = context;
	const struct answer *noted = answer;
	/* "No such job waits": it was noted the first time, and the answer was lost. */
	if (fault == 0 && noted != NULL && (noted->fault == 0 || noted->fault == (uint32_t)-FAULT_ABSENT))
		errand_end(e);
	else
		e->state = TO_REPORT; /* at the next tick */
}

static void
report(struct errand *e)
{
	const struct ask_reply reply = { .job = e->job, .code = (uint32_t)e->code, .text = bytes_of_cstr(e->text) };
	e->state = REPORTING;
	if (asker_ask(e->outbox->keeper, ASK_DELIVERED, &reply, NULL, on_reported, e) != 0)
		e->state = TO_REPORT;
}

/* A line of the mail log beside the one of the hold, whose id it has: who released it sees what became of it. */
static void
tell(const struct errand *e)
{
	struct bytes to = bytes_of_cstr(e->recipient), id = bytes_of_cstr(e->id);
	char reply[REPLY_TEXT_MAX + 32];
	(void)snprintf(reply, sizeof reply, "%s: %d %s", e->is_own ? "sent" : "released", e->code, e->text);
	struct mail_event event = { .id = bytes_to(id, bytes_find_octet(id, '.')), .time_ms = clock_wall_ms(),
		.mail_from = bytes_of_cstr(e->mail_from), .reply = bytes_of_cstr(reply),
		.outcome = e->code / 100 == 2 ? OUTCOME_DELIVERED : e->code / 100 == 5 ? OUTCOME_REJECTED : OUTCOME_DEFERRED };
	event.recipients.at = &to;
	event.recipients.count = 1;
	(void)asker_tell(e->outbox->keeper, &event);
}

static void
on_sent(void *context, int code, const char *text)
{
	struct errand *e = context;
	bool is_good = code / 100 == 2;
	e->code = code;
	(void)snprintf(e->text, sizeof e->text, "%s", text);
	log_event(e->outbox->log, is_good ? LOG_INFO : LOG_WARNING, e->is_own ? (is_good ? "sent" : "send-failed") : is_good ? "released" : "release-failed",
	    LOG_CSTR("job", e->id), LOG_NUMBER("code", code), LOG_CSTR("reply", e->text));
	tell(e);
	report(e);
}

/* A job that we have already: the keeper is a new one, or its lease has run out. */
static bool
is_known(const struct outbox *o, struct bytes id)
{
	for (const struct errand *e = o->first; e != NULL; e = e->next)
		if (bytes_equal(bytes_of_cstr(e->id), id))
			return true;
	return false;
}

static void
deliver(struct outbox *o, const struct answer_job *job, int message)
{
	struct errand *e = xcalloc(1, sizeof *e);
	*e = (struct errand){ .outbox = o, .next = o->first, .job = job->job, .is_own = job->is_own };
	(void)snprintf(e->id, sizeof e->id, "%.*s", BYTES_ARGS(job->id));
	(void)snprintf(e->mail_from, sizeof e->mail_from, "%.*s", BYTES_ARGS(job->mail_from));
	if (job->recipients.count != 0)
		(void)snprintf(e->recipient, sizeof e->recipient, "%.*s", BYTES_ARGS(job->recipients.at[0]));
	o->first = e;
	o->count++;
	const struct gate_job send = { .id = job->id, .mail_from = job->mail_from, .recipients = job->recipients.at,
		.recipient_count = job->recipients.count, .hop = job->hop, .listener = job->listener, .message = message, .is_own = job->is_own,
		.dsn = job->dsn, .recipient_dsn = job->recipient_dsn.count == job->recipients.count ? job->recipient_dsn.at : NULL };
	gate_send(o->gate, &send, on_sent, e);
}

static void
on_job(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct outbox *o = context;
	const struct answer_job *job = answer;
	o->is_asking = false;
	if (fault != 0 || job == NULL)
		return;
	if (job->fault == 0 && fds->count == 1 && !is_known(o, job->id))
		deliver(o, job, fds->at[0]);
	/* There may be more; "later" is a job that was dropped because its file is gone. */
	if (job->fault == 0 || job->fault == (uint32_t)-FAULT_LATER)
		ask(o);
}

/* One question at a time, and none while there is no room for its answer. */
static void
ask(struct outbox *o)
{
	if (o->is_stopped || o->is_asking || o->count >= ASK_JOBS_MAX)
		return;
	o->is_asking = asker_ask(o->keeper, ASK_JOB, NULL, NULL, on_job, o) == 0;
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct outbox *o = arg;
	/* Results first: a job whose result is known to the keeper does not come again. */
	for (struct errand *e = o->first, *next; e != NULL; e = next) {
		next = e->next;
		if (e->state == TO_REPORT)
			report(e);
	}
	ask(o);
}

struct outbox *
outbox_new(struct event_base *base, struct gate *gate, struct asker *keeper, const struct log *log)
{
	static const struct timeval every = { .tv_sec = OUTBOX_TICK_MS / 1000 };
	struct outbox *o = xcalloc(1, sizeof *o);
	*o = (struct outbox){ .gate = gate, .keeper = keeper, .log = log };
	o->tick = event_new(base, -1, EV_PERSIST, on_tick, o);
	must(o->tick != NULL && event_add(o->tick, &every) == 0);
	return o;
}

void
outbox_stop(struct outbox *o, void (*idle)(void *context), void *context)
{
	o->is_stopped = true;
	if (o->count == 0) {
		idle(context);
		return;
	}
	o->idle = idle;
	o->context = context;
}

bool
outbox_is_busy(const struct outbox *o)
{
	return o->count != 0;
}

void
outbox_free(struct outbox *o)
{
	if (o == NULL)
		return;
	event_free(o->tick);
	while (o->first != NULL) {
		struct errand *e = o->first;
		o->first = e->next;
		free(e);
	}
	free(o);
}
