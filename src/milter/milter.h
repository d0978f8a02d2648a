/* milter: the front for mail servers that ask a filter: Postfix and Sendmail.
 *
 * The mail server keeps the client waiting until we have answered, so what SMTP promises holds here, too: a quarantined
 * message is durable before the server hears "discard", and what we cannot judge it hears 451.  RCPT is answered
 * from what is known then (block lists, the door); everything else is decided at the end of the message.  We change
 * header fields, and nothing else.
 *
 * A listener with shadow = yes changes nothing: it judges, and notes beside the verdict what the filter in place wrote
 * into the header (milter/other.h).
 *
 * Ceilings: sessions, recipients and octets of a message as for SMTP (conf_ceilings); a packet: MILTER_PACKET_MAX;
 * forged fields: MILTER_FORGED_MAX; a packet that does not become whole in MILTER_PACKET_MS, a silent server after
 * MILTER_IDLE_MS.  Whoever speaks something else is logged and hung up on; nobody else notices. */
#ifndef MILTER_MILTER_H
#define MILTER_MILTER_H

#include <event2/event.h>

#include "front/front.h"
#include "front/spool.h"
#include "sys/log.h"

enum milter_times {
	MILTER_PACKET_MS = 60000,
	MILTER_IDLE_MS = 7210000,   /* what libmilter waits; between two packets a client of the server thinks */
	MILTER_DRAIN_MS = 60000,    /* the same, while we restart */
	MILTER_PROGRESS_MS = 10000, /* "still judging": Sendmail waits 10 s for some answers, Postfix 30 */
	MILTER_FORGED_MAX = 1000,   /* more than that is no mail */
};

struct milter;

/* What options points to lives as long as the milter. */
struct milter *milter_new(const struct front_options *options);

/* Serve LISTENER on FD, bound and listening, which is ours from now on. */
void milter_listen(struct milter *m, const struct conf_listener *listener, int fd);

/* Serve one connected socket; for tests. */
void milter_serve(struct milter *m, const struct conf_listener *listener, int fd);

/* Take no more; connections end with the present client; then DONE is called. */
void milter_drain(struct milter *m, void (*done)(void *context), void *context);

/* How many connections there are. */
size_t milter_sessions(const struct milter *m);

/* End everything at once; the base is not running.  NULL is fine. */
void milter_free(struct milter *m);

#endif
