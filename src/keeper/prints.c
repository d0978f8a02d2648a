#include "keeper/prints.h"

#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/must.h"
#include "keeper/print_table.h"

#define DAY_MS INT64_C(86400000)
/* Of the message's pictures, those that are looked up also by keys that differ in a bit. */
#define NEAR_PICTURES_MAX 4
/* Reports on one of the message's fingerprints that are weighed, over all that are like it. */
#define WORDS_MAX 512

/* What one reporter's word is worth, by who he is. */
static const double worth[TEACHER_COUNT] = { [TEACHER_USER] = 0.6, [TEACHER_SERVICE] = 1, [TEACHER_OPERATOR] = 1 };
/* ... where he belongs to another organisation. */
#define FOREIGN 0.5
/* What was called good by somebody of weight stands against so many times as much that was called bad. */
#define VETO_SHARE 0.5
/* The copies of a mail agree in this many bands at least: what three bands count is the mail and no common phrase. */
#define COPIES_RANK 3

struct prints {
	struct store *store;
	struct print_table *table;
	int data;
};

static const char saved_name[] = "prints.table";

static uint16_t
day_of(int64_t now_ms)
{
	int64_t day = now_ms / DAY_MS;
	return day < 0 ? 0 : day > UINT16_MAX ? UINT16_MAX : (uint16_t)day;
}

/* Texts of mails and of files have the same keys. */
static bool
is_text(enum print_kind kind)
{
	return kind == PRINT_TEXT || kind == PRINT_ATTACHED;
}

/* Quarter number I of a picture's hash, as a key. */
static uint64_t
quarter_key(uint64_t looks, unsigned i)
{
	uint64_t quarter = looks >> 16 * i & 0xFFFF;
	return XXH3_64bits_withSeed(&quarter, sizeof quarter, 0x50494354 + i);
}

static uint64_t
u64_of(struct bytes octets)
{
	struct reader r = reader_of(octets);
	return reader_u64le(&r);
}

size_t
prints_keys(enum print_kind kind, struct bytes octets, uint64_t out[PRINTS_KEYS_MAX])
{
	if (octets.len != print_octets(kind))
		return 0;
	if (is_text(kind)) {
		for (size_t i = 0; i < PRINT_BANDS; i++)
			out[i] = XXH3_64bits_withSeed(octets.at + i * PRINT_ROWS * 4, PRINT_ROWS * 4, 0x54455854 + i);
		return PRINT_BANDS;
	}
	if (kind == PRINT_PICTURE) {
		for (unsigned i = 0; i < 4; i++)
			out[i] = quarter_key(u64_of(octets), i);
		return 4;
	}
	out[0] = XXH3_64bits_withSeed(octets.at, octets.len, 0x4B494E44 + (uint64_t)kind);
	return 1;
}

static void
put_row(struct prints *p, const struct print_row *row, uint16_t day)
{
	uint64_t keys[PRINTS_KEYS_MAX];
	size_t count = prints_keys(row->kind, row->octets, keys);
	for (size_t i = 0; i < count; i++)
		print_table_add(p->table, keys[i], row->number, day);
}

static void
see_row(void *context, const struct print_row *row)
{
	put_row(context, row, day_of(row->last_ms));
}

static void
free_prints(struct prints *p)
{
	print_table_free(p->table);
	free(p);
}

int
prints_open(struct store *store, int data, size_t octets, struct prints **out, struct why *why)
{
	struct prints *p = xcalloc(1, sizeof *p);
	struct print_table_rows rows;
	*p = (struct prints){ .store = store, .table = print_table_new(octets != 0 ? octets : PRINTS_MEMORY), .data = data };
	int fault = prints_extent(store, &rows.count, &rows.newest, why);
	if (fault == 0 && print_table_load(p->table, data, saved_name, &rows, NULL) != 0)
		fault = prints_each(store, see_row, p, why);
	if (fault != 0) {
		free_prints(p);
		return fault;
	}
	*out = p;
	return 0;
}

