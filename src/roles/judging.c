#include "roles/judging.h"

#include <event2/event.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/must.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "wire/asking.h"

/* Findings, the log row and an answer of the keeper, beside the case file's own arena. */
#define TASK_ARENA_MAX ((size_t)8 << 20)
#define HEADER_MAX 500
/* Letters of five bits each, so that nobody guesses another message's id. */
#define ID_LEN 26
#define TICK_MS 1000

struct judging_task {
	struct judging *j;
	struct judging_question q;
	judging_done *done;
	void *arg;
	struct pipeline_job *job; /* while it is dissected */
	struct pipeline_answer answer;
	struct arena *arena;
	struct judgement judgement;
	struct event row;         /* of the mail log; not libevent's */
	struct buf header;
	char id[ID_LEN];
	uint64_t serial;          /* of the question that the keeper has */
	int64_t due_us;           /* when it is put off instead */
	struct judging_task *next; /* of those that wait for the keeper */
};

struct judging {
	struct event_base *base;
	struct pipeline *pipeline;
	const struct log *log;
	struct wire *wire;
	int keeper;
	struct event *readable; /* libevent's, like the next */
	struct event *tick;
	struct judging_task *waiting;
	uint64_t next_serial;
};

static void
task_free(struct judging_task *t)
{
	arena_free(t->answer.arena);
	arena_free(t->arena);
	buf_done(&t->header);
	free(t);
}

static void
new_id(char out[ID_LEN])
{
	static const char letters[32] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t octets[ID_LEN];
	must(getrandom(octets, sizeof octets, 0) == (ssize_t)sizeof octets);
	for (size_t i = 0; i < ID_LEN; i++)
		out[i] = letters[octets[i] % 32];
}

/* The log row, which also stands at the head of a quarantine file. */
static void
fill_row(struct judging_task *t, enum outcome outcome)
{
	const struct casefile *c = t->answer.casefile;
	const struct casefile_envelope *e = &c->envelope;
	const struct verdict *v = &t->judgement.verdict;
	t->row = (struct event){ .id = bytes_of(t->id, ID_LEN), .time_ms = clock_wall_ms(), .session = e->session,
		.listener = e->listener, .tenant = e->tenant, .direction = e->direction, .client_ip = e->client_ip,
		.helo = e->helo, .user = e->user, .mail_from = e->mail_from, .subject = c->subject,
		.message_id = c->message_id, .size = c->size, .sha256 = c->sha256, .outcome = outcome, .type = v->type,
		.subtype = bytes_of_cstr(subtype_names[v->subtype]), .is_bulk = v->bulk, .score = v->score,
		.gaps = v->gaps, .cpu_us = (uint32_t)(t->answer.cpu_us > UINT32_MAX ? UINT32_MAX : t->answer.cpu_us) };
	t->row.recipients.at = e->recipients.at;
	t->row.recipients.count = e->recipients.count;
	t->row.findings.at = t->judgement.findings.list.at;
	t->row.findings.count = t->judgement.findings.list.count;
	if (c->from.count > 0) {
		struct buf address;
		buf_init(&address, EVENT_ADDRESS_MAX);
		buf_addf(&address, "%.*s@%.*s", BYTES_ARGS(c->from.at[0].local), BYTES_ARGS(c->from.at[0].domain));
		(void)arena_copy(t->arena, buf_bytes(&address), &t->row.from);
		buf_done(&address);
	}
}

static void
finish(struct judging_task *t, enum action action)
{
	t->judgement.verdict.action = action;
	verdict_header(&t->judgement.verdict, bytes_of(t->id, ID_LEN), &t->header);
	const struct judging_answer answer = { .action = action, .id = bytes_of(t->id, ID_LEN),
		.header = buf_bytes(&t->header), .casefile = t->answer.casefile, .judgement = &t->judgement };
	t->done(t->arg, t, &answer);
}

static void
stop_waiting(struct judging_task *t)
{
	struct judging_task **at = &t->j->waiting;
	while (*at != NULL && *at != t)
		at = &(*at)->next;
	if (*at != NULL)
		*at = t->next;
	t->serial = 0;
}

static void
put_off(struct judging_task *t, const char *why)
{
	log_event(t->j->log, LOG_ERROR, "not-held", LOG_TEXT("message", bytes_of(t->id, ID_LEN)), LOG_CSTR("why", why));
	stop_waiting(t);
	finish(t, ACTION_DEFER);
}

/* The keeper gets the message as it came and the case file, so that the verdict can be replayed. */
static int
send_hold(struct judging_task *t)
{
	struct judging *j = t->j;
	struct buf form;
	buf_init(&form, CASEFILE_OCTETS_MAX);
	casefile_write(t->answer.casefile, &form);
	OWN_FD int casefile = buf_ok(&form) ? memfd_of("casefile", buf_bytes(&form)) : -1;
	buf_done(&form);
	struct ask_fds fds = { .at = { t->q.message, casefile }, .count = casefile >= 0 ? 2 : 1 };
	struct wire_question head = { .serial = j->next_serial++, .kind = ASK_HOLD };
	fill_row(t, OUTCOME_QUARANTINED);
	int fault = j->keeper >= 0 ? ask_send(j->wire, j->keeper, WIRE_QUESTION, &head, &t->row, &fds) : FAULT_ABSENT;
	if (fault == 0)
		t->serial = head.serial;
	return fault;
}

