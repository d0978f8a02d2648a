/* gate: the SMTP front.  It takes a message, asks the judge, and does what the judge says; one thread, thousands
 * of sessions.
 *
 * We answer 250 only when the next hop has answered 2xx, or when the judge says that the quarantine copy is
 * durable (DESIGN s1.1): MAIL and RCPT are agreed with the next hop live, DATA waits for the verdict.  There is
 * no queue.  When we cannot judge, the client reads one neutral 451.
 *
 * Hostile clients meet ceilings for everything that they can make us keep: sessions (all, per address, per
 * network, per minute), octets of a line, errors, commands, recipients, octets and seconds of a message.
 * Near the limit of sessions everybody has less time ("stress"), so that the slow do not push out the rest. */
#ifndef SMTP_GATE_H
#define SMTP_GATE_H

#include <event2/event.h>

#include "casefile/casefile.h"
#include "conf/conf.h"

struct gate;
struct gate_ticket;
struct dns_resolver;
struct trust_outcome;

/* How an attempt to speak to a next hop by DANE or MTA-STS ended (smtp/trust.h); valid during the call. */
typedef void hop_tls_noter(void *context, const struct trust_outcome *outcome);

enum gate_action { GATE_DELIVER, GATE_TAG, GATE_QUARANTINE, GATE_REJECT, GATE_DEFER, GATE_ACTION_COUNT };
extern const char *const gate_action_names[GATE_ACTION_COUNT];

/* One message for the judge; all of it is valid until gate_answer(). */
struct gate_question {
	const struct casefile_envelope *envelope;
	const struct conf_policy *policy;
	int message;            /* cannot be written through this descriptor */
	uint64_t size;
	uint64_t bare_lf;       /* line ends that we corrected in it */
	uint64_t bare_cr;
	struct bytes authserv_id; /* our name in Authentication-Results */
	struct bytes dsn;       /* RET and ENVID of MAIL, as said */
	const struct bytes *recipient_dsn; /* NOTIFY and ORCPT of each recipient; NULL: none said any */
	struct arena *arena;    /* for whatever the judge needs as long */
};

struct gate_header {
	struct bytes name;
	struct bytes value; /* anything; it is made harmless */
};

struct gate_answer {
	enum gate_action action; /* GATE_QUARANTINE: the copy is already durable */
	const struct gate_header *add;
	size_t add_count;
	const struct bytes *remove; /* names of header fields; X-Postern-Verdict goes always */
	size_t remove_count;
	struct bytes subject_tag;
	bool is_full;      /* GATE_DEFER: there is no room to keep it, 452 */
	struct bytes text; /* for the client: why, or the quarantine's id; "" for the usual */
	int message;       /* a descriptor of another message to deliver instead (closed by us), or -1 */
	void *note;        /* the judge's own; comes back with the event, then note_free is called */
	void (*note_free)(void *note);
};

/**
 * The judge: looks at the message and calls gate_answer() exactly once, at once or later, even when the session
 * has long given up.
 */
typedef void gate_judge(void *context, const struct gate_question *q, struct gate_ticket *ticket);

/* The answer; what it points to is used only during the call. */
void gate_answer(struct gate_ticket *ticket, const struct gate_answer *answer);

/* A judge for tests and for running without one: delivers everything. */
void gate_judge_pass(void *context, const struct gate_question *q, struct gate_ticket *ticket);

/* Somebody who wants to send to RECIPIENT; valid during the call. */
struct gate_visitor {
	struct bytes client_ip;
	struct bytes helo;
	struct bytes sender;
	struct bytes recipient;
};

struct gate_visit;
enum { GATE_WELCOME_MAX = 200 };

struct gate_welcome {
	int code;            /* 0: come in; else the reply to RCPT */
	const char *text;    /* of that reply, without its code, at most GATE_WELCOME_MAX octets */
	bool is_for_session; /* of whatever else the same client says in this session, too */
};

/**
 * The doorkeeper: decides before a message is taken whether a stranger may come in, and calls gate_visit_answer()
 * exactly once, at once or later, even when the session has long given up.
 */
typedef void gate_doorkeeper(void *context, const struct gate_visitor *v, struct gate_visit *visit);
void gate_visit_answer(struct gate_visit *visit, const struct gate_welcome *welcome);

enum gate_event_kind {
	GATE_REFUSED_CLIENT, /* a limit or a block list, before any mail */
	GATE_REFUSED_COMMAND, /* a sender or recipient that we or the next hop refuse */
	GATE_MESSAGE,        /* a message has got its final reply */
	GATE_CLOSED,         /* a session was ended for its behaviour */
	GATE_EVENT_COUNT
};
extern const char *const gate_event_names[GATE_EVENT_COUNT];

struct gate_event {
	enum gate_event_kind kind;
	const struct casefile_envelope *envelope; /* as far as it is known */
	enum gate_action action;  /* GATE_MESSAGE */
	int code;                 /* what the client was told */
	const char *reply;        /* the whole reply line, without its line end */
	bool by_hop;              /* the next hop's words */
	uint64_t size;
	int64_t judge_us;         /* waiting for the judge */
	int64_t hop_us;           /* from the verdict to the next hop's last word */
	void *note;               /* of the answer; NULL where there was none */
};
typedef void gate_eventer(void *context, const struct gate_event *e);

struct gate_options {
	struct event_base *base;
	const struct conf *conf;
	const char *hostname;   /* NULL: the configuration's, then the system's */
	struct dns_resolver *resolver; /* for next hops with tls = dane or mta-sts; NULL: nobody is asked */
	hop_tls_noter *note_tls; /* hears how those attempts ended; may be NULL */
	void *note_context;
	int spool;              /* a directory, or -1: messages stay in memory */
	gate_judge *judge;      /* NULL: gate_judge_pass */
	void *judge_context;
	gate_doorkeeper *doorkeeper; /* NULL: everybody comes in */
	void *door_context;
	gate_eventer *eventer;  /* may be NULL */
	void *event_context;
};

/**
 * gate_new(options, why): A gate without listeners.
 *
 * Takes:   what options points to lives as long as the gate
 * Fails:   NULL: a certificate or a next hop of the configuration cannot be used
 */
struct gate *gate_new(const struct gate_options *options, struct why *why);

/**
 * gate_listen(gate, listener, fd, why): Serve LISTENER on the listening socket FD.
 *
 * Takes:   fd  bound and listening; the gate closes it
 * Fails:   FAULT_CONFIG, FAULT_SYSTEM
 */
int gate_listen(struct gate *gate, const struct conf_listener *listener, int fd, struct why *why);

/* Serve one connected socket, which is closed at the end; for tests. */
void gate_serve(struct gate *gate, const struct conf_listener *listener, int fd);

/**
 * gate_drain(gate, done, context): Take no more; sessions end after their present message; then DONE is called.
 */
void gate_drain(struct gate *gate, void (*done)(void *context), void *context);

/* Our name, as we greet with. */
const char *gate_hostname(const struct gate *gate);

/* How many sessions there are. */
size_t gate_sessions(const struct gate *gate);

/* End everything at once; the base is not running. */
void gate_free(struct gate *gate);

#endif