void
prints_close(struct prints *p)
{
	struct print_table_rows rows;
	if (p == NULL)
		return;
	if (prints_extent(p->store, &rows.count, &rows.newest, NULL) == 0)
		(void)print_table_save(p->table, p->data, saved_name, &rows, NULL);
	free_prints(p);
}

void
prints_put(struct prints *p, const struct print_rows *rows, int64_t now_ms)
{
	for (size_t i = 0; i < rows->rows.count; i++)
		put_row(p, &rows->rows.at[i], day_of(now_ms));
}

void
prints_drop(struct prints *p, const struct print_rows *rows)
{
	for (size_t i = 0; i < rows->rows.count; i++) {
		uint64_t keys[PRINTS_KEYS_MAX];
		size_t count = prints_keys(rows->rows.at[i].kind, rows->rows.at[i].octets, keys);
		for (size_t k = 0; k < count; k++)
			print_table_remove(p->table, keys[k], rows->rows.at[i].number);
	}
}

/* -- finding -- */

struct candidates {
	uint32_t at[PRINTS_CANDIDATES_MAX];
	size_t count;
};

static void
add_candidates(const struct prints *p, uint64_t key, struct candidates *c)
{
	uint32_t found[PRINT_TABLE_SAME];
	size_t count = print_table_find(p->table, key, found);
	for (size_t i = 0; i < count; i++) {
		bool is_new = c->count < PRINTS_CANDIDATES_MAX;
		for (size_t k = 0; k < c->count && is_new; k++)
			is_new = c->at[k] != found[i];
		if (is_new)
			c->at[c->count++] = found[i];
	}
}

static void
find_candidates(const struct prints *p, const struct casefile_print *print, bool looks_near, struct candidates *c)
{
	uint64_t keys[PRINTS_KEYS_MAX];
	size_t count = prints_keys(print->kind, print->octets, keys);
	c->count = 0;
	for (size_t i = 0; i < count; i++)
		add_candidates(p, keys[i], c);
	if (print->kind != PRINT_PICTURE || !looks_near)
		return;
	uint64_t looks = u64_of(print->octets);
	for (unsigned bit = 0; bit < 64; bit++)
		add_candidates(p, quarter_key(looks ^ UINT64_C(1) << bit, bit / 16), c);
}

/* Likeness of what is stored and what came; 0 where they are no copies. */
static uint32_t
likeness_of(const struct print_row *row, const struct casefile_print *print)
{
	if (row->kind != print->kind && !(is_text(row->kind) && is_text(print->kind)))
		return 0;
	uint32_t like = print_likeness(print->kind, row->octets, print->octets);
	uint32_t least = is_text(print->kind) ? PRINTS_LIKE : print->kind == PRINT_PICTURE ? PRINTS_PICTURE_LIKE : 100;
	return like >= least ? like : 0;
}

/* One reporter's newest word on what is like this fingerprint. */
struct word {
	uint64_t who;
	enum lesson_as as;
	enum teacher teacher;
	bool is_foreign;
	double weight;
	int64_t time_ms;
};

struct words {
	struct word at[WORDS_MAX];
	size_t count;
};

static void
add_word(struct words *words, const struct print_report *r, struct bytes tenant, uint32_t likeness, int64_t now_ms)
{
	double age = now_ms > r->time_ms ? (double)(now_ms - r->time_ms) / (double)DAY_MS : 0;
	/* A name that a protocol brings is not the operator of that name. */
	struct word w = { .who = XXH3_64bits_withSeed(r->by.at, r->by.len, (uint64_t)r->teacher), .as = r->as, .teacher = r->teacher, .time_ms = r->time_ms,
		.is_foreign = r->teacher != TEACHER_OPERATOR && !bytes_equal(r->tenant, tenant) };
	/* From a good half on it is a copy; below, two short mails may share no more than the footer of a list. */
	w.weight = worth[r->teacher] * (w.is_foreign ? FOREIGN : 1) * fmin(1, (likeness - 20) / 35.0) * exp2(-age / PRINTS_HALF_DAYS);
	for (size_t i = 0; i < words->count; i++)
		if (words->at[i].who == w.who) {
			if (w.time_ms >= words->at[i].time_ms)
				words->at[i] = w;
			return;
		}
	if (words->count < WORDS_MAX)
		words->at[words->count++] = w;
}

