/* inside: what the files of the gate share: the gate, its listeners, a session. */
#ifndef SMTP_INSIDE_H
#define SMTP_INSIDE_H

#include "front/acceptor.h"
#include "front/drain.h"
#include "front/dot.h"
#include "front/spool.h"
#include "front/ticket.h"
#include "smtp/command.h"
#include "smtp/fates.h"
#include "smtp/gate.h"
#include "smtp/hop.h"
#include "smtp/limit.h"
#include "smtp/rates.h"

/* There is no room for this message, on the disk or in memory. */
#define SPOOL_FULL "452 4.3.1 Not enough disk space"

struct gate_listener {
	struct gate *gate;
	const struct conf_listener *conf;
	struct acceptor *acceptor; /* NULL: for gate_serve() only */
	SSL_CTX *tls;
	struct hop *only_hop;    /* where every recipient here goes; NULL: it depends */
	struct ehlo offer;
	uint32_t offer_generation;
	bool has_offer;
	struct gate_listener *next;
};

struct gate {
	struct gate_options options;
	const struct conf *conf;
	char hostname[256];
	struct bytes authserv_id; /* our name in Authentication-Results */
	struct link_loop loop;
	struct hops hops;
	struct limits limits;
	struct fates fates;
	struct rates rates;
	struct spool_room room;
	struct gate_listener *listeners;
	struct session *sessions;
	struct courier *couriers;
	bool is_stressed;
	struct drain drain;
	uint64_t next_id;
	uint64_t instance;
};

enum session_state {
	SESSION_PROXY,    /* the PROXY header must come first */
	SESSION_SILENCE,  /* the greeting lets wait; who speaks now is no mail server */
	SESSION_HANDSHAKE,
	SESSION_COMMAND,
	SESSION_DATA,
	SESSION_CHUNK,    /* BDAT octets */
	SESSION_AUTH,     /* lines go to the next hop */
	SESSION_JUDGE,
	SESSION_DELIVER,
	SESSION_ENDED,
};

enum pending_kind { PENDING_MAIL, PENDING_RCPT, PENDING_QUIET, PENDING_SAID };

/* A command that the next hop has not answered, or (PENDING_SAID) a reply of ours that waits for its turn. */
struct pending {
	enum pending_kind kind;
	const char *said;     /* NULL: as MAIL was answered */
	bool is_error;
	struct pending *next;
	struct bytes line;    /* as sent; in the transaction's arena */
	struct bytes address;
	bool is_sent;
	bool is_mail;
};

struct recipient {
	struct bytes address;
	struct bytes line;
	bool is_done;           /* it has the message of this digest from an earlier attempt: see fates.h */
	struct fate_key digest;
	int code;               /* for a client that reads a reply for each */
	const char *text;
};

/* One transaction; its memory is that of its ticket, once there is one. */
struct transaction {
	struct arena *arena;
	bool has_mail;
	bool mail_sent;  /* to the next hop */
	bool mail_refused; /* the client knows it: the transaction ends when every reply is out */
	int mail_code;   /* its refusal of MAIL, which every RCPT then gets; 0: none */
	char mail_text[REPLY_TEXT_MAX + 1];
	struct bytes sender;
	struct bytes mail_line;
	struct bytes mail_line_bare; /* for a server that offers no SIZE */
	uint32_t needs;
	uint64_t size;   /* as MAIL said, 0: it did not */
	struct hop *hop;
	const struct conf_policy *policy;
	struct bytes tenant;
	enum direction direction;
	LIST(struct recipient) recipients; /* that the next hop has taken */
	size_t asked;     /* RCPT that wait for the next hop */
	struct bytes forwarded; /* XFORWARD's or XCLIENT's attributes for the next hop */
};

