/* spamd_rig: a front for spamc on one event loop, with a client on a socketpair, a judge and a teacher that do what the
 * test says, at once or when they are told to. */
#ifndef TESTS_SPAMD_RIG_H
#define TESTS_SPAMD_RIG_H

#include <errno.h>
#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "front/ticket.h"
#include "spamd/inside.h"

struct spamd_rig {
	struct event_base *base;
	struct conf conf;
	struct spool_room room;
	struct spamd *spamd;
	int client;
	struct buf said;
	bool has_ended;         /* ... and no more */
	struct gate_answer answer;
	bool is_late;           /* the judge answers in spamd_rig_judge() */
	struct gate_ticket *waiting;
	struct buf message;     /* the last that was judged or taught */
	size_t judged, events, lessons;
	char tenant[64], recipient[200], reply[200];
	struct gate_lesson lesson;
	char by[200];
	struct gate_learned learned;
};

static inline void
spamd_rig_read(struct spamd_rig *r, int fd)
{
	buf_clear(&r->message);
	for (;;) {
		uint8_t *room = buf_reserve(&r->message, 65536);
		must(room != NULL);
		ssize_t n = pread(fd, room, 65536, (off_t)r->message.len);
		must(n >= 0);
		r->message.len += (size_t)n;
		if (n == 0)
			return;
	}
}

static inline void
spamd_rig_judge(struct spamd_rig *r)
{
	struct gate_ticket *ticket = r->waiting;
	r->waiting = NULL;
	if (ticket != NULL)
		gate_answer(ticket, &r->answer);
}

static inline void
spamd_rig_ask(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct spamd_rig *r = context;
	const struct casefile_envelope *e = q->envelope;
	spamd_rig_read(r, q->message);
	must(r->message.len == q->size && q->is_advice);
	r->judged++;
	(void)snprintf(r->tenant, sizeof r->tenant, "%.*s", BYTES_ARGS(e->tenant));
	(void)snprintf(r->recipient, sizeof r->recipient, "%.*s", BYTES_ARGS(e->recipients.count != 0 ? e->recipients.at[0] : BYTES_NONE));
	spamd_rig_judge(r);
	r->waiting = ticket;
	if (!r->is_late)
		spamd_rig_judge(r);
}

static inline void
spamd_rig_event(void *context, const struct gate_event *e)
{
	struct spamd_rig *r = context;
	must(e->kind == GATE_ADVISED);
	r->events++;
	(void)snprintf(r->reply, sizeof r->reply, "%s", e->reply);
}

static inline void
spamd_rig_teach(void *context, const struct gate_lesson *l, struct gate_teaching *teaching)
{
	struct spamd_rig *r = context;
	spamd_rig_read(r, l->message);
	r->lessons++;
	r->lesson = *l;
	(void)snprintf(r->by, sizeof r->by, "%.*s", BYTES_ARGS(l->by));
	gate_taught(teaching, &r->learned);
}

static inline void
spamd_rig_open(struct spamd_rig *r, const char *settings)
{
	*r = (struct spamd_rig){ .client = -1, .answer = { .message = -1 }, .learned = { .why = "because" },
		.room = { .directory = -1, .memory_each = 1 << 20, .memory_all = 1 << 24 } };
	must(conf_read_text(&r->conf, bytes_of_cstr(settings), "test") == 0);
	r->base = event_base_new();
	buf_init(&r->said, 1 << 24);
	buf_init(&r->message, 1 << 24);
	const struct front_options o = { .base = r->base, .conf = &r->conf, .hostname = "gateway.example.com", .room = &r->room,
		.behind = { .judge = spamd_rig_ask, .judge_context = r, .eventer = spamd_rig_event, .event_context = r,
		    .teacher = spamd_rig_teach, .teach_context = r } };
	r->spamd = spamd_new(&o);
}

static inline void
spamd_rig_close(struct spamd_rig *r)
{
	if (r->client >= 0)
		(void)close(r->client);
	spamd_free(r->spamd);
	spamd_rig_judge(r);
	must(r->room.memory_used == 0);
	event_base_free(r->base);
	buf_done(&r->said);
	buf_done(&r->message);
	conf_done(&r->conf);
}

static inline void
spamd_rig_connect(struct spamd_rig *r)
{
	int pair[2];
	if (r->client >= 0)
		(void)close(r->client);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
	r->client = pair[0];
	r->has_ended = false;
	buf_clear(&r->said);
	spamd_serve(r->spamd, conf_listener(&r->conf, BYTES("spamd")), pair[1]);
}

static inline void
spamd_rig_turns(struct spamd_rig *r, int count)
{
	for (; count > 0; count--) {
		(void)event_base_loop(r->base, EVLOOP_NONBLOCK);
		uint8_t *room = buf_reserve(&r->said, 65536);
		ssize_t n = room != NULL ? recv(r->client, room, 65536, MSG_DONTWAIT) : -1;
		r->said.len += n > 0 ? (size_t)n : 0;
		r->has_ended |= n == 0;
	}
}

static inline void
spamd_rig_send(struct spamd_rig *r, struct bytes octets)
{
	while (octets.len != 0) {
		ssize_t n = send(r->client, octets.at, octets.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
			break; /* it hung up */
		octets = bytes_from(octets, n > 0 ? (size_t)n : 0);
		spamd_rig_turns(r, 2);
	}
	spamd_rig_turns(r, 6);
}

/* A whole exchange: REQUEST, and no more; the answer. */
static inline struct bytes
spamd_rig_ask_for(struct spamd_rig *r, struct bytes request)
{
	spamd_rig_connect(r);
	spamd_rig_send(r, request);
	(void)shutdown(r->client, SHUT_WR);
	spamd_rig_turns(r, 20);
	return buf_bytes(&r->said);
}

#endif
