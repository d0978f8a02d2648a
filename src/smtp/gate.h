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

#include "front/front.h"

struct gate;
struct spool_room;
struct dns_resolver;
struct trust_outcome;

/* How an attempt to speak to a next hop by DANE or MTA-STS ended (smtp/trust.h); valid during the call. */
typedef void hop_tls_noter(void *context, const struct trust_outcome *outcome);

struct gate_options {
	struct event_base *base;
	const struct conf *conf;
	const char *hostname;   /* NULL: the configuration's, then the system's */
	struct dns_resolver *resolver; /* for next hops with tls = dane or mta-sts; NULL: nobody is asked */
	hop_tls_noter *note_tls; /* hears how those attempts ended; may be NULL */
	void *note_context;
	int spool;              /* a directory, or -1: messages stay in memory */
	struct gate_callbacks behind;
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

/* Where messages are kept while nobody has taken them: all fronts share its ceilings. */
struct spool_room *gate_room(struct gate *gate);

/* How many sessions there are. */
size_t gate_sessions(const struct gate *gate);

/* End everything at once; the base is not running. */
void gate_free(struct gate *gate);

#endif
