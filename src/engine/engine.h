/* engine: other scanners (clamd...) asked about a message, each by its own driver (engine/driver.h), all at once.
 *
 * An engine may be away, slow, busy or dead: its answer then is a status that says so (casefile/engine.h), at its deadline
 * at the latest.  It is asked for its version now and then; when it does not answer that it is down, no message waits
 * for it until it does, and the log says "engine-down" and "engine-up".  A message that makes it fail does not bring it
 * down: that is decided by the question for its version alone.
 *
 * Runs on the event loop.  Ceilings: [engine] connections at a time, ENGINE_WAITING_MAX messages that wait, an answer of
 * ENGINE_REPLY_MAX octets. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "casefile/engine.h"
#include "conf/conf.h"
#include "sys/log.h"

struct event_base;
struct engines;
struct engines_asking;

enum engine_limits {
	ENGINE_WAITING_MAX = 1000,
	ENGINE_PROBE_UP_MS = 60000,  /* how often its version is asked: new signatures end what is cached */
	ENGINE_PROBE_DOWN_MS = 5000, /* how soon it is found to be back */
	ENGINE_PROBE_WAIT_MS = 2000, /* for its version; it has nothing to do for that */
	ENGINE_CACHED_MAX = 1 << 20, /* octets of the messages whose answer is kept: hashing one takes a millisecond */
};

/**
 * engines_new(base, conf, log, out, why): Every [engine] of CONF.
 *
 * Takes:   conf, log  outlive it; LOG may be NULL
 * Gives:   0 and *out; NULL in it where there is no engine
 * Fails:   FAULT_CONFIG
 */
int engines_new(struct event_base *base, const struct conf *conf, const struct log *log, struct engines **out, struct why *why);

/* Every asking must have ended or been cancelled.  NULL is fine. */
void engines_free(struct engines *e);

/* What each has said since the start. */
struct engine_stats {
	uint64_t asked;
	uint64_t said[ENGINE_STATUS_COUNT];
	uint64_t cached;
	uint64_t ms;    /* of all answers together */
	uint32_t open, waiting;
	bool is_down;
};
size_t engines_count(const struct engines *e);
void engines_stats(const struct engines *e, size_t index, struct bytes *name, struct engine_stats *out);

/* Which files at least one of them wants. */
enum engine_files_wanted engines_want_files(const struct engines *e);

struct engines_question {
	struct blob *message; /* borrowed until done or cancelled */
	bool has_attachment;
	const struct engine_files *files; /* borrowed too; NULL: none */
};

/* What came of it. */
struct engines_answers {
	struct casefile_engine at[CASEFILE_ENGINES_MAX]; /* texts are valid during the call */
	size_t count;
};
typedef void engines_done(void *arg, const struct engines_answers *answers);

/**
 * engines_ask(e, question, done, arg): Have every engine that wants it scan the message, and the files that it wants.
 *
 * One after the other, until it finds something: one row an engine, which names the file.
 *
 * Gives:   the asking; DONE will be called once, from the event loop, never from inside this call, at the longest deadline
 *          at the latest; NULL where no engine wants it
 */
struct engines_asking *engines_ask(struct engines *e, const struct engines_question *question, engines_done *done, void *arg);

/* Nobody waits any more; DONE is not called. */
void engines_cancel(struct engines_asking *a);

#endif
