#include "smtp/limit.h"

#include <stdlib.h>
#include <sys/random.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/must.h"

#define MINUTE_US INT64_C(60000000)
#define BUCKETS_FIRST 1024

struct limit_entry {
	struct cidr network;
	uint32_t sessions;
	uint32_t begun;
	int64_t minute_us; /* when the counting of begun began */
	struct limit_entry *next;
};

void
limits_init(struct limits *l)
{
	*l = (struct limits){ .bucket_count = BUCKETS_FIRST };
	l->buckets = xcalloc(l->bucket_count, sizeof *l->buckets);
	must(getrandom(&l->secret, sizeof l->secret, 0) == sizeof l->secret);
}

static struct limit_entry **
bucket(const struct limits *l, const struct cidr *network)
{
	uint64_t hash = XXH3_64bits_withSeed(network, sizeof *network, l->secret);
	return &l->buckets[hash & (l->bucket_count - 1)];
}

/* Put every entry where it belongs in COUNT buckets; those that count nothing go. */
static void
rebuild(struct limits *l, size_t count, int64_t now_us)
{
	struct limits old = *l;
	l->bucket_count = count;
	l->buckets = xcalloc(count, sizeof *l->buckets);
	l->entries = 0;
	for (size_t i = 0; i < old.bucket_count; i++) {
		for (struct limit_entry *e = old.buckets[i], *next; e != NULL; e = next) {
			next = e->next;
			if (e->sessions == 0 && now_us - e->minute_us >= MINUTE_US) {
				free(e);
				continue;
			}
			struct limit_entry **b = bucket(l, &e->network);
			e->next = *b;
			*b = e;
			l->entries++;
		}
	}
	free(old.buckets);
	l->swept_us = now_us;
}

void
limits_done(struct limits *l)
{
	for (size_t i = 0; i < l->bucket_count; i++) {
		for (struct limit_entry *e = l->buckets[i], *next; e != NULL; e = next) {
			next = e->next;
			free(e);
		}
	}
	free(l->buckets);
	*l = (struct limits){ 0 };
}

struct limit_count
limits_begin(struct limits *l, const struct cidr *network, int64_t now_us)
{
	if (l->entries > l->bucket_count)
		rebuild(l, l->bucket_count * 2, now_us);
	else if (now_us - l->swept_us > MINUTE_US)
		rebuild(l, l->bucket_count, now_us);
	struct limit_entry **b = bucket(l, network), *e = *b;
	while (e != NULL && memcmp(&e->network, network, sizeof *network) != 0)
		e = e->next;
	if (e == NULL) {
		e = xcalloc(1, sizeof *e);
		e->network = *network;
		e->minute_us = now_us;
		e->next = *b;
		*b = e;
		l->entries++;
	}
	if (now_us - e->minute_us >= MINUTE_US) {
		e->minute_us = now_us;
		e->begun = 0;
	}
	e->sessions++;
	e->begun++;
	return (struct limit_count){ e->sessions, e->begun };
}

void
limits_end(struct limits *l, const struct cidr *network)
{
	for (struct limit_entry *e = *bucket(l, network); e != NULL; e = e->next) {
		if (memcmp(&e->network, network, sizeof *network) == 0) {
			must(e->sessions != 0);
			e->sessions--;
			return;
		}
	}
	must(!"a network that was never counted");
}
