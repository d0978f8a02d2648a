/* inside: what the files of the front share: the front, its listeners, a connection. */
#ifndef SPAMD_INSIDE_H
#define SPAMD_INSIDE_H

#include "front/acceptor.h"
#include "front/drain.h"
#include "front/place.h"
#include "front/ticket.h"
#include "spamd/inflate.h"
#include "spamd/reply.h"
#include "spamd/spamd.h"

struct spamd_listener {
	struct spamd *spamd;
	const struct conf_listener *conf;
	struct acceptor *acceptor; /* NULL: for spamd_serve() only */
	SSL_CTX *tls;
	struct spamd_listener *next;
};

struct spamd {
	struct front_options options;
	const struct conf *conf;
	struct bytes authserv_id;
	struct link_loop loop;
	struct spamd_listener *listeners;
	struct spamd_session *sessions;
	struct drain drain;
	uint32_t instance;
	uint64_t next_id;
};

enum spamd_state {
	SPAMD_HEAD,
	SPAMD_BODY,
	SPAMD_INFLATE,
	SPAMD_JUDGE, /* or the teacher is asked */
	SPAMD_WRITE,
	SPAMD_LINGER,
	SPAMD_ENDED,
};

struct spamd_session {
	struct link link;
	struct spamd *spamd;
	struct spamd_listener *listener;
	struct spamd_session *next, **previous;
	enum spamd_state state;
	char id[32];
	size_t scanned;          /* of the head */
	struct request request;
	char user[REQUEST_USER_MAX + 1];
	uint64_t received;       /* of the message, as it came */
	bool has_ended;          /* the client says no more */
	struct spool came, spool; /* compressed; the message.  The second is the first where nothing was compressed */
	bool has_came, has_spool;
	struct inflate *inflate;
	struct event *turn;      /* goes on inflating */
	struct bytes message;
	struct place place;
	struct gate_ticket *ticket;
	struct gate_teaching *teaching;
	int64_t asked_us;
	struct buf head;         /* of the answer, before ... */
	struct outgoing outgoing; /* ... the message, where it goes back */
	bool has_outgoing;
	size_t written_over;
	enum gate_action action;
	void *note;              /* the judge's, until the event is told */
	void (*note_free)(void *note);
};

/* session.c: a connection, and the message that comes. */
void spamd_session_new(struct spamd_listener *listener, int fd);
void spamd_session_end(struct spamd_session *s);
/* Refuse it: this is all of the answer. */
void spamd_fault(struct spamd_session *s, enum request_status status, struct bytes text);
/* The answer is in s->head, and in s->outgoing where has_outgoing says so. */
void spamd_write(struct spamd_session *s);

/* answer.c: the question about the message, and its answer in the daemon's words. */
void answer_ask(struct spamd_session *s);

#endif