static void
weigh(const struct words *words, struct casefile_match *m)
{
	bool has_weight = false;
	for (size_t i = 0; i < words->count; i++) {
		const struct word *w = &words->at[i];
		double *sums[LESSON_AS_COUNT] = { &m->spam, &m->phishing, &m->virus, &m->ham };
		*sums[w->as] += w->weight;
		m->reporters += w->as != LESSON_HAM;
		m->good_reporters += w->as == LESSON_HAM;
		m->by_operator |= w->as != LESSON_HAM && w->teacher == TEACHER_OPERATOR;
		has_weight |= w->as == LESSON_HAM && w->teacher != TEACHER_USER && !w->is_foreign;
	}
	double bad = m->spam + m->phishing + m->virus;
	m->is_vetoed = m->ham > 0 && m->ham >= bad * (has_weight ? VETO_SHARE : 1);
}

static int
match_print(struct prints *p, const struct casefile_print *print, struct bytes tenant, bool looks_near, int64_t now_ms,
    size_t *left, struct arena *scratch, struct casefile_match *out, struct why *why)
{
	struct candidates found;
	struct words words = { .count = 0 };
	*out = (struct casefile_match){ .kind = print->kind, .part = print->part };
	find_candidates(p, print, looks_near, &found);
	for (size_t i = 0; i < found.count && *left != 0; i++, --*left) {
		struct print_row row;
		struct print_reports reports = { 0 };
		int fault = prints_get(p->store, found.at[i], scratch, &row, why);
		if (fault == FAULT_ABSENT)
			continue;
		uint32_t likeness = fault == 0 ? likeness_of(&row, print) : 0;
		if (fault == 0 && likeness != 0)
			fault = prints_reports(p->store, row.number, scratch, &reports, why);
		if (fault != 0)
			return fault;
		for (size_t k = 0; k < reports.rows.count; k++)
			add_word(&words, &reports.rows.at[k], tenant, likeness, now_ms);
		if (reports.rows.count == 0)
			continue;
		out->likeness = likeness > out->likeness ? likeness : out->likeness;
		out->first_ms = out->first_ms == 0 || row.first_ms < out->first_ms ? row.first_ms : out->first_ms;
		out->last_ms = row.last_ms > out->last_ms ? row.last_ms : out->last_ms;
	}
	weigh(&words, out);
	return 0;
}

/* How often what this fingerprint is of came lately. */
static uint64_t
seen(struct prints *p, const struct casefile_print *print, bool is_counted, uint16_t day)
{
	uint64_t keys[PRINTS_KEYS_MAX];
	uint32_t most[COPIES_RANK] = { 0 };
	size_t count = prints_keys(print->kind, print->octets, keys);
	size_t rank = count < COPIES_RANK ? count : COPIES_RANK;
	for (size_t i = 0; i < count; i++) {
		uint32_t n = is_counted ? print_table_count(p->table, keys[i], day) : print_table_seen(p->table, keys[i], day);
		for (size_t k = 0; k < COPIES_RANK; k++)
			if (n > most[k]) {
				uint32_t next = most[k];
				most[k] = n;
				n = next;
			}
	}
	return rank == 0 ? 0 : most[rank - 1];
}

static double
strength(const struct casefile_match *m)
{
	return m->spam + m->phishing + m->virus + m->ham;
}

