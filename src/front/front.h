/* front: what a front of the gate and those behind it say to each other: the question about a message and its
 * answer, the visitor at the door, and what became of it all.
 *
 * A front speaks one protocol (smtp, milter, ...).  It takes a message into a spool, fills in what the transport
 * knows, asks the judge by a ticket (front/ticket.h), does what the answer says and tells the event.  The judge
 * (carry) knows no protocol. */
#ifndef FRONT_FRONT_H
#define FRONT_FRONT_H

#include "casefile/casefile.h"
#include "conf/conf.h"
#include "wire/lesson.h"

struct blob;
struct event_base;
struct findings;
struct gate_ticket;
struct gate_teaching;
struct gate_visit;
struct log;
struct spool_room;
struct verdict;

enum gate_action { GATE_DELIVER, GATE_TAG, GATE_QUARANTINE, GATE_REJECT, GATE_DEFER, GATE_ACTION_COUNT };
extern const char *const gate_action_names[GATE_ACTION_COUNT];

/* One message for the judge; all of it is valid until gate_answer(). */
struct gate_question {
	bool is_advice;         /* the front only wants to know: nothing is held, whatever the verdict is */
	const struct casefile_envelope *envelope;
	const struct conf_policy *policy;
	struct blob *message;
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

/* Why, for a front that tells it. */
struct gate_reasons {
	struct bytes id; /* of the message, in events and in the quarantine */
	const struct casefile *casefile;
	const struct findings *findings;
	const struct verdict *verdict;
	uint64_t cpu_us;
};

struct gate_answer {
	enum gate_action action; /* GATE_QUARANTINE: the copy is already durable, unless it was advice that was asked for */
	const struct gate_header *add;
	size_t add_count;
	const struct bytes *remove; /* names of header fields; X-Postern-Verdict goes always */
	size_t remove_count;
	struct bytes subject_tag;
	bool is_full;      /* GATE_DEFER: there is no room to keep it, 452 */
	struct bytes text; /* for the client: why, or the quarantine's id; "" for the usual */
	const struct gate_reasons *reasons; /* as long as the note; NULL: nobody judged it */
	struct blob *message; /* another message to deliver instead; NULL: none.  Who needs it longer takes a share */
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

/* What somebody says of a message; valid during the call. */
struct gate_lesson {
	struct blob *message;
	struct bytes by;       /* not "" */
	struct bytes tenant;
	enum teacher teacher;  /* TEACHER_SERVICE at most */
	enum lesson_as as;
	bool is_taken_back;    /* what BY said of these octets, whatever it was */
};

struct gate_learned {
	int fault;             /* FAULT_INPUT: it cannot be read; FAULT_ABSENT: nothing to take back; FAULT_LIMIT: he said
	                        * enough for today; FAULT_LATER: not now */
	const char *why;       /* a sentence where there is a fault */
	bool is_old;           /* he had said the same before */
};

/**
 * The teacher: has the message read, and what was said of it learned (docs/feedback.md), and calls gate_taught() exactly
 * once, at once or later, even when nobody waits any more.
 */
typedef void gate_teacher(void *context, const struct gate_lesson *l, struct gate_teaching *teaching);
void gate_taught(struct gate_teaching *teaching, const struct gate_learned *learned);

enum gate_event_kind {
	GATE_REFUSED_CLIENT, /* a limit or a block list, before any mail */
	GATE_REFUSED_COMMAND, /* a sender or recipient that we or the next hop refuse */
	GATE_MESSAGE,        /* a message has got its final reply */
	GATE_ADVISED,        /* somebody was told what we think of a message, and does with it what he wants */
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
	struct bytes other;       /* what another filter said of it, as "rspamd reject 16.1" (docs/milter.md); "" for none */
};
typedef void gate_eventer(void *context, const struct gate_event *e);

/* Those behind a front: whom it asks, and whom it tells. */
struct gate_callbacks {
	gate_judge *judge;           /* NULL: gate_judge_pass */
	void *judge_context;
	gate_doorkeeper *doorkeeper; /* NULL: everybody comes in */
	void *door_context;
	gate_eventer *eventer;       /* may be NULL */
	void *event_context;
	gate_teacher *teacher;       /* NULL: nothing can be taught */
	void *teach_context;
	void (*metrics)(void *context, struct buf *out); /* appends figures as Prometheus reads them; NULL: there are none */
	void *metrics_context;
};

/* What a front is given that needs no more; what it points to lives as long as the front. */
struct front_options {
	struct event_base *base;
	const struct conf *conf;
	const char *hostname;
	struct spool_room *room;
	struct gate_callbacks behind;
	const struct log *log; /* may be NULL */
};

#endif
