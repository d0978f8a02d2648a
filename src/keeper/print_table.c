#include "keeper/print_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/must.h"
#include "sys/fd.h"

/* Five entries of twelve octets in a line of 64. */
#define PER_BUCKET 5

struct entry {
	uint32_t tag;   /* 0: free */
	uint32_t print; /* 0: only counted */
	uint16_t day;   /* last seen */
	uint16_t seen;
};

struct bucket {
	struct entry at[PER_BUCKET];
	uint32_t unused;
};
_Static_assert(sizeof(struct bucket) == 64, "a bucket is a line of the cache");

struct print_table {
	struct bucket *buckets;
	size_t count;
	uint64_t lost;
};

/* A key's place: two buckets and the tag by which it is known there. */
struct place {
	struct bucket *of[2];
	uint32_t tag;
};

struct print_table *
print_table_new(size_t octets)
{
	struct print_table *t = xcalloc(1, sizeof *t);
	size_t count = (octets > PRINT_TABLE_LEAST ? octets : PRINT_TABLE_LEAST) / sizeof(struct bucket);
	must(count <= UINT32_MAX);
	void *at = mmap(NULL, count * sizeof(struct bucket), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	must(at != MAP_FAILED);
	t->buckets = at;
	t->count = count;
	return t;
}

void
print_table_free(struct print_table *t)
{
	if (t != NULL)
		(void)munmap(t->buckets, t->count * sizeof *t->buckets);
	free(t);
}

static inline struct place
place_of(const struct print_table *t, uint64_t key)
{
	uint64_t x = key * 0x9E3779B97F4A7C15u;
	x ^= x << 32;
	uint64_t y = x * 0xD6E8FEB86659FD93u;
	y ^= y >> 32;
	struct place p = { { &t->buckets[(x >> 32) * t->count >> 32], &t->buckets[(y >> 32) * t->count >> 32] }, (uint32_t)y | 1 };
	__builtin_prefetch(p.of[0]);
	__builtin_prefetch(p.of[1]);
	return p;
}

static uint16_t
faded(const struct entry *e, uint16_t day)
{
	/* A clock set back makes nothing older. */
	unsigned age = day > e->day ? day - e->day : 0;
	return age >= 16 ? 0 : (uint16_t)(e->seen >> age);
}

/* Who gives way: free, else counted only and seen longest ago; NULL where all were reported. */
static struct entry *
weakest(const struct place *p, bool may_be_reported)
{
	struct entry *best = NULL;
	for (int b = 0; b < 2; b++)
		for (int i = 0; i < PER_BUCKET; i++) {
			struct entry *e = &p->of[b]->at[i];
			if (e->tag == 0)
				return e;
			if (e->print != 0 && !may_be_reported)
				continue;
			bool is_weaker = best == NULL || e->day < best->day || (e->day == best->day && e->seen < best->seen);
			best = is_weaker ? e : best;
		}
	return best;
}

void
print_table_add(struct print_table *t, uint64_t key, uint32_t print, uint16_t day)
{
	struct place p = place_of(t, key);
	struct entry *counted = NULL, *oldest = NULL;
	size_t same = 0;
	for (int b = 0; b < 2; b++)
		for (int i = 0; i < PER_BUCKET; i++) {
			struct entry *e = &p.of[b]->at[i];
			if (e->tag != p.tag)
				continue;
			if (e->print == print)
				return;
			if (e->print == 0) {
				counted = e;
				continue;
			}
			same++;
			oldest = oldest == NULL || e->print < oldest->print ? e : oldest;
		}
	struct entry *e = same == PRINT_TABLE_SAME ? oldest : counted != NULL ? counted : weakest(&p, false);
	if (e == NULL) {
		e = weakest(&p, true);
		t->lost++;
	}
	*e = (struct entry){ p.tag, print, day, e->tag == p.tag ? e->seen : 0 };
}

void
print_table_remove(struct print_table *t, uint64_t key, uint32_t print)
{
	struct place p = place_of(t, key);
	for (int b = 0; b < 2; b++)
		for (int i = 0; i < PER_BUCKET; i++) {
			struct entry *e = &p.of[b]->at[i];
			if (e->tag == p.tag && e->print == print)
				e->print = 0;
		}
}

size_t
print_table_find(const struct print_table *t, uint64_t key, uint32_t out[PRINT_TABLE_SAME])
{
	struct place p = place_of(t, key);
	size_t count = 0;
	for (int b = 0; b < (p.of[0] == p.of[1] ? 1 : 2); b++)
		for (int i = 0; i < PER_BUCKET && count < PRINT_TABLE_SAME; i++) {
			const struct entry *e = &p.of[b]->at[i];
			if (e->tag == p.tag && e->print != 0)
				out[count++] = e->print;
		}
	return count;
}

/* The entry that counts KEY: the one without a print, else the first. */
static struct entry *
counter_of(const struct place *p)
{
	struct entry *first = NULL;
	for (int b = 0; b < 2; b++)
		for (int i = 0; i < PER_BUCKET; i++) {
			struct entry *e = &p->of[b]->at[i];
			if (e->tag == p->tag && (first == NULL || e->print == 0))
				first = e;
		}
	return first;
}

uint32_t
print_table_count(struct print_table *t, uint64_t key, uint16_t day)
{
	struct place p = place_of(t, key);
	struct entry *e = counter_of(&p);
	if (e == NULL) {
		e = weakest(&p, false);
		if (e == NULL)
			return 1;
		*e = (struct entry){ .tag = p.tag, .day = day };
	}
	uint16_t seen = faded(e, day);
	e->seen = seen == UINT16_MAX ? seen : (uint16_t)(seen + 1);
	e->day = day > e->day ? day : e->day;
	return e->seen;
}

uint32_t
print_table_seen(const struct print_table *t, uint64_t key, uint16_t day)
{
	struct place p = place_of(t, key);
	const struct entry *e = counter_of(&p);
	return e != NULL ? faded(e, day) : 0;
}

/* -- the file -- */

/* A file is its head and the stretches of the table that are not empty, each after its number.  It never leaves the
 * machine, so numbers are as the processor has them; the magic says whether that is still so. */
#define MAGIC UINT64_C(0x31454C4254525450)
#define STRETCH ((size_t)1024)

struct head {
	uint64_t magic;
	uint64_t buckets;
	struct print_table_rows rows;
	uint64_t digest; /* of all that follows */
};

static struct bytes
stretch(const struct print_table *t, uint64_t i)
{
	size_t first = (size_t)i * STRETCH, left = t->count - first;
	return bytes_of(&t->buckets[first], (left < STRETCH ? left : STRETCH) * sizeof(struct bucket));
}

static bool
is_empty(struct bytes octets)
{
	return octets.at[0] == 0 && memcmp(octets.at, octets.at + 1, octets.len - 1) == 0;
}

static int
save_stretches(const struct print_table *t, int fd, struct head *head)
{
	XXH3_state_t digest;
	(void)XXH3_64bits_reset(&digest);
	int fault = fd_write_all(fd, bytes_of(head, sizeof *head));
	for (uint64_t i = 0; i * STRETCH < t->count && fault == 0; i++) {
		struct bytes octets = stretch(t, i);
		if (is_empty(octets))
			continue;
		(void)XXH3_64bits_update(&digest, &i, sizeof i);
		(void)XXH3_64bits_update(&digest, octets.at, octets.len);
		fault = fd_write_all(fd, bytes_of(&i, sizeof i));
		if (fault == 0)
			fault = fd_write_all(fd, octets);
	}
	head->digest = XXH3_64bits_digest(&digest);
	if (fault == 0 && pwrite(fd, head, sizeof *head, 0) != (ssize_t)sizeof *head)
		fault = FAULT_SYSTEM;
	return fault;
}

int
print_table_save(const struct print_table *t, int directory, const char *name, const struct print_table_rows *rows,
    struct why *why)
{
	struct head head = { MAGIC, t->count, *rows, 0 };
	if (t->count * sizeof *t->buckets > PRINT_TABLE_SAVED_MAX)
		return why_set(why, FAULT_LIMIT, "%s: the table is too large to be saved", name);
	OWN_FD int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return why_system(why, name);
	if (save_stretches(t, fd, &head) == 0)
		return 0;
	(void)why_system(why, name);
	(void)unlinkat(directory, name, 0);
	return FAULT_SYSTEM;
}

/* All of SIZE octets, or how many there were. */
static size_t
read_whole(int fd, void *out, size_t size)
{
	size_t have = 0;
	ssize_t n = 0;
	while (have < size && ((n = read(fd, (uint8_t *)out + have, size - have)) > 0 || (n < 0 && errno == EINTR)))
		have += n > 0 ? (size_t)n : 0;
	return have;
}

static bool
load_stretches(struct print_table *t, int fd, uint64_t wanted)
{
	XXH3_state_t digest;
	(void)XXH3_64bits_reset(&digest);
	uint64_t i, least = 0;
	size_t got;
	while ((got = read_whole(fd, &i, sizeof i)) == sizeof i) {
		/* ascending, so that a file is no longer than its table */
		if (i < least || i >= (t->count + STRETCH - 1) / STRETCH)
			return false;
		struct bytes octets = stretch(t, i);
		if (read_whole(fd, &t->buckets[i * STRETCH], octets.len) != octets.len)
			return false;
		(void)XXH3_64bits_update(&digest, &i, sizeof i);
		(void)XXH3_64bits_update(&digest, octets.at, octets.len);
		least = i + 1;
	}
	return got == 0 && XXH3_64bits_digest(&digest) == wanted;
}

int
print_table_load(struct print_table *t, int directory, const char *name, const struct print_table_rows *rows,
    struct why *why)
{
	struct head head;
	OWN_FD int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? why_set(why, FAULT_ABSENT, "%s: there is none", name) : why_system(why, name);
	(void)unlinkat(directory, name, 0);
	if (read_whole(fd, &head, sizeof head) != sizeof head || head.magic != MAGIC || head.buckets != t->count ||
	    head.rows.count != rows->count || head.rows.newest != rows->newest)
		return why_set(why, FAULT_INPUT, "%s: it is of other fingerprints", name);
	if (load_stretches(t, fd, head.digest))
		return 0;
	/* fresh pages read as zero */
	must(madvise(t->buckets, t->count * sizeof *t->buckets, MADV_DONTNEED) == 0);
	return why_set(why, FAULT_INPUT, "%s: it is damaged", name);
}

size_t
print_table_room(const struct print_table *t)
{
	return t->count * PER_BUCKET;
}

uint64_t
print_table_lost(const struct print_table *t)
{
	return t->lost;
}
