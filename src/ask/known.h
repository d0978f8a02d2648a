/* known: the configuration's part in asking: the resolver, the lists, and the names by which the world knows us.
 *
 * For the gate and for the commands that ask as it does. */
#ifndef ASK_KNOWN_H
#define ASK_KNOWN_H

#include "conf/conf.h"
#include "dns/resolver.h"
#include "lists/check.h"

struct event_base;

/**
 * known_resolver(conf, base, out, why): The resolver of [dns].
 *
 * Fails:   FAULT_CONFIG
 */
int known_resolver(const struct conf *conf, struct event_base *base, struct dns_resolver **out, struct why *why);

/**
 * known_lists(conf, out, why): The lists of [lists], untested; reads its file.
 *
 * Fails:   FAULT_CONFIG
 */
int known_lists(const struct conf *conf, struct lists **out, struct why *why);

/**
 * known_own(conf, arena, out): [lists] own, the addresses of public listeners, the configured domains, in this order.
 *
 * Gives:   at most LISTS_SUBJECTS_MAX of them
 */
void known_own(const struct conf *conf, struct arena *arena, struct lists_subjects *out);

#endif
