/* spamd_rig: a front for spamc on one event loop, with a client on a socketpair, a judge and a teacher that do what the
 * test says, at once or when they are told to. */
#ifndef TESTS_SPAMD_RIG_H
#define TESTS_SPAMD_RIG_H

#include <unistd.h>

#include "base/must.h"
#include "lib/front_rig.h"
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
spamd_rig_judge(struct spamd_rig *r)
{
	front_rig_judge(&r->waiting, &r->answer);
}

static inline void
spamd_rig_ask(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct spamd_rig *r = context;
	const struct casefile_envelope *e = q->envelope;
	front_rig_read(q->message, &r->message);
	must(r->message.len == q->size && q->is_advice);
	r->judged++;
	front_rig_copy(r->tenant, sizeof r->tenant, e->tenant);
	front_rig_copy(r->recipient, sizeof r->recipient, e->recipients.count != 0 ? e->recipients.at[0] : BYTES_NONE);
	front_rig_wait(&r->waiting, ticket, &r->answer, r->is_late);
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
	front_rig_read(l->message, &r->message);
	r->lessons++;
	r->lesson = *l;
	front_rig_copy(r->by, sizeof r->by, l->by);
	gate_taught(teaching, &r->learned);
}

static inline void
spamd_rig_open(struct spamd_rig *r, const char *settings)
{
	*r = (struct spamd_rig){ .client = -1, .learned = { .why = "because" },
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
	r->has_ended = false;
	spamd_serve(r->spamd, conf_listener(&r->conf, BYTES("spamd")), front_rig_pair(&r->client, &r->said));
}

static inline void
spamd_rig_turns(struct spamd_rig *r, int count)
{
	r->has_ended |= front_rig_turns(r->base, r->client, &r->said, count);
}

static inline void
spamd_rig_send(struct spamd_rig *r, struct bytes octets)
{
	while (octets.len != 0 && front_rig_send(r->client, &octets, false))
		spamd_rig_turns(r, 2);
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
