/* ask: what the world knows of a message: the third step between reading it and judging it (DESIGN s4.3).
 *
 * All checks of one message (who sent it, lists, its path, its history) share one book of DNS answers
 * (dns/book.h), so that their questions go out together, and one deadline.  A check is a pure function of the case
 * file and that book: it runs, notes what it lacks, and runs again when the answers have come.  What is not known at
 * the deadline is temporary: it is recorded as not found out, and never read as good.
 *
 * Other scanners ([engine], engine/engine.h) are asked at the same time, and are waited for until their own deadline.
 *
 * Adding a check is one file with a `const struct ask_check` (ask/inside.h) and one row of the table in ask.c.
 *
 * Ceilings: DNS_BOOK_MAX questions to the DNS and ASK_QUESTIONS_MAX to the keeper for a message, ASK_SCRATCH_MAX
 * octets of answers, and the deadline of [dns]. */
#ifndef ASK_ASK_H
#define ASK_ASK_H

#include "ask/asker.h"
#include "conf/conf.h"

struct ask;
struct dns_resolver;
struct engines;
struct lists;
struct asking;

enum ask_ask_limits { ASK_QUESTIONS_MAX = 8 };
/* DNS_BOOK_MAX answers of 64 KB each, and what checks make of them. */
#define ASK_SCRATCH_MAX ((size_t)32 << 20)

struct ask_options {
	struct event_base *base;
	const struct conf *conf;
	struct asker *keeper; /* NULL: there is no history */
	const struct log *log; /* NULL: nothing is said */
	bool is_offline;      /* neither the DNS nor an engine is asked, whatever the configuration says: scanning files */
};

/**
 * ask_new(options, out, why): Ready to ask.  Reads files (resolv.conf, DNSSEC keys): before the jail closes.
 *
 * Takes:   what options points to outlives it
 * Fails:   FAULT_CONFIG: a DNS server, key file or geo file that cannot be used
 */
int ask_new(const struct ask_options *options, struct ask **out, struct why *why);

/* Every asking must have ended or been cancelled.  NULL is fine. */
void ask_free(struct ask *ask);

/* Does it ask the DNS at all?  If not, nobody needs the signatures hashed. */
bool ask_has_dns(const struct ask *ask);

/* Which unpacked files its engines are given. */
enum engine_files_wanted ask_wants_files(const struct ask *ask);

/* Do the operator's indicators have MD5 or SHA-1 of files? */
bool ask_wants_old_hashes(const struct ask *ask);

/* Its engines, for their figures; NULL where there are none. */
const struct engines *ask_engines(const struct ask *ask);

/* Its DNS lists, for how they are doing; NULL where they are not asked. */
const struct lists *ask_dns_lists(const struct ask *ask);

/* Its resolver, for other questions of the same process; NULL where the DNS is not asked. */
struct dns_resolver *ask_resolver(const struct ask *ask);

/* One message. */
struct ask_about {
	struct casefile *casefile; /* casefile->asked is filled */
	struct bytes collected;    /* of the pipeline's answer: a worker's word */
	struct arena *arena;       /* for what is written into the case file */
	struct bytes authserv_id;  /* our name in Authentication-Results */
	struct blob *message;      /* borrowed; NULL: there is only an envelope, and no engine is asked */
	const struct engine_files *files; /* of the pipeline's answer, for the engines; NULL: none */
	bool only_engines;         /* everything else was asked before, and stands in casefile->asked */
};

/**
 * ask_start(ask, about, done, arg): Fill about->casefile->asked.
 *
 * Takes:   what about points to lives until done or ask_cancel
 *          done  called once, from the event loop, never from inside this call
 * Gives:   the asking, which ends with the call of done
 */
struct asking *ask_start(struct ask *ask, const struct ask_about *about, void (*done)(void *arg), void *arg);

/**
 * ask_marks(c, arena, out): Under which keys the history counts C's signatures: for each that holds "mark HEX", its first
 * octets, and "selector SELECTOR DOMAIN".
 */
void ask_marks(const struct casefile *c, struct arena *arena, struct ask_keys *out);

/* Forget it; done is not called. */
void ask_cancel(struct asking *asking);

#endif
