/* milter_rig: a milter front on one event loop, with a mail server on a socketpair and a judge that does what the test
 * says, at once or when it is told to. */
#ifndef TESTS_MILTER_RIG_H
#define TESTS_MILTER_RIG_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/front_rig.h"
#include "milter/inside.h"
#include "sys/fd.h"

struct milter_rig {
	struct event_base *base;
	struct conf conf;
	struct spool_room room;
	struct milter *milter;
	int server;             /* the mail server's side */
	struct buf said;        /* what we answered, whole */
	struct gate_answer answer;
	bool is_late;           /* the judge answers in milter_rig_judge() */
	bool lengthens;         /* ... with the same message and two pieces more of body, for the first eight */
	struct gate_ticket *waiting;
	struct buf message;     /* the last that was judged */
	size_t judged;
	struct casefile_envelope envelope; /* of it; texts are gone with it */
	char client[64], user[64], sender[64], tenant[64], session[128];
	enum direction direction;
	size_t recipients;
	bool is_advice;
	enum alteration envelope_alters;
	size_t events;
	enum gate_event_kind kind;
	int code;
	char other[64];
	struct gate_welcome welcome;
	size_t visits;
};

static inline void
milter_rig_judge(struct milter_rig *r)
{
	bool is_asked = r->waiting != NULL;
	front_rig_judge(&r->waiting, &r->answer);
	if (is_asked && r->lengthens) {
		blob_drop(r->answer.message);
		r->answer.message = NULL;
	}
}

static inline void
milter_rig_lengthen(struct milter_rig *r)
{
	struct buf longer;
	milter_rig_judge(r); /* who waits has his own */
	buf_init(&longer, 1 << 21);
	buf_add(&longer, buf_bytes(&r->message));
	for (int i = 0; i < 40000; i++)
		buf_add_octet(&longer, 'x');
	r->answer.message = blob_of_memory(&longer);
}

static inline void
milter_rig_ask(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct milter_rig *r = context;
	const struct casefile_envelope *e = q->envelope;
	must(q->size < 1 << 20);
	front_rig_read(q->message, &r->message);
	must(r->message.len == q->size);
	r->judged++;
	front_rig_copy(r->client, sizeof r->client, e->client_ip);
	front_rig_copy(r->user, sizeof r->user, e->user);
	front_rig_copy(r->sender, sizeof r->sender, e->mail_from);
	front_rig_copy(r->tenant, sizeof r->tenant, e->tenant);
	r->direction = e->direction;
	r->recipients = e->recipients.count;
	r->is_advice = q->is_advice;
	r->envelope_alters = e->may_alter;
	if (r->lengthens && r->judged <= 8)
		milter_rig_lengthen(r);
	front_rig_wait(&r->waiting, ticket, &r->answer, true);
	if (!r->is_late)
		milter_rig_judge(r);
}

static inline void
milter_rig_event(void *context, const struct gate_event *e)
{
	struct milter_rig *r = context;
	r->events++;
	r->kind = e->kind;
	r->code = e->code;
	front_rig_copy(r->other, sizeof r->other, e->other);
	front_rig_copy(r->session, sizeof r->session, e->envelope->session);
}

static inline void
milter_rig_door(void *context, const struct gate_visitor *v, struct gate_visit *visit)
{
	struct milter_rig *r = context;
	r->visits++;
	gate_visit_answer(visit, &r->welcome);
}

static inline void
milter_rig_open(struct milter_rig *r, const char *settings)
{
	*r = (struct milter_rig){ .server = -1, .welcome = { .is_for_session = true, .text = "" },
		.room = { .directory = -1, .memory_each = 1 << 20, .memory_all = 1 << 24 } };
	must(conf_read_text(&r->conf, bytes_of_cstr(settings), "test") == 0);
	r->base = event_base_new();
	buf_init(&r->said, 1 << 22);
	buf_init(&r->message, 1 << 22);
	const struct front_options o = { .base = r->base, .conf = &r->conf, .hostname = "gateway.example.com", .room = &r->room,
		.behind = { .judge = milter_rig_ask, .judge_context = r, .doorkeeper = milter_rig_door, .door_context = r,
		    .eventer = milter_rig_event, .event_context = r } };
	r->milter = milter_new(&o);
}

static inline void
milter_rig_close(struct milter_rig *r)
{
	if (r->server >= 0)
		(void)close(r->server);
	milter_free(r->milter);
	milter_rig_judge(r);
	must(r->room.memory_used == 0);
	event_base_free(r->base);
	buf_done(&r->said);
	buf_done(&r->message);
	conf_done(&r->conf);
}

static inline void
milter_rig_connect(struct milter_rig *r)
{
	milter_serve(r->milter, conf_listener(&r->conf, BYTES("milter")), front_rig_pair(&r->server, &r->said));
}

static inline void
milter_rig_turns(struct milter_rig *r, int count)
{
	(void)front_rig_turns(r->base, r->server, &r->said, count);
}

static inline void
milter_rig_send(struct milter_rig *r, struct bytes octets)
{
	while (octets.len != 0 && front_rig_send(r->server, &octets, false))
		milter_rig_turns(r, 2);
	milter_rig_turns(r, 4);
}

/* A packet of WHAT and DATA. */
static inline void
milter_rig_packet(struct milter_rig *r, char what, struct bytes data)
{
	struct buf out;
	uint32_t len = (uint32_t)data.len + 1;
	const uint8_t head[] = { (uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len, (uint8_t)what };
	buf_init(&out, 1 << 22);
	buf_add(&out, bytes_of(head, 5));
	buf_add(&out, data);
	milter_rig_send(r, buf_bytes(&out));
	buf_done(&out);
}

#endif
