/* watch: the DNS lists that the gate asks: their control entries, and what they say of ourselves.  Inside ask/ only.
 *
 * Runs beside the messages, on the same resolver: probes each list in line when it is due (lists/lists.h), says once
 * in the log when one is suspended or back, and every [lists] watch_every asks all lists about our own addresses
 * and domains, and says when one becomes listed or is delisted. */
#ifndef ASK_WATCH_H
#define ASK_WATCH_H

#include "conf/conf.h"
#include "dns/resolver.h"
#include "lists/check.h"
#include "sys/log.h"

struct watch;

struct watch_options {
	struct event_base *base;
	const struct conf *conf;
	struct dns_resolver *resolver;
	const struct log *log; /* NULL: nothing is said, and nobody looks at our own addresses */
};

/**
 * watch_new(options, out, why): The lists of the configuration, untested; probing begins with the event loop.
 *
 * Fails:   FAULT_CONFIG: the operator's table cannot be read
 */
int watch_new(const struct watch_options *options, struct watch **out, struct why *why);
void watch_free(struct watch *w);

struct lists *watch_lists(struct watch *w);

/* Lists may have been suspended: say so, and probe them now. */
void watch_look(struct watch *w);

#endif
