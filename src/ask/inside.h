/* inside: what a check sees.  Inside ask/ only.
 *
 * A check looks names up with dns_look(&a->book, ...), asks the keeper with asking_keeper(), and writes what it knows
 * into a->casefile->asked, with texts copied into a->arena (asking_text).  It gives 1 when it is done, 0 when it
 * waits for answers; then it is called again.  After the deadline every question is answered at once (DNS_TIMEOUT,
 * FAULT_LATER), so a check that waits for nothing else ends. */
#ifndef ASK_INSIDE_H
#define ASK_INSIDE_H

#include "ask/ask.h"
#include "ask/watch.h"
#include "dns/resolver.h"
#include "engine/engine.h"
#include "ioc/ioc.h"

struct asking {
	struct ask *ask;
	const struct conf *conf;
	struct casefile *casefile;
	struct bytes collected;
	struct bytes authserv_id;
	struct arena *arena;    /* lives as long as the case file */
	struct arena *scratch;  /* lives as long as the asking: the book, a check's state */
	struct dns_book book;
	struct blob *message;
	const struct engine_files *files;
	struct watch *watch;    /* the DNS lists; NULL: they are not asked */
	/* ask.c's own */
	struct dns_asking *dns;
	struct keeper_question *questions;
	size_t question_count;
	struct engines_asking *engines;
	void (*take_engines)(struct asking *a, const struct engines_answers *answers);
	struct event *timer;
	int64_t deadline_ms;
	bool is_late;
	bool is_over;
	uint32_t settled; /* bits, by the table of checks */
	void **states;
	void (*done)(void *arg);
	void *arg;
};

struct ask_check {
	const char *name;
	bool needs_dns; /* not run where the DNS is not asked */
	/**
	 * run(a, state): Go as far as the answers allow.
	 *
	 * Takes:   state  the check's own, NULL at first, kept between calls
	 * Gives:   1: done; 0: waits for the book or the keeper
	 * Fails:   FAULT_LIMIT: it gives up
	 */
	int (*run)(struct asking *a, void **state);
};

extern const struct ask_check ask_path;
extern const struct ask_check ask_identity;
extern const struct ask_check ask_signatures;
extern const struct ask_check ask_lists;
extern const struct ask_check ask_credits;
extern const struct ask_check ask_prints_known;
extern const struct ask_check ask_engines_scan;
extern const struct ask_check ask_iocs;

/* Is CHECK, which stands before the caller in the table, done with this message? */
bool asking_is_settled(const struct asking *a, const struct ask_check *check);

/* ANSWER is the kind's answer, or NULL with FAULT; valid during the call. */
typedef void asking_take(struct asking *a, int fault, const void *answer, void *arg);

/**
 * asking_keeper(a, kind, question, take, arg): Ask the keeper.
 *
 * Gives:   0: TAKE will be called once, from the event loop, at the deadline with FAULT_LATER; then the checks run
 *          again.  Not called when the asking is cancelled
 * Fails:   FAULT_LATER: there is no keeper, too much waits or the time is up; FAULT_LIMIT: ASK_QUESTIONS_MAX
 */
int asking_keeper(struct asking *a, enum ask_kind kind, const void *question, asking_take *take, void *arg);

/**
 * asking_engines(a, has_attachment, take): Have the engines scan the message; once.
 *
 * Gives:   true: TAKE will be called once, from the event loop, at the engines' own deadline at the latest; then the checks
 *          run again.  Not called when the asking is cancelled.  False: no engine wants it
 */
bool asking_engines(struct asking *a, bool has_attachment, void (*take)(struct asking *a, const struct engines_answers *answers));

/* The operator's indicators; NULL where there are none. */
const struct ioc *asking_ioc(const struct asking *a);

/* The operator's files of places. */
const struct geo *asking_geo(const struct asking *a);

/* Has CHECK ended for this message? */
bool asking_has_settled(const struct asking *a, const struct ask_check *check);

/* The d= of a DKIM-Signature's value; "" where there is none. */
struct bytes asking_signer(struct bytes value);

/* TEXT in the case file's arena, as UTF-8; "" at its ceiling. */
struct bytes asking_text(struct asking *a, struct bytes text);

/* The client that handed the message to us, or to a server of ours that we believe. */
struct asking_client {
	struct bytes ip;     /* "" where it is not known */
	struct bytes helo;
	struct bytes sender; /* of the envelope, without brackets */
	bool has_sender;     /* false: unknown, not the null sender */
	int64_t when;        /* Unix time in seconds, 0 where it is not known */
};

/**
 * asking_client(c, out): Who the client was.
 *
 * Gives:   for mail from the network, the envelope's; for a peer that hands on foreign mail, and for files, what the
 *          newest Received and Return-Path lines say: the last server wrote them
 */
void asking_client(const struct casefile *c, struct asking_client *out);

#endif
