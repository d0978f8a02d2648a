/* ticket: a question under way; outlives a front's session that gives up, for the judge still reads then.
 *
 * The same for a visit at the door, and for a lesson. */
#ifndef FRONT_TICKET_H
#define FRONT_TICKET_H

#include "front/front.h"

/* Copied envelope, and whatever the judge keeps with it. */
#define TICKET_MAX ((size_t)16 << 20)

/* The judge has answered; what ANSWER points to is valid during the call, its note is the owner's from now on. */
typedef void gate_answered(void *owner, const struct gate_answer *answer);

struct gate_ticket {
	void *owner;             /* NULL: nobody waits any more */
	gate_answered *answered;
	struct arena *arena;
	struct casefile_envelope envelope;
	struct gate_question question;
};

/**
 * ticket_new(about, answered, owner): A question like ABOUT, whose envelope is copied and whose message is
 * shared; question.dsn and recipient_dsn are the caller's to fill, from ->arena.
 *
 * Owns:    gate_answer() frees it
 */
struct gate_ticket *ticket_new(const struct gate_question *about, gate_answered *answered, void *owner);

/* Ask the judge; the answer may come inside the call. */
void ticket_ask(struct gate_ticket *ticket, const struct gate_callbacks *behind);

/* The owner goes; NULL is fine. */
void ticket_abandon(struct gate_ticket *ticket);

/* A visitor whom the doorkeeper looks at; outlives a session that gives up. */
struct gate_visit {
	void *owner; /* NULL: nobody waits any more */
	void (*answered)(void *owner, const struct gate_welcome *welcome);
};

struct gate_visit *visit_new(void (*answered)(void *owner, const struct gate_welcome *welcome), void *owner);
void visit_abandon(struct gate_visit *visit);

/* A lesson under way; outlives whoever gave it. */
struct gate_teaching {
	void *owner; /* NULL: nobody waits any more */
	void (*answered)(void *owner, const struct gate_learned *learned);
};

struct gate_teaching *teaching_new(void (*answered)(void *owner, const struct gate_learned *learned), void *owner);
void teaching_abandon(struct gate_teaching *teaching);

#endif