static void
add_match(struct casefile_matches *out, struct arena *a, const struct casefile_match *m)
{
	size_t at = out->rows.count;
	struct casefile_match *last = at < CASEFILE_MATCHES_MAX ? LIST_ADD(a, &out->rows) : NULL;
	if (last == NULL && (at == 0 || strength(&out->rows.at[at - 1]) >= strength(m)))
		return;
	at = last != NULL ? at : at - 1;
	for (; at > 0 && strength(&out->rows.at[at - 1]) < strength(m); at--)
		out->rows.at[at] = out->rows.at[at - 1];
	out->rows.at[at] = *m;
}

/* Rows of one message's candidates. */
#define SCRATCH_MAX ((size_t)8 << 20)

int
prints_match(struct prints *p, const struct ask_prints *q, int64_t now_ms, struct arena *a, struct casefile_matches *out,
    struct why *why)
{
	struct arena *scratch = arena_new(SCRATCH_MAX);
	struct bytes tenant = q->tenant.len != 0 ? q->tenant : BYTES("default");
	size_t left = 2 * PRINTS_CANDIDATES_MAX;
	unsigned pictures = 0, texts = 0;
	int fault = 0;
	for (size_t i = 0; i < q->prints.count && fault == 0; i++) {
		const struct casefile_print *print = &q->prints.at[i];
		struct casefile_match m;
		bool is_near = print->kind == PRINT_PICTURE && pictures++ < NEAR_PICTURES_MAX;
		fault = match_print(p, print, tenant, is_near, now_ms, &left, scratch, &m, why);
		/* the whole text comes first; its beginnings are no other mail */
		bool is_counted = print->kind != PRINT_PICTURE && print->kind != PRINT_ATTACHED && (print->kind != PRINT_TEXT || texts++ == 0);
		uint64_t copies = !is_counted ? 0 : seen(p, print, q->is_counted, day_of(now_ms));
		if (print->kind == PRINT_TEXT)
			out->copies = copies > out->copies ? copies : out->copies;
		m.seen = copies;
		if (fault == 0 && strength(&m) > 0.01)
			add_match(out, a, &m);
		arena_reset(scratch);
	}
	arena_free(scratch);
	return fault;
}

/* -- learning -- */

/* A row so alike that it can carry a word on PRINT; 0: none. */
static int
find_same(struct prints *p, const struct casefile_print *print, struct arena *scratch, uint32_t *out, struct why *why)
{
	struct candidates found;
	*out = 0;
	find_candidates(p, print, false, &found);
	for (size_t i = 0; i < found.count; i++) {
		struct print_row row;
		int fault = prints_get(p->store, found.at[i], scratch, &row, why);
		if (fault == FAULT_ABSENT)
			continue;
		if (fault != 0)
			return fault;
		uint32_t least = is_text(print->kind) ? PRINTS_SAME : 100;
		if (likeness_of(&row, print) >= least) {
			*out = row.number;
			return 0;
		}
	}
	return 0;
}

int
prints_learn(struct prints *p, const struct ask_lesson *q, uint64_t lesson, int64_t now_ms, struct arena *a,
    struct print_rows *out_new, uint32_t *out_count, struct why *why)
{
	*out_count = 0;
	for (size_t i = 0; i < q->prints.count; i++) {
		const struct casefile_print *print = &q->prints.at[i];
		uint32_t number;
		if (print->octets.len != print_octets(print->kind))
			continue;
		int fault = find_same(p, print, a, &number, why);
		if (fault == 0 && number == 0) {
			fault = prints_add(p->store, print->kind, print->octets, now_ms, &number, why);
			struct print_row *row = fault == 0 ? LIST_ADD(a, &out_new->rows) : NULL;
			if (row != NULL)
				*row = (struct print_row){ .number = number, .kind = print->kind, .octets = print->octets };
		}
		if (fault == 0)
			fault = prints_report(p->store, number, lesson, q->by, now_ms, why);
		if (fault != 0)
			return fault;
		++*out_count;
	}
	return 0;
}
