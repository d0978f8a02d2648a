#include "cli/campaigns.h"

#include <stdlib.h>

#include "base/must.h"

/* Ten bands of three hashes: of two texts alike to 70 % some band is equal in 98 of 100 cases, to 20 % in 8. */
enum { BANDS = 10, BAND_HASHES = 3, CAMPAIGN_LOOKS = 64, TABLE_BITS = 20 };

struct turn {
	int64_t date;
	size_t message;
};

struct entry {
	uint32_t message; /* 1 + index; 0: none */
	uint32_t next;    /* 1 + index of the entry behind it */
};

struct finder {
	struct corpus *corpus;
	uint8_t (*prints)[4 * PRINT_HASHES]; /* [message] */
	bool *has_print;
	int64_t *dates;
	uint32_t *heads; /* 1 + index of an entry */
	struct entry *entries;
	size_t entry_count;
};

static size_t
group_of(const struct corpus_message *m)
{
	return 2 * m->source + !label_is_good(m->label);
}

/* Older first; without a date, in the order of their names. */
static int
by_date(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	return x->date != y->date ? (x->date > y->date) - (x->date < y->date) : (x->message > y->message) - (x->message < y->message);
}

static void
read_prints(struct finder *f)
{
	struct arena *arena = arena_new(CASEFILE_ARENA_MAX);
	for (size_t i = 0; i < corpus_count(f->corpus); i++) {
		struct casefile c;
		corpus_casefile(f->corpus, i, arena, &c);
		f->dates[i] = c.date;
		for (size_t k = 0; k < c.prints.count && !f->has_print[i]; k++)
			if (c.prints.at[k].kind == PRINT_TEXT && c.prints.at[k].octets.len == sizeof f->prints[i]) {
				memcpy(f->prints[i], c.prints.at[k].octets.at, sizeof f->prints[i]);
				f->has_print[i] = true;
			}
		arena_reset(arena);
	}
	arena_free(arena);
}

static uint32_t *
place_of(const struct finder *f, size_t i, size_t band)
{
	uint64_t hash = (group_of(corpus_message(f->corpus, i)) * BANDS + band + 1) * 0x9E3779B97F4A7C15u;
	for (size_t k = 0; k < 4 * BAND_HASHES; k++)
		hash = (hash ^ f->prints[i][4 * BAND_HASHES * band + k]) * 0x100000001B3u;
	return &f->heads[(hash ^ hash >> 29) * 0x9E3779B97F4A7C15u >> (64 - TABLE_BITS)];
}

static bool
is_copy(const struct finder *f, size_t i)
{
	struct bytes own = bytes_of(f->prints[i], sizeof f->prints[i]);
	int looks = 0;
	for (size_t band = 0; band < BANDS; band++)
		for (uint32_t e = *place_of(f, i, band); e != 0 && looks < CAMPAIGN_LOOKS; e = f->entries[e - 1].next, looks++) {
			size_t other = f->entries[e - 1].message - 1;
			if (group_of(corpus_message(f->corpus, i)) == group_of(corpus_message(f->corpus, other)) &&
			    print_likeness(PRINT_TEXT, own, bytes_of(f->prints[other], sizeof f->prints[other])) >= CAMPAIGN_LIKENESS)
				return true;
		}
	return false;
}

static void
remember(struct finder *f, size_t i)
{
	for (size_t band = 0; band < BANDS; band++) {
		uint32_t *head = place_of(f, i, band);
		f->entries[f->entry_count++] = (struct entry){ (uint32_t)i + 1, *head };
		*head = (uint32_t)f->entry_count;
	}
}

static struct turn *
turns_of(const struct corpus *corpus, const int64_t *dates)
{
	struct turn *turns = xcalloc(corpus_count(corpus) + 1, sizeof *turns);
	for (size_t i = 0; i < corpus_count(corpus); i++)
		turns[i] = (struct turn){ dates[i], i };
	if (corpus_count(corpus) != 0)
		qsort(turns, corpus_count(corpus), sizeof *turns, by_date);
	return turns;
}

size_t
campaigns_mark(struct corpus *corpus)
{
	size_t all = corpus_count(corpus), copies = 0;
	must(all < UINT32_MAX / BANDS);
	struct finder f = { .corpus = corpus, .prints = xcalloc(all + 1, sizeof *f.prints), .has_print = xcalloc(all + 1, sizeof *f.has_print),
		.dates = xcalloc(all + 1, sizeof *f.dates), .heads = xcalloc((size_t)1 << TABLE_BITS, sizeof *f.heads),
		.entries = xcalloc(all * BANDS + 1, sizeof *f.entries) };
	read_prints(&f);
	struct turn *turns = turns_of(corpus, f.dates);
	for (size_t k = 0; k < all; k++) {
		struct corpus_message *m = corpus_change(corpus, turns[k].message);
		m->order = k;
		m->is_copy = f.has_print[turns[k].message] && is_copy(&f, turns[k].message);
		copies += m->is_copy;
		if (f.has_print[turns[k].message] && !m->is_copy)
			remember(&f, turns[k].message);
	}
	free(turns);
	free(f.prints);
	free(f.has_print);
	free(f.dates);
	free(f.heads);
	free(f.entries);
	return copies;
}

void
campaigns_count_once(struct corpus *corpus)
{
	for (size_t i = 0; i < corpus_count(corpus); i++) {
		struct corpus_message *m = corpus_change(corpus, i);
		m->is_not_learned |= m->is_copy;
		m->is_not_counted |= m->is_copy;
	}
}

void
campaigns_split(struct corpus *corpus, unsigned long percent)
{
	size_t all = corpus_count(corpus), groups = 2 * corpus_sources(corpus);
	size_t *in_order = xcalloc(all + 1, sizeof *in_order), *sizes = xcalloc(groups + 1, sizeof *sizes), *seen = xcalloc(groups + 1, sizeof *seen);
	for (size_t i = 0; i < all; i++) {
		in_order[corpus_message(corpus, i)->order] = i;
		sizes[group_of(corpus_message(corpus, i))]++;
	}
	for (size_t k = 0; k < all; k++) {
		struct corpus_message *m = corpus_change(corpus, in_order[k]);
		size_t group = group_of(m), older = sizes[group] - sizes[group] * percent / 100;
		bool is_newer = seen[group]++ >= older;
		m->is_not_learned |= is_newer;
		m->is_not_counted |= !is_newer || m->is_copy;
	}
	free(in_order);
	free(sizes);
	free(seen);
}
