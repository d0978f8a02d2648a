#include "ask/asker.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/clock.h"
#include "sys/fd.h"

struct open_question {
	struct open_question *next;
	uint64_t serial;
	asker_done *done;
	void *context;
};

/* What found no keeper or a full socket, already as octets. */
struct waiting {
	struct waiting *next;
	enum ask_kind kind;
	int64_t until_us;
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
	struct wire *wire;
	int fd;
	uint64_t serial;
	struct open_question *open, **open_tail;
	size_t open_count;
	struct waiting *first, **last;
	size_t waiting_count;
	uint64_t lost;
	int64_t patience_us;
};

static const struct ask_fds no_fds = { .count = 0 };

static void
fail_all(struct asker *a)
{
	/* A callback may ask again: take the list away first. */
	struct open_question *q = a->open;
	a->open = NULL;
	a->open_tail = &a->open;
	a->open_count = 0;
	while (q != NULL) {
		struct open_question *next = q->next;
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
answer_one(struct asker *a, const struct wire_message *m)
{
	struct arena *arena = arena_new(ASK_ARENA_MAX);
	struct wire_question head = { 0 };
	void *answer = NULL;
	struct ask_fds fds = { .count = 0 };
	int fault = ask_read(m, arena, &head, &answer);
	for (size_t i = 0; i < m->fd_count && i < ASK_FDS_MAX; i++)
		fds.at[fds.count++] = m->fds[i];
	for (struct open_question **at = &a->open; *at != NULL; at = &(*at)->next) {
		struct open_question *q = *at;
		if (q->serial != head.serial)
			continue;
		*at = q->next;
		if (a->open_tail == &q->next)
			a->open_tail = at;
		a->open_count--;
		q->done(q->context, fault, answer, &fds);
		free(q);
		break;
	}
	arena_free(arena);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct asker *a = arg;
	struct wire_message m;
	int got;
	while (a->fd >= 0 && (got = wire_recv(a->wire, a->fd, &m)) != 0) {
		if (got < 0) {
			disconnect(a);
			return;
		}
		answer_one(a, &m);
		wire_message_done(&m);
	}
}

/* Send one question; remember who asked. */
static int
send_question(struct asker *a, enum ask_kind kind, const void *question, const struct ask_fds *fds, asker_done *done,
    void *context)
{
	const struct wire_question head = { .serial = ++a->serial, .kind = kind };
	int fault = a->fd < 0 ? FAULT_LATER : ask_send(a->wire, a->fd, WIRE_QUESTION, &head, question, fds);
	if (fault != 0 || done == NULL)
		return fault;
	struct open_question *q = xcalloc(1, sizeof *q);
	*q = (struct open_question){ .serial = head.serial, .done = done, .context = context };
	*a->open_tail = q;
	a->open_tail = &q->next;
	a->open_count++;
	return 0;
}

static void
waiting_free(struct waiting *w)
{
	for (size_t i = 0; i < w->fds.count; i++)
		(void)close(w->fds.at[i]);
	free(w);
}

static int
send_waiting(struct asker *a, const struct waiting *w)
{
	struct arena *arena = arena_new(ASK_ARENA_MAX);
	const struct schema *schema = ask_kinds[w->kind].question;
	void *question = arena_get(arena, 1, schema->size);
	must(question != NULL && schema_read(schema, bytes_of(w->form, w->len), arena, question) == 0);
	int fault = send_question(a, w->kind, question, &w->fds, w->done, w->context);
	arena_free(arena);
	return fault;
}

static void
end_waiting(struct asker *a, int fault)
{
	struct waiting *w = a->first;
	a->first = w->next;
	if (a->first == NULL)
		a->last = &a->first;
	a->waiting_count--;
	if (fault != 0 && w->done != NULL)
		w->done(w->context, FAULT_LATER, NULL, &no_fds);
	a->lost += fault != 0 && w->done == NULL;
	waiting_free(w);
}

/* Send what waits, in its order; what has waited too long fails. */
static void
flush_waiting(struct asker *a)
{
	while (a->first != NULL) {
		int fault = send_waiting(a, a->first);
		if (fault == FAULT_LATER && a->first->until_us > clock_steady_us())
			break;
		end_waiting(a, fault);
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

/* Keep it until the keeper can take it: a new one comes within seconds after a reload or a crash. */
static int
wait_for_keeper(struct asker *a, enum ask_kind kind, const void *question, const struct ask_fds *fds,
    asker_done *done, void *context)
{
	struct buf form;
	/* A question without content is as well asked later. */
	if (a->waiting_count >= ASKER_WAITING_MAX || ask_kinds[kind].question == NULL)
		return FAULT_LATER;
	buf_init(&form, ASK_OCTETS_MAX);
	schema_write(ask_kinds[kind].question, question, &form);
	struct waiting *w = xcalloc(1, sizeof *w + form.len);
	*w = (struct waiting){ .kind = kind, .until_us = clock_steady_us() + a->patience_us, .done = done,
		.context = context, .len = form.len };
	if (form.len != 0)
		memcpy(w->form, form.at, form.len);
	bool ok = buf_ok(&form);
	buf_done(&form);
	for (size_t i = 0; fds != NULL && i < fds->count; i++) {
		int copy = fcntl(fds->at[i], F_DUPFD_CLOEXEC, 3);
		ok &= copy >= 0;
		if (copy >= 0)
			w->fds.at[w->fds.count++] = copy;
	}
	if (!ok) {
		waiting_free(w);
		return FAULT_LATER;
	}
	*a->last = w;
	a->last = &w->next;
	a->waiting_count++;
	const struct timeval soon = { .tv_usec = 200000 };
	if (a->writable != NULL)
		(void)event_add(a->writable, NULL);
	(void)event_add(a->timer, &soon);
	return 0;
}

int
asker_ask(struct asker *a, enum ask_kind kind, const void *question, const struct ask_fds *fds, asker_done *done,
    void *context)
{
	if (a->open_count >= ASKER_OPEN_MAX)
		return FAULT_LATER;
	int fault = a->first != NULL ? FAULT_LATER : send_question(a, kind, question, fds, done, context);
	/* A socket whose keeper has just gone is one more reason to wait. */
	return fault == 0 || fault == FAULT_LIMIT ? fault : wait_for_keeper(a, kind, question, fds, done, context);
}

int
asker_tell(struct asker *a, const struct mail_event *event)
{
	int fault = asker_ask(a, ASK_EVENT, event, NULL, NULL, NULL);
	a->lost += fault != 0;
	return fault;
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
	disconnect(a);
	while (a->first != NULL)
		end_waiting(a, FAULT_LATER);
	event_free(a->timer);
	wire_free(a->wire);
	free(a);
}