struct session {
	struct link link;
	struct gate *gate;
	struct gate_listener *listener;
	struct session *next, **previous;
	enum session_state state;
	char id[24];
	struct cidr client;      /* who it is about: the peer, or as PROXY and XCLIENT say */
	struct cidr peer;
	char helo[256];
	char client_name[256];
	char forwarded_name[256]; /* XFORWARD's word for the next transaction; "": none */
	char user[256];
	char *auth_first;        /* the AUTH line, until the next hop has it; tokens fill kilobytes */
	bool auth_is_login, auth_is_plain;
	bool is_extended;        /* EHLO */
	bool is_secure;
	bool is_own;             /* from our networks, or authenticated */
	bool is_listed;          /* a peer that we take somebody's word from */
	bool is_authenticated;
	bool is_polite;          /* need not wait for a greeting: it stands behind a server that has had one */
	bool is_counted;
	bool is_ending;          /* close when the reply is out */
	bool is_telling;         /* the final reply is being written: its end comes after the event */
	bool lost_hop;           /* after it had taken recipients */
	bool replaying;
	uint32_t errors, junk, messages;
	struct ehlo offered;
	/* at the door */
	struct gate_visit *visit; /* input waits for the doorkeeper */
	bool has_welcome;
	struct gate_welcome welcome;
	char welcome_text[GATE_WELCOME_MAX + 1];
	/* the transaction */
	struct transaction t;
	struct hop_request request;
	struct hop_conn *hop_conn;
	struct hop *hop;         /* of hop_conn */
	struct pending *first_pending, **last_pending;
	size_t quiet_replies;    /* of the next hop, that nobody waits for */
	struct dot dot;
	struct spool spool;
	bool has_spool;
	bool discards;           /* the message is read and thrown away */
	const char *refusal;     /* its reply then */
	uint64_t received;
	uint64_t chunk_left;
	bool chunk_is_last;
	bool in_chunks;
	struct gate_ticket *ticket;
	enum gate_action action;
	struct bytes message;    /* what is sent: the spool, or the judge's other one */
	struct bytes original;   /* what came */
	struct blob *instead;
	struct outgoing outgoing;
	bool has_outgoing;
	int64_t began_us;        /* the first octet of the message */
	int64_t judged_us, asked_us;
	void *note;              /* the judge's, until the event is told */
	void (*note_free)(void *note);
};

/* session.c: a client's connection, its lines and its replies. */
void session_new(struct gate_listener *listener, int fd, const struct sockaddr *peer);
void session_end(struct session *s, bool is_abort);
void session_go_on(struct session *s);
void session_reply(struct session *s, const char *line);
void session_pass(struct session *s, int code, const char *text);
void session_error(struct session *s, const char *line);
void session_farewell(struct session *s, const char *line);
void session_deadline(struct session *s, int64_t ms);
void session_event(struct session *s, enum gate_event_kind kind, int code, const char *reply, bool by_hop);
void session_refused(struct session *s, struct bytes recipient, int code, const char *reply, bool by_hop);
const char *session_client_name(const struct session *s);
void session_envelope(const struct session *s, struct arena *arena, struct casefile_envelope *out);
void session_is_idle(struct session *s);
/* Neither ours, nor a peer that we know, nor somebody who has logged in. */
bool session_is_stranger(const struct session *s);
void session_reset(struct session *s);

/* transaction.c: MAIL and RCPT, agreed with the next hop. */
extern const struct hop_ops session_hop_ops;
void transaction_mail(struct session *s, struct bytes argument);
void transaction_rcpt(struct session *s, struct bytes argument);
void transaction_end(struct session *s);
/* Must LINE wait for the doorkeeper, who is asked? */
bool transaction_at_door(struct session *s, struct bytes line);
/* Recipients that must still be sent the message.  With some that are not: is it the message that they have? */
size_t transaction_live(const struct session *s);
bool transaction_is_same(struct session *s);
bool transaction_waits(const struct session *s);
void transaction_replay(struct session *s);

/* message.c: the octets, the judge's answer, and the message's way on. */
void message_begin(struct session *s);
void message_deadline(struct session *s);
void message_chunk_begin(struct session *s, struct bytes argument);
size_t message_data(struct session *s, struct bytes in);
size_t message_chunk(struct session *s, struct bytes in);
void message_deliver(struct session *s);
void message_fate(struct session *s, int code, const char *text, bool by_hop);
void message_abandon(struct session *s);

/* courier.c: end it, with nobody told. */
struct courier;
void courier_abort(struct courier *k);

/* identity.c: who the client says it is: AUTH, XCLIENT, XFORWARD, PROXY. */
void auth_begin(struct session *s, struct bytes argument);
void auth_forget(struct session *s);
void auth_line(struct session *s, struct bytes line);
void auth_reply(struct session *s, int code, const char *text);
void xclient_command(struct session *s, struct bytes argument);
void xforward_command(struct session *s, struct bytes argument);

/* gate.c */
const struct ehlo *gate_offer(struct gate_listener *l);
bool gate_is_stressed(const struct gate *gate);
/* May one more session of CLIENT begin?  NULL: yes, and it is counted; else the reply. */
const char *gate_admit(struct gate *gate, const struct gate_listener *l, const struct cidr *client);
void gate_leave(struct gate *gate, const struct cidr *client);
void gate_session_gone(struct gate *gate);

#endif
