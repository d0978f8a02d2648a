#include "ask/asker.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* Waits for the end of the turn or for a keeper, already as octets; then for its answer. */
struct question {
	struct question *next;
	enum ask_kind kind;
	int64_t until_us;
	uint64_t serial;  /* once it is sent */
	asker_done *done; /* NULL for an event */
	void *context;
	struct ask_fds fds; /* our own copies */
	size_t len;
	uint8_t form[];
};

struct asker {
	struct event_base *base;
	struct event *readable;
	struct event *writable;
	struct event *timer;
	bool is_flushing; /* at the end of this turn */
	bool is_orphan;
	struct wire *wire;
	int fd;
	uint64_t serial;
	struct buf form;  /* scratch */
	struct question *open, **open_tail;
	size_t open_count;
	struct question *first, **last;
	size_t waiting_count;
	uint64_t lost;
	int64_t patience_us;
};

static const struct ask_fds no_fds = { .count = 0 };

static void
fail_all(struct asker *a)
{
	/* A callback may ask again: take the list away first. */
	struct question *q = a->open;
	a->open = NULL;
	a->open_tail = &a->open;
	a->open_count = 0;
	while (q != NULL) {
		struct question *next = q->next;
		q->done(q->context, FAULT_LATER, NULL, &no_fds);
		free(q);
		q = next;
	}
}

static void
disconnect(struct asker *a)
{
	if (a->readable != NULL)
		event_free(a->readable);
	if (a->writable != NULL)
		event_free(a->writable);
	a->readable = a->writable = NULL;
	fd_close(&a->fd);
	fail_all(a);
}

static void
answer_one(struct asker *a, const struct wire_question *head, const struct ask_fds *fds, struct arena *arena)
{
	void *answer = NULL;
	int fault = ask_read_one(WIRE_ANSWER, head, arena, &answer);
	for (struct question **at = &a->open; *at != NULL; at = &(*at)->next) {
		struct question *q = *at;
		if (q->serial != head->serial)
			continue;
		*at = q->next;
		if (a->open_tail == &q->next)
			a->open_tail = at;
		a->open_count--;
		bool fits = q->kind == head->kind;
		q->done(q->context, fits ? fault : FAULT_INPUT, fits ? answer : NULL, fds);
		free(q);
		break;
	}
}

/* One frame at a time: what else is there wakes us again, and asking whether it is would cost as much. */
static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct asker *a = arg;
	struct wire_message m;
	struct wire_questions said;
	struct ask_fds fds = { .count = 0 };
	int got = wire_recv(a->wire, a->fd, &m);
	if (got == 0)
		return;
	struct arena *arena = arena_new(ASK_ARENA_MAX);
	if (got < 0 || ask_read_all(&m, arena, &said) != 0) {
		disconnect(a);
		said.all.count = 0;
	}
	for (size_t i = 0; got == 1 && i < m.fd_count && i < ASK_FDS_MAX; i++)
		fds.at[fds.count++] = m.fds[i];
	for (size_t i = 0; i < said.all.count; i++)
		answer_one(a, &said.all.at[i], &fds, arena);
	if (got == 1)
		wire_message_done(&m);
	arena_free(arena);
}

static void
question_free(struct question *q)
{
	for (size_t i = 0; i < q->fds.count; i++)
		(void)close(q->fds.at[i]);
	free(q);
}

/* Off the head of those that wait. */
static struct question *
take_first(struct asker *a)
{
	struct question *q = a->first;
	a->first = q->next;
	if (a->first == NULL)
		a->last = &a->first;
	a->waiting_count--;
	q->next = NULL;
	return q;
}

/* Send as many of the first as one frame takes; remember who asked. */
static int
send_some(struct asker *a)
{
	struct wire_question all[WIRE_QUESTIONS_MAX];
	struct ask_fds fds = a->first->fds;
	size_t count = 0, octets = 0;
	if (a->fd < 0)
		return FAULT_LATER;
	for (const struct question *q = a->first; q != NULL && count < WIRE_QUESTIONS_MAX; q = q->next) {
		octets += q->len + ASKING_OVERHEAD;
		if (count != 0 && (octets > ASKING_TOGETHER_MAX || q->fds.count != 0 || fds.count != 0))
			break;
		all[count] = (struct wire_question){ .serial = a->serial + count + 1, .kind = q->kind, .body = bytes_of(q->form, q->len) };
		count++;
	}
	int fault = ask_send_all(a->wire, a->fd, WIRE_QUESTION, all, count, &fds);
	if (fault != 0)
		return fault;
	for (size_t i = 0; i < count; i++) {
		struct question *q = take_first(a);
		q->serial = ++a->serial;
		for (size_t k = 0; k < q->fds.count; k++)
			(void)close(q->fds.at[k]);
		q->fds.count = 0;
		if (q->done == NULL) {
			free(q);
			continue;
		}
		*a->open_tail = q;
		a->open_tail = &q->next;
		a->open_count++;
	}
	return 0;
}

