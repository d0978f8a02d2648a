/* history: first and last time, good and bad mail, of addresses, domains, hosts and pairs of them. */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "wire/ask.h"
#include "store/store.h"

/**
 * history_note(s, e, why): Count E for its keys, inside a transaction of the caller.
 *
 * Takes:   e  a message that was judged; others (refused, deferred) change nothing
 * Cost:    one row for each of ip, from, domain, and for each of the first 20 recipients
 */
int history_note(struct store *s, const struct mail_event *e, struct why *why);

/**
 * history_find(s, keys, a, out, why): What is known of each key, in their order.
 */
int history_find(struct store *s, const struct ask_keys *keys, struct arena *a, struct answer_history *out,
    struct why *why);

/**
 * history_expire(s, before_ms, most, why): Forget at most MOST keys that were last seen before BEFORE_MS.
 *
 * Gives:   how many, or a fault
 */
int history_expire(struct store *s, int64_t before_ms, uint32_t most, struct why *why);

#endif
