/* limit: how many sessions an address, and a network, has and has begun this minute.
 *
 * The table's hash has a secret, so that nobody chooses addresses that collide (D6); an entry lives while it
 * counts something, so that a flood from many addresses costs memory for one minute. */
#ifndef SMTP_LIMIT_H
#define SMTP_LIMIT_H

#include <stdint.h>

#include "conf/cidr.h"

struct limit_entry;

struct limits {
	struct limit_entry **buckets;
	size_t bucket_count; /* a power of two */
	size_t entries;
	uint64_t secret;
	int64_t swept_us;
};

void limits_init(struct limits *l);
void limits_done(struct limits *l);

struct limit_count {
	uint32_t sessions;
	uint32_t begun; /* in the present minute */
};

/**
 * limits_begin(l, network, now_us): Count one more session of NETWORK (of one address: all bits).
 *
 * Gives:   the counts, this one included
 */
struct limit_count limits_begin(struct limits *l, const struct cidr *network, int64_t now_us);

/* One less; only after limits_begin(). */
void limits_end(struct limits *l, const struct cidr *network);

#endif
