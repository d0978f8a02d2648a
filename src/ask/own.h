/* own: under which addresses and domains the world knows us. */
#ifndef ASK_OWN_H
#define ASK_OWN_H

#include "conf/conf.h"
#include "lists/check.h"

/**
 * lists_own(conf, arena, out): [lists] own, the addresses of public listeners, the configured domains, in this order.
 *
 * Gives:   at most LISTS_SUBJECTS_MAX of them, and of each kind as many as lists/check.h allows
 */
void lists_own(const struct conf *conf, struct arena *arena, struct lists_subjects *out);

#endif
