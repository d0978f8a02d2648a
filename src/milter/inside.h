/* inside: what the files of the milter share: the front, its listeners, a connection. */
#ifndef MILTER_INSIDE_H
#define MILTER_INSIDE_H

#include "conf/cidr.h"
#include "front/acceptor.h"
#include "front/drain.h"
#include "front/place.h"
#include "front/ticket.h"
#include "milter/milter.h"
#include "milter/other.h"
#include "milter/packet.h"

/* What quarantine = redirect needs of the mail server. */
#define MILTER_REDIRECTS (MILTER_MAY_ADD_RCPT | MILTER_MAY_DELETE_RCPT)

struct milter_listener {
	struct milter *milter;
	const struct conf_listener *conf;
	struct acceptor *acceptor; /* NULL: for milter_serve() only */
	struct milter_listener *next;
};

struct milter {
	struct front_options options;
	const struct conf *conf;
	struct bytes authserv_id;
	struct link_loop loop;
	struct milter_listener *listeners;
	struct milter_session *sessions;
	struct drain drain;
	uint32_t instance;
	uint64_t next_id;
};

enum milter_state {
	MILTER_NEW,      /* the offer must come first */
	MILTER_IDLE,     /* no message */
	MILTER_ENVELOPE, /* MAIL was said */
	MILTER_CONTENT,  /* header or body */
	MILTER_JUDGE,
	MILTER_ENDED,
};

/* A field of the message that goes, as only we may write it. */
struct milter_forged {
	bool is_results; /* Authentication-Results, else X-Postern-Verdict */
	uint32_t index;  /* the how many-th of that name, from 1 */
};

/* What is known of a message; its memory is the arena's. */
struct milter_mail {
	struct arena *arena;
	struct bytes sender;
	struct bytes dsn;
	LIST(struct bytes) recipients;
	LIST(struct bytes) recipient_dsn;
	bool has_dsn;
	struct place place; /* of the first recipient, policy NULL: there was none */
	struct spool spool;
	bool has_spool;
	bool has_body;      /* the header is over */
	struct bytes message; /* all of it, once it is there */
	uint64_t header_octets; /* with the empty line behind it */
	const char *refusal; /* it is read, but will not be taken */
	uint64_t received;
	LIST(struct milter_forged) forged;
	uint32_t verdicts, results; /* fields of those names */
	struct bytes subject;       /* the value of the first, as it came */
	bool has_subject;
	/* another body, while it is told */
	struct blob *instead;
	struct bytes other_left;
	struct other other;
	int64_t began_us, asked_us, judged_us;
};

struct milter_session {
	struct link link;
	struct milter *milter;
	struct milter_listener *listener;
	struct milter_session *next, **previous;
	enum milter_state state;
	char id[32];
	struct milter_terms terms;
	bool is_whole;           /* no packet is half here */
	bool is_telling;
	/* the client of the server */
	bool has_client;
	struct cidr client;
	char client_ip[64];      /* "" unknown */
	char client_name[256];
	char helo[256];
	char user[256];
	char tls_version[64];
	char cipher[128];
	char queue_id[64];
	bool is_own;
	struct gate_visit *visit;
	struct bytes visitor;    /* the recipient that waits at the door */
	struct bytes visitor_dsn;
	bool has_welcome;
	struct gate_welcome welcome;
	char welcome_text[GATE_WELCOME_MAX + 1];
	struct milter_mail mail;
	struct gate_ticket *ticket;
	enum gate_action action;
	void *note;              /* the judge's, until the event is told */
	void (*note_free)(void *note);
};

/* session.c */
void milter_session_new(struct milter_listener *listener, int fd);
void milter_session_end(struct milter_session *s);

/* mail.c: one message: its octets, the question, and the answer in the server's words. */
void mail_begin(struct milter_session *s);
void mail_header(struct milter_session *s, struct bytes name, struct bytes value);
void mail_body(struct milter_session *s, struct bytes octets);
void mail_end(struct milter_session *s);
void mail_forget(struct milter_session *s);
/* The server took what it was told of another body: the next piece, and at its end the last word. */
void mail_pour(struct milter_session *s);
/* The judge was never heard again. */
void mail_give_up(struct milter_session *s);
void mail_envelope(const struct milter_session *s, struct casefile_envelope *out);
void mail_event(struct milter_session *s, enum gate_event_kind kind, struct bytes only, int code, const char *reply);

#endif