static void
hold(struct judging_task *t)
{
	static const struct timeval tick = { .tv_sec = TICK_MS / 1000 };
	int fault = send_hold(t);
	if (fault != 0) {
		put_off(t, fault == FAULT_ABSENT ? "there is no keeper" : fault_name(fault));
		return;
	}
	t->due_us = clock_steady_us() + (int64_t)JUDGING_HOLD_MS * 1000;
	t->next = t->j->waiting;
	t->j->waiting = t;
	if (!evtimer_pending(t->j->tick, NULL))
		must(evtimer_add(t->j->tick, &tick) == 0);
}

static void
on_dissected(void *arg, struct pipeline_answer *answer)
{
	struct judging_task *t = arg;
	t->job = NULL;
	t->answer = *answer;
	judge(t->answer.casefile, t->q.policy, t->arena, &t->judgement);
	if (t->judgement.verdict.action == ACTION_QUARANTINE)
		hold(t);
	else
		finish(t, t->judgement.verdict.action);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval again = { .tv_sec = TICK_MS / 1000 };
	struct judging *j = arg;
	int64_t now = clock_steady_us();
	for (struct judging_task *t = j->waiting; t != NULL;)
		if (t->due_us < now) {
			put_off(t, "the keeper took too long");
			t = j->waiting; /* done() may have changed the list */
		} else {
			t = t->next;
		}
	if (j->waiting != NULL)
		must(evtimer_add(j->tick, &again) == 0);
}

/* The keeper has gone: what it had may be durable or not, so the senders keep the mail. */
static void
lose_keeper(struct judging *j)
{
	if (j->readable != NULL)
		event_free(j->readable);
	j->readable = NULL;
	fd_close(&j->keeper);
	while (j->waiting != NULL)
		put_off(j->waiting, "the keeper has gone");
}

static void
on_answer(struct judging *j, uint64_t serial, const struct answer *answer)
{
	struct judging_task *t = j->waiting;
	while (t != NULL && t->serial != serial)
		t = t->next;
	if (t == NULL)
		return; /* cancelled or put off: the copy stays, which loses nothing */
	if (answer->fault != 0) {
		put_off(t, "the keeper could not hold it");
		return;
	}
	stop_waiting(t);
	finish(t, ACTION_QUARANTINE);
}

static void
on_keeper(evutil_socket_t fd, short what, void *arg)
{
	struct judging *j = arg;
	struct wire_message m;
	struct wire_question head = { 0 };
	void *answer = NULL;
	int got = wire_recv(j->wire, j->keeper, &m);
	if (got == 0)
		return;
	struct arena *arena = arena_new(ASK_ARENA_MAX);
	bool ok = got == 1 && m.type == WIRE_ANSWER && ask_read(&m, arena, &head, &answer) == 0 && answer != NULL;
	if (got == 1)
		wire_message_done(&m);
	if (!ok)
		lose_keeper(j);
	else if (head.kind == ASK_HOLD)
		on_answer(j, head.serial, answer);
	arena_free(arena);
}

struct judging *
judging_new(struct event_base *base, struct pipeline *pipeline, const struct log *log)
{
	struct judging *j = xcalloc(1, sizeof *j);
	*j = (struct judging){ .base = base, .pipeline = pipeline, .log = log, .wire = wire_new(WIRE_TO_GATE),
		.keeper = -1, .next_serial = 1, .tick = evtimer_new(base, on_tick, j) };
	must(j->tick != NULL);
	return j;
}

void
judging_free(struct judging *j)
{
	if (j == NULL)
		return;
	while (j->waiting != NULL) {
		struct judging_task *t = j->waiting;
		j->waiting = t->next;
		task_free(t);
	}
	if (j->readable != NULL)
		event_free(j->readable);
	event_free(j->tick);
	fd_close(&j->keeper);
	wire_free(j->wire);
	free(j);
}

void
judging_keeper(struct judging *j, int fd)
{
	lose_keeper(j);
	must(fd_nonblocking(fd, true) == 0);
	j->keeper = fd;
	j->readable = event_new(j->base, fd, EV_READ | EV_PERSIST, on_keeper, j);
	must(j->readable != NULL && event_add(j->readable, NULL) == 0);
}

int
judging_start(struct judging *j, const struct judging_question *q, judging_done *done, void *arg,
    struct judging_task **out_task)
{
	struct judging_task *t = xcalloc(1, sizeof *t);
	*t = (struct judging_task){ .j = j, .q = *q, .done = done, .arg = arg };
	int fault = pipeline_submit(j->pipeline, q->message, q->envelope, on_dissected, t, &t->job);
	if (fault != 0) {
		free(t);
		return fault;
	}
	t->arena = arena_new(TASK_ARENA_MAX);
	buf_init(&t->header, HEADER_MAX);
	new_id(t->id);
	*out_task = t;
	return 0;
}

void
judging_cancel(struct judging_task *t)
{
	if (t->job != NULL)
		pipeline_cancel(t->job);
	stop_waiting(t);
	task_free(t);
}

void
judging_outcome(struct judging_task *t, enum outcome outcome, struct bytes reply)
{
	struct judging *j = t->j;
	struct wire_question head = { .serial = j->next_serial++, .kind = ASK_EVENT };
	/* What is held is in the log already, by the same row. */
	if (outcome != OUTCOME_QUARANTINED) {
		fill_row(t, outcome);
		t->row.reply = reply;
		if (j->keeper < 0 || ask_send(j->wire, j->keeper, WIRE_QUESTION, &head, &t->row, NULL) != 0)
			log_event(j->log, LOG_WARNING, "event-lost", LOG_TEXT("message", t->row.id),
			    LOG_CSTR("outcome", outcome_names[outcome]));
	}
	task_free(t);
}
