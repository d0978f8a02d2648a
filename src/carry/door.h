/* door: who may come in: decided at RCPT, before a message is taken.
 *
 * What the world says of a client and its sender is asked as it is about a message (ask/ask.h), with the little that
 * is known then; the answers stay in the resolver's cache for the message itself.  Three answers: come in; 550, where
 * lists and our own history together leave no doubt; and 451 for who is grey, seen for the first time, and will
 * come again if it is a mail server (greylisting).  Nobody is turned away because something could not be found out:
 * what is late, silent or temporary lets in. */
#ifndef CARRY_DOOR_H
#define CARRY_DOOR_H

#include "ask/ask.h"
#include "smtp/gate.h"

struct door;

struct door_options {
	struct event_base *base;
	const struct conf *conf;
	struct ask *ask;
	struct asker *keeper;
};

/* What options points to outlives it.  door_free: after gate_free and asker_free. */
struct door *door_new(const struct door_options *options);
void door_free(struct door *d);

/* For struct gate_options; the context is the struct door. */
void door_visit(void *context, const struct gate_visitor *v, struct gate_visit *visit);

/* What is known of a client when it is decided. */
struct door_facts {
	double listed;       /* log-odds: the worst of each group of lists, and what speaks for it */
	enum name_state reverse;
	struct bytes name;   /* its reverse name, confirmed or not */
	double credit;       /* log-odds by what this address sent before; 0: too little to say */
	uint64_t seen;       /* messages of it that were judged before */
};

enum door_says { DOOR_COME_IN, DOOR_REFUSE, DOOR_COME_AGAIN };

/**
 * door_decide(conf, facts): The answer, from evidence alone.
 */
enum door_says door_decide(const struct conf_door *conf, const struct door_facts *facts);

/**
 * pool_has(name): Is the host NAME one of a great provider, whose retries come from other addresses and who does retry?
 */
bool pool_has(struct bytes name);

#endif
