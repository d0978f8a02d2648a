/* rates: how much an address, a network or a sender may do in an hour, and who has shown that it can wait.
 *
 * Each is one number, the moment at which its bucket will be empty again (GCRA, the leaky bucket as a meter): what is
 * taken moves it on; when it lies too far ahead there is nothing to take.  One table of a fixed size in the gate's
 * memory, made when it is first needed; its hash has a secret; a flood of keys pushes out those that are emptiest,
 * so that nobody buys more by being many.  A restart forgets, which is for the client. */
#ifndef SMTP_RATES_H
#define SMTP_RATES_H

#include "base/bytes.h"

enum rates_limits {
	RATES_MAX = 65536, /* 1 MiB */
	RATES_BURST_LEAST = 20,
};

enum rate_of { RATE_CLIENT, RATE_NETWORK, RATE_SENDER, RATE_POLITE };

struct rate;

struct rates {
	struct rate *at; /* NULL: nothing was ever counted */
	uint64_t secret;
};

void rates_init(struct rates *r);
void rates_done(struct rates *r);

/**
 * rates_take(r, of, key, per_hour, now_us): Take one of PER_HOUR (0: there is no limit), of which a tenth and
 * RATES_BURST_LEAST may come at once.
 *
 * Gives:   0: taken; else milliseconds until there is one, and nothing was taken
 */
int64_t rates_take(struct rates *r, enum rate_of of, struct bytes key, int64_t per_hour, int64_t now_us);

/* Mark KEY until then; is it marked? */
void rates_mark(struct rates *r, enum rate_of of, struct bytes key, int64_t until_us, int64_t now_us);
bool rates_is_marked(const struct rates *r, enum rate_of of, struct bytes key, int64_t now_us);

#endif
