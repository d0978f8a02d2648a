#include "keeper/keeper_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "store/reports.h"
#include "store/events.h"
#include "store/history.h"
#include "store/outbox.h"
#include "sys/clock.h"
#include "sys/durable.h"

enum {
	EXPIRY_PERIOD_MS = 3600 * 1000,
	EXPIRY_FILES = 50,      /* per call: three syncs each, and holds wait meanwhile */
	EXPIRY_EVENTS = 2000,
};
/* Evidence that old is worth a fourth at most, of the slowest kind. */
#define EXPIRY_CREDITS_DAYS 60
#define DAY_MS INT64_C(86400000)
/* Events that wait while the database does not take them. */
#define EVENTS_ARENA_MAX ((size_t)32 << 20)

void
keeper_flush(struct keeper *k)
{
	if (k->events.count == 0 && k->triplets.count == 0 && k->tallies.count == 0)
		return;
	int fault = store_begin(k->store, NULL);
	for (size_t i = 0; i < k->triplets.count && fault == 0; i++) {
		const struct triplet_news *n = &k->triplets.at[i];
		fault = triplet_note(k->store, &n->triplet, n->time_ms, n->passed, NULL);
	}
	for (size_t i = 0; i < k->events.count && fault == 0; i++) {
		fault = events_add(k->store, &k->events.at[i], NULL);
		if (fault == 0)
			fault = history_note(k->store, &k->events.at[i], NULL);
	}
	if (fault == 0)
		fault = keeper_write_tallies(k);
	if (fault == 0)
		fault = store_commit(k->store, NULL);
	if (fault != 0) {
		/* They wait for the next try; keeper_note drops new ones when there is no room left. */
		store_rollback(k->store);
		k->first_ms = clock_steady_us() / 1000;
		return;
	}
	arena_reset(k->arena);
	k->events.at = NULL;
	k->events.count = k->events.room = 0;
	k->triplets.at = NULL;
	k->triplets.count = k->triplets.room = 0;
	k->tallies.at = NULL;
	k->tallies.count = k->tallies.room = 0;
}

/* A deep copy by way of the binary form, which also repairs texts. */
static bool
keep_event(struct keeper *k, const struct mail_event *e)
{
	struct buf form;
	struct bytes kept;
	buf_init(&form, HOLD_EVENT_MAX);
	schema_write(&event_schema, e, &form);
	struct mail_event *place = NULL;
	if (buf_ok(&form) && arena_copy(k->arena, buf_bytes(&form), &kept))
		place = LIST_ADD(k->arena, &k->events);
	if (place != NULL && schema_read(&event_schema, kept, k->arena, place) != 0) {
		k->events.count--;
		place = NULL;
	}
	buf_done(&form);
	return place != NULL;
}

/* At most so many of greylisting's wait to be written; beyond it nobody new is made to wait. */
#define NEWS_MAX 2000

int
keeper_triplet(struct keeper *k, const struct ask_triplet *t, int64_t now_ms, int64_t *out_wait_ms, struct why *why)
{
	struct triplet triplet = triplet_of(t);
	bool is_new;
	*out_wait_ms = 0;
	for (size_t i = 0; i < k->triplets.count; i++) {
		const struct triplet_news *n = &k->triplets.at[i];
		if (memcmp(&n->triplet, &triplet, sizeof triplet) != 0)
			continue;
		*out_wait_ms = n->passed ? 0 : n->time_ms + t->delay_ms - now_ms;
		return 0;
	}
	int fault = triplet_wait(k->store, &triplet, now_ms, t->delay_ms, out_wait_ms, &is_new, why);
	if (fault != 0 || (*out_wait_ms != 0 && !is_new))
		return fault;
	if (k->events.count == 0 && k->triplets.count == 0 && k->tallies.count == 0)
		k->first_ms = clock_steady_us() / 1000;
	struct triplet_news *n = k->triplets.count < NEWS_MAX && (!is_new || k->triplet_count < TRIPLETS_MAX)
	    ? LIST_ADD(k->arena, &k->triplets) : NULL;
	if (n == NULL) {
		*out_wait_ms = 0;
		return 0;
	}
	*n = (struct triplet_news){ triplet, now_ms, !is_new };
	k->triplet_count += is_new;
	return 0;
}

