/* rspamd_rig: the front for rspamd's clients, and our own interface, behind an HTTP server on one event loop, with a client on a socketpair, and a
 * judge and a teacher that do what the test says. */
#ifndef TESTS_RSPAMD_RIG_H
#define TESTS_RSPAMD_RIG_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/api.h"
#include "base/must.h"
#include "lib/front_rig.h"
#include "rspamd/inside.h"
#include "verdict/verdict.h"

struct rspamd_rig {
	struct event_base *base;
	struct conf conf;
	struct spool_room room;
	struct http *http;
	struct rspamd *rspamd;
	struct api *api;
	const struct http_service *scan, *controller;
	int client;
	struct buf said;
	/* the judge's words */
	struct casefile casefile;
	struct findings findings;
	struct verdict verdict;
	struct gate_reasons reasons;
	struct gate_answer answer;
	bool is_late;
	struct gate_ticket *waiting;
	/* what it was asked */
	size_t judged, recipients, events;
	bool is_advice;
	struct buf message;
	char sender[64], recipient[64], client_ip[64], user[64], session[160], protocol[16], policy[64];
	enum direction direction;
	/* the teacher's */
	struct gate_learned learned;
	size_t lessons;
	enum lesson_as as;
	enum teacher teacher;
	bool is_taken_back;
	char by[64];
};

static inline void
rspamd_rig_judge(struct rspamd_rig *r)
{
	front_rig_judge(&r->waiting, &r->answer);
}

static inline void
rspamd_rig_ask(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct rspamd_rig *r = context;
	const struct casefile_envelope *e = q->envelope;
	must(q->size <= 1 << 20);
	front_rig_read(q->message, &r->message);
	must(r->message.len == q->size);
	r->judged++;
	r->is_advice = q->is_advice;
	r->recipients = e->recipients.count;
	r->direction = e->direction;
	front_rig_copy(r->sender, sizeof r->sender, e->mail_from);
	front_rig_copy(r->recipient, sizeof r->recipient, e->recipients.count != 0 ? e->recipients.at[0] : BYTES_NONE);
	front_rig_copy(r->client_ip, sizeof r->client_ip, e->client_ip);
	front_rig_copy(r->user, sizeof r->user, e->user);
	front_rig_copy(r->session, sizeof r->session, e->session);
	front_rig_copy(r->protocol, sizeof r->protocol, e->protocol);
	front_rig_copy(r->policy, sizeof r->policy, q->policy != NULL ? q->policy->is.name : BYTES_NONE);
	front_rig_wait(&r->waiting, ticket, &r->answer, r->is_late);
}

static inline void
rspamd_rig_event(void *context, const struct gate_event *e)
{
	struct rspamd_rig *r = context;
	must(e->kind == GATE_ADVISED);
	r->events++;
}

static inline void
rspamd_rig_teach(void *context, const struct gate_lesson *l, struct gate_teaching *teaching)
{
	struct rspamd_rig *r = context;
	must(l->by.len != 0 && l->teacher != TEACHER_OPERATOR && l->message != NULL);
	r->lessons++;
	r->as = l->as;
	r->teacher = l->teacher;
	r->is_taken_back = l->is_taken_back;
	front_rig_copy(r->by, sizeof r->by, l->by);
	gate_taught(teaching, &r->learned);
}

static inline void
rspamd_rig_open(struct rspamd_rig *r, const char *settings)
{
	*r = (struct rspamd_rig){ .client = -1, .learned = { .why = "because" },
		.room = { .directory = -1, .memory_each = 1 << 20, .memory_all = 1 << 24 } };
	must(conf_read_text(&r->conf, bytes_of_cstr(settings), "test") == 0);
	r->base = event_base_new();
	buf_init(&r->said, 1 << 24);
	buf_init(&r->message, 1 << 21);
	r->http = http_new(&(struct http_options){ .base = r->base, .room = &r->room, .connections_max = 4 });
	const struct gate_callbacks behind = { .judge = rspamd_rig_ask, .judge_context = r, .eventer = rspamd_rig_event,
		.event_context = r, .teacher = rspamd_rig_teach, .teach_context = r };
	size_t more;
	r->api = api_new(&(struct api_options){ .conf = &r->conf, .hostname = "gateway.example.com", .behind = behind });
	const struct http_route *routes = api_routes(r->api, &more);
	const struct rspamd_options o = { .http = r->http, .conf = &r->conf, .hostname = "gateway.example.com", .room = &r->room,
		.behind = behind, .more = routes, .more_count = more };
	r->rspamd = rspamd_new(&o);
	api_rights(r->api, r->rspamd);
	r->scan = rspamd_service(r->rspamd, conf_listener(&r->conf, BYTES("scan")), NULL);
	r->controller = rspamd_service(r->rspamd, conf_listener(&r->conf, BYTES("controller")), NULL);
	r->casefile.message_id = BYTES("<x@example.net>");
	r->verdict.score = -4;
	r->reasons = (struct gate_reasons){ BYTES("id1"), &r->casefile, &r->findings, &r->verdict, 0 };
	r->answer.reasons = &r->reasons;
}

static inline void
rspamd_rig_close(struct rspamd_rig *r)
{
	if (r->client >= 0)
		(void)close(r->client);
	http_free(r->http);
	rspamd_free(r->rspamd);
	api_free(r->api);
	rspamd_rig_judge(r);
	must(r->room.memory_used == 0);
	event_base_free(r->base);
	buf_done(&r->said);
	buf_done(&r->message);
	conf_done(&r->conf);
}

static inline void
rspamd_rig_connect(struct rspamd_rig *r, const struct http_service *service, const struct sockaddr *peer)
{
	http_serve(r->http, service, front_rig_pair(&r->client, &r->said), peer);
}

static inline void
rspamd_rig_turns(struct rspamd_rig *r, int count)
{
	(void)front_rig_turns(r->base, r->client, &r->said, count);
}

static inline void
rspamd_rig_send(struct rspamd_rig *r, struct bytes octets)
{
	/* Full, and nobody reads before we let him. */
	while (octets.len != 0 && front_rig_send(r->client, &octets, r->waiting != NULL))
		rspamd_rig_turns(r, 2);
	rspamd_rig_turns(r, 6);
}

#endif
