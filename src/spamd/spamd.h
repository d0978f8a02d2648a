/* spamd: the front for clients of SpamAssassin's daemon: spamc, Exim, MIMEDefang, procmail, Haraka, cPanel.
 *
 * One request a connection: a message comes, our verdict goes back in the daemon's words (spamd/reply.h), or the message
 * with X-Spam fields above it.  Nothing is held here, whatever the verdict is: the client does with the message what it
 * wants, and the event says so ("advised").  TELL is a lesson (docs/feedback.md), by the user that the client names; a
 * listener takes them where allow_tell says so.
 *
 * The score is log-odds above the prior, "required" where the policy begins to mark; spam is what the policy does not
 * simply deliver.
 *
 * Ceilings: a head as in request.h; octets of a message, compressed or not, and sessions as for SMTP (conf_ceilings);
 * SPAMD_HEAD_MS for a head, SPAMD_BODY_MS for a message, SPAMD_WRITE_MS for each piece that the client must take. */
#ifndef SPAMD_SPAMD_H
#define SPAMD_SPAMD_H

#include <event2/event.h>
#include <openssl/ssl.h>

#include "front/front.h"
#include "front/spool.h"
#include "sys/log.h"

enum spamd_times {
	SPAMD_HEAD_MS = 30000,   /* what the daemon waits for the first line */
	SPAMD_BODY_MS = 300000,  /* ... and for a message to be dealt with */
	SPAMD_WRITE_MS = 60000,
	SPAMD_LINGER_MS = 2000,  /* for a client that still sends, to read why that is for nothing */
};

enum spamd_limits {
	SPAMD_READ_OVER_MAX = 1 << 20, /* of what still comes behind an answer */
	SPAMD_TURN = 256 << 10,        /* octets that are inflated before others have their turn */
	SPAMD_MARKS_MAX = 100,         /* names of X-Spam fields that the message brings along */
};

struct spamd;

/* What options points to lives as long as the front. */
struct spamd *spamd_new(const struct front_options *options);

/**
 * spamd_listen(s, listener, fd, tls): Serve LISTENER on FD, bound and listening, which is ours from now on.
 *
 * Takes:   tls  from the first octet (spamc -S), ours from now on; NULL: plain
 */
void spamd_listen(struct spamd *s, const struct conf_listener *listener, int fd, SSL_CTX *tls);

/* Serve one connected socket; for tests. */
void spamd_serve(struct spamd *s, const struct conf_listener *listener, int fd);

/* Take no more; connections end with their request; then DONE is called. */
void spamd_drain(struct spamd *s, void (*done)(void *context), void *context);

/* How many connections there are. */
size_t spamd_sessions(const struct spamd *s);

/* End everything at once; the base is not running.  NULL is fine. */
void spamd_free(struct spamd *s);

#endif