void
keeper_note(struct keeper *k, const struct mail_event *e)
{
	if (k->events.count == 0 && k->triplets.count == 0 && k->tallies.count == 0)
		k->first_ms = clock_steady_us() / 1000;
	if (k->events.count >= KEEPER_FLUSH_EVENTS || arena_used(k->arena) > EVENTS_ARENA_MAX / 2)
		keeper_flush(k);
	if (!keep_event(k, e))
		k->events_lost++;
	reputation_note(k->reputation, e);
}

struct quarantine *
keeper_quarantine(struct keeper *k)
{
	return k->quarantine;
}

/* The first start makes a key; a second one never replaces it. */
static int
make_key(int data, struct why *why)
{
	uint8_t secret[KEY_OCTETS];
	char line[2 * KEY_OCTETS + 1];
	if (faccessat(data, "quarantine.key", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	must(sodium_init() >= 0);
	randombytes_buf(secret, sizeof secret);
	sodium_bin2hex(line, sizeof line, secret, sizeof secret);
	line[sizeof line - 1] = '\n';
	int fault = durable_write(data, "quarantine.key", bytes_of(line, sizeof line), why);
	sodium_memzero(secret, sizeof secret);
	sodium_memzero(line, sizeof line);
	return fault;
}

static int
open_keys(struct keeper *k, struct why *why)
{
	if (k->options.key_file[0] != '\0')
		return keys_read(k->options.key_file, &k->keys, why);
	char path[4096];
	int fault = make_key(k->data, why);
	snprintf(path, sizeof path, "%s/quarantine.key", k->options.data);
	return fault != 0 ? fault : keys_read(path, &k->keys, why);
}

static int
open_data(struct keeper *k, struct why *why)
{
	k->data = durable_directory(k->options.data, 0700, why);
	if (k->data < 0)
		return k->data;
	int above = openat(k->data, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (above >= 0) {
		fsync(above);
		close(above);
	}
	k->lock = openat(k->data, "keeper.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (k->lock < 0)
		return why_system(why, "keeper.lock");
	if (flock(k->lock, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK
		           ? why_set(why, FAULT_LATER, "%s: another process works with this data directory", k->options.data)
		           : why_system(why, "keeper.lock");
	return 0;
}

/* A damaged database is kept for the expert; the index grows again from the files. */
static int
set_aside(struct keeper *k, struct why *why)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < 3; i++) {
		char from[32], to[64];
		snprintf(from, sizeof from, "keeper.db%s", suffixes[i]);
		snprintf(to, sizeof to, "keeper.db.damaged-%lld%s", (long long)clock_wall_ms(), suffixes[i]);
		if (renameat(k->data, from, k->data, to) != 0 && errno != ENOENT)
			return why_system(why, from);
	}
	return 0;
}

static int
open_store(struct keeper *k, struct why *why)
{
	char path[4096];
	if (snprintf(path, sizeof path, "%s/keeper.db", k->options.data) >= (int)sizeof path)
		return why_set(why, FAULT_CONFIG, "the name of the data directory is too long");
	int fault = store_open(path, &k->store, why);
	if (fault != FAULT_INPUT)
		return fault;
	fault = set_aside(k, why);
	return fault != 0 ? fault : store_open(path, &k->store, why);
}

int
keeper_open(const struct keeper_options *options, struct keeper **out, struct why *why)
{
	struct keeper *k = xcalloc(1, sizeof *k);
	k->options = *options;
	k->data = k->lock = -1;
	k->arena = arena_new(EVENTS_ARENA_MAX);
	int fault = open_data(k, why);
	if (fault == 0)
		fault = open_keys(k, why);
	if (fault == 0)
		fault = open_store(k, why);
	if (fault == 0)
		k->reputation = reputation_new(k->store);
	if (fault == 0)
		k->taught = taught_new(k->store);
	k->passwords = passwords_new();
	if (fault == 0)
		fault = prints_open(k->store, k->data, (size_t)options->prints_octets, &k->prints, why);
	if (fault == 0)
		fault = quarantine_open(k->data, k->store, k->keys, &k->quarantine, why);
	if (fault == 0)
		fault = quarantine_scan(k->quarantine, false, &k->scanned, why);
	if (fault == 0)
		fault = triplets_count(k->store, &k->triplet_count, why);
	if (fault == 0)
		fault = outbox_recover(k->store, clock_wall_ms(), why);
	if (fault != 0) {
		keeper_close(k);
		return fault;
	}
	*out = k;
	return 0;
}

void
keeper_close(struct keeper *k)
{
	if (k == NULL)
		return;
	if (k->store != NULL)
		keeper_flush(k);
	if (k->reputation != NULL)
		(void)reputation_write(k->reputation, NULL);
	reputation_free(k->reputation);
	taught_free(k->taught);
	passwords_free(k->passwords);
	prints_close(k->prints);
	quarantine_close(k->quarantine);
	store_close(k->store);
	keys_free(k->keys);
	arena_free(k->arena);
	if (k->lock >= 0)
		close(k->lock);
	if (k->data >= 0)
		close(k->data);
	free(k);
}

/* Gives how many fingerprints were forgotten. */
static int
expire_prints(struct keeper *k, int64_t now_ms)
{
	struct arena *a = arena_new(EVENTS_ARENA_MAX);
	struct print_rows gone = { 0 };
	int fault = store_begin(k->store, NULL);
	if (fault == 0)
		fault = prints_expire(k->store, now_ms - PRINTS_KEPT_DAYS * DAY_MS, LESSONS_PRINTS_MAX, EXPIRY_EVENTS, a, &gone, NULL);
	if (fault == 0)
		fault = store_commit(k->store, NULL);
	if (fault == 0)
		prints_drop(k->prints, &gone);
	else
		store_rollback(k->store);
	int count = fault == 0 ? (int)gone.rows.count : 0;
	arena_free(a);
	return count;
}

/* Gives whether there is more to expire at once. */
static bool
expire(struct keeper *k)
{
	int64_t now_ms = clock_wall_ms();
	struct expiry expiry = { .now_ms = now_ms, .keep_ms = k->options.hold_ms, .octets = k->options.hold_octets,
		.most = EXPIRY_FILES };
	int holds = quarantine_expire(k->quarantine, &expiry, NULL), events = 0, keys = 0;
	int credits = credits_expire(k->store, now_ms / DAY_MS - EXPIRY_CREDITS_DAYS, CREDITS_ROWS_MAX, EXPIRY_EVENTS, NULL);
	if (k->options.event_ms != 0) {
		events = events_expire(k->store, now_ms - k->options.event_ms, EXPIRY_EVENTS, NULL);
		keys = history_expire(k->store, now_ms - k->options.event_ms, EXPIRY_EVENTS, NULL);
	}
	(void)reports_expire(k->store, now_ms, NULL);
	int prints = expire_prints(k, now_ms);
	(void)lessons_expire(k->store, now_ms - TAUGHT_DAYS * DAY_MS, k->options.event_ms != 0 ? now_ms - k->options.event_ms : 0,
	    EXPIRY_EVENTS, NULL);
	int triplets = triplets_expire(k->store, now_ms, EXPIRY_EVENTS, NULL);
	(void)triplets_count(k->store, &k->triplet_count, NULL);
	return triplets == EXPIRY_EVENTS || prints == EXPIRY_EVENTS || holds == EXPIRY_FILES || events == EXPIRY_EVENTS || keys == EXPIRY_EVENTS ||
	       credits == EXPIRY_EVENTS;
}

int
keeper_tick(struct keeper *k, int64_t now_ms)
{
	bool is_waiting = k->events.count != 0 || k->triplets.count != 0 || k->tallies.count != 0;
	if (is_waiting && now_ms - k->first_ms >= KEEPER_FLUSH_MS)
		keeper_flush(k);
	int due = reputation_due(k->reputation, now_ms);
	if (due == 0) {
		(void)reputation_write(k->reputation, NULL);
		due = reputation_due(k->reputation, now_ms);
	}
	if (k->expired_ms == 0 || now_ms - k->expired_ms >= EXPIRY_PERIOD_MS)
		k->expired_ms = expire(k) ? 0 : now_ms;
	if (k->expired_ms == 0)
		return 1000;
	if (k->events.count != 0 || k->triplets.count != 0 || k->tallies.count != 0)
		return KEEPER_FLUSH_MS;
	return due < 60 * 1000 ? due : 60 * 1000;
}
