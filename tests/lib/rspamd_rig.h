/* rspamd_rig: the front for rspamd's clients, and our own interface, behind an HTTP server on one event loop, with a client on a socketpair, and a
 * judge and a teacher that do what the test says. */
#ifndef TESTS_RSPAMD_RIG_H
#define TESTS_RSPAMD_RIG_H

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/api.h"
#include "base/must.h"
#include "front/ticket.h"
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
rspamd_rig_copy(char *to, size_t room, struct bytes text)
{
	(void)snprintf(to, room, "%.*s", BYTES_ARGS(bytes_to(text, room - 1)));
}

static inline void
rspamd_rig_judge(struct rspamd_rig *r)
{
	struct gate_ticket *ticket = r->waiting;
	r->waiting = NULL;
	if (ticket != NULL)
		gate_answer(ticket, &r->answer);
}

static inline void
rspamd_rig_ask(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct rspamd_rig *r = context;
	const struct casefile_envelope *e = q->envelope;
	buf_clear(&r->message);
	must(q->size <= 1 << 20);
	uint8_t *room = buf_reserve(&r->message, (size_t)q->size + 1);
	ssize_t n = pread(q->message, room, (size_t)q->size + 1, 0);
	must(n == (ssize_t)q->size);
	r->message.len = (size_t)n;
	r->judged++;
	r->is_advice = q->is_advice;
	r->recipients = e->recipients.count;
	r->direction = e->direction;
	rspamd_rig_copy(r->sender, sizeof r->sender, e->mail_from);
	rspamd_rig_copy(r->recipient, sizeof r->recipient, e->recipients.count != 0 ? e->recipients.at[0] : BYTES_NONE);
	rspamd_rig_copy(r->client_ip, sizeof r->client_ip, e->client_ip);
	rspamd_rig_copy(r->user, sizeof r->user, e->user);
	rspamd_rig_copy(r->session, sizeof r->session, e->session);
	rspamd_rig_copy(r->protocol, sizeof r->protocol, e->protocol);
	rspamd_rig_copy(r->policy, sizeof r->policy, q->policy != NULL ? q->policy->is.name : BYTES_NONE);
	/* One that nobody waits for any more. */
	rspamd_rig_judge(r);
	r->waiting = ticket;
	if (!r->is_late)
		rspamd_rig_judge(r);
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
	must(l->by.len != 0 && l->teacher != TEACHER_OPERATOR && l->message >= 0);
	r->lessons++;
	r->as = l->as;
	r->teacher = l->teacher;
	r->is_taken_back = l->is_taken_back;
	rspamd_rig_copy(r->by, sizeof r->by, l->by);
	gate_taught(teaching, &r->learned);
}

static inline void
rspamd_rig_open(struct rspamd_rig *r, const char *settings)
{
	*r = (struct rspamd_rig){ .client = -1, .answer = { .message = -1 }, .learned = { .why = "because" },
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
	int pair[2];
	if (r->client >= 0)
		(void)close(r->client);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
	r->client = pair[0];
	buf_clear(&r->said);
	http_serve(r->http, service, pair[1], peer);
}

static inline void
rspamd_rig_turns(struct rspamd_rig *r, int count)
{
	for (; count > 0; count--) {
		(void)event_base_loop(r->base, EVLOOP_NONBLOCK);
		uint8_t *room = buf_reserve(&r->said, 65536);
		ssize_t n = room != NULL ? recv(r->client, room, 65536, MSG_DONTWAIT) : 0;
		r->said.len += n > 0 ? (size_t)n : 0;
	}
}

static inline void
rspamd_rig_send(struct rspamd_rig *r, struct bytes octets)
{
	while (octets.len != 0) {
		ssize_t n = send(r->client, octets.at, octets.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0 && (errno == EPIPE || errno == ECONNRESET || r->waiting != NULL))
			break;
		octets = bytes_from(octets, n > 0 ? (size_t)n : 0);
		rspamd_rig_turns(r, 2);
	}
	rspamd_rig_turns(r, 6);
}

#endif