static void
end_waiting(struct asker *a)
{
	struct question *q = take_first(a);
	if (q->done != NULL)
		q->done(q->context, FAULT_LATER, NULL, &no_fds);
	a->lost += q->done == NULL;
	question_free(q);
}

/* Send what waits, in its order; what has waited too long fails. */
static void
flush_waiting(struct asker *a)
{
	a->is_flushing = false;
	while (a->first != NULL) {
		/* A socket whose keeper has just gone is one more reason to wait. */
		if (send_some(a) == 0)
			continue;
		bool is_hopeless = a->is_orphan && a->fd < 0;
		if (!is_hopeless && a->first->until_us > clock_steady_us())
			break;
		end_waiting(a);
	}
	if (a->first == NULL)
		return;
	const struct timeval soon = { .tv_usec = 200000 };
	if (a->writable != NULL)
		(void)event_add(a->writable, NULL);
	(void)event_add(a->timer, &soon);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	flush_waiting(arg);
}

struct asker *
asker_new(struct event_base *base, int fd)
{
	struct asker *a = xcalloc(1, sizeof *a);
	a->base = base;
	a->wire = wire_new(WIRE_TO_GATE);
	a->fd = -1;
	a->patience_us = (int64_t)ASKER_WAIT_S * 1000000;
	buf_init(&a->form, ASK_OCTETS_MAX);
	a->open_tail = &a->open;
	a->last = &a->first;
	a->timer = evtimer_new(base, on_writable, a);
	must(a->timer != NULL);
	asker_connect(a, fd);
	return a;
}

void
asker_connect(struct asker *a, int fd)
{
	disconnect(a);
	if (fd < 0)
		return;
	a->fd = fd;
	must(fd_nonblocking(fd, true) == 0);
	a->readable = event_new(a->base, fd, EV_READ | EV_PERSIST, on_readable, a);
	a->writable = event_new(a->base, fd, EV_WRITE, on_writable, a);
	must(a->readable != NULL && a->writable != NULL && event_add(a->readable, NULL) == 0);
	flush_waiting(a);
}

int
asker_ask(struct asker *a, enum ask_kind kind, const void *question, const struct ask_fds *fds, asker_done *done,
    void *context)
{
	if (a->open_count >= ASKER_OPEN_MAX || a->waiting_count >= ASKER_WAITING_MAX)
		return FAULT_LATER;
	/* A question without content is as well asked later. */
	if (a->fd < 0 && ask_kinds[kind].question == NULL)
		return FAULT_LATER;
	buf_clear(&a->form);
	ask_write(WIRE_QUESTION, kind, question, &a->form);
	if (!buf_ok(&a->form))
		return FAULT_LIMIT;
	struct question *q = xcalloc(1, sizeof *q + a->form.len);
	*q = (struct question){ .kind = kind, .until_us = clock_steady_us() + a->patience_us, .done = done,
		.context = context, .len = a->form.len };
	if (q->len != 0)
		memcpy(q->form, a->form.at, q->len);
	for (size_t i = 0; fds != NULL && i < fds->count; i++) {
		int copy = fcntl(fds->at[i], F_DUPFD_CLOEXEC, 3);
		if (copy < 0) {
			question_free(q);
			return FAULT_LATER;
		}
		q->fds.at[q->fds.count++] = copy;
	}
	*a->last = q;
	a->last = &q->next;
	a->waiting_count++;
	if (!a->is_flushing)
		event_active(a->timer, EV_TIMEOUT, 0);
	a->is_flushing = true;
	return 0;
}

int
asker_tell(struct asker *a, const struct mail_event *event)
{
	int fault = asker_ask(a, ASK_EVENT, event, NULL, NULL, NULL);
	a->lost += fault != 0;
	return fault;
}

void
asker_orphan(struct asker *a)
{
	a->is_orphan = true;
}

void
asker_wait(struct asker *a, int64_t ms)
{
	a->patience_us = ms * 1000;
}

bool
asker_is_connected(const struct asker *a)
{
	return a->fd >= 0;
}

void
asker_queues(const struct asker *a, size_t *out_waiting, size_t *out_open)
{
	*out_waiting = a->waiting_count;
	*out_open = a->open_count;
}

uint64_t
asker_lost(const struct asker *a)
{
	return a->lost;
}

void
asker_free(struct asker *a)
{
	if (a == NULL)
		return;
	/* What this turn had to say is said. */
	while (a->first != NULL && send_some(a) == 0)
		;
	disconnect(a);
	while (a->first != NULL)
		end_waiting(a);
	event_free(a->timer);
	wire_free(a->wire);
	buf_done(&a->form);
	free(a);
}
