/* prints: which reported fingerprints a message's are like, and what people said of those.
 *
 * A min-hash is found by any of PRINT_BANDS runs of three of its hashes that is the same (locality-sensitive hashing:
 * Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets s3.4), a picture by any quarter of its bits
 * but for one bit, everything else by its octets.  What is found is compared whole, and counts from PRINTS_LIKE per
 * cent; a text in the mail is compared with texts in files, too, for campaigns move from one to the other.
 *
 * One reporter has one word on what is alike, his newest.  Words fade by half in PRINTS_HALF_DAYS.  Those of another
 * organisation's users count half.  What a person of weight called good is vetoed: docs/feedback.md has the arithmetic. */
#ifndef KEEPER_PRINTS_H
#define KEEPER_PRINTS_H

#include "store/lessons.h"
#include "wire/ask.h"

struct prints;

enum prints_numbers {
	PRINT_BANDS = 10,       /* of three hashes: measured against 8 of 4 and 16 of 2 (docs/fingerprints.md) */
	PRINT_ROWS = 3,
	PRINTS_LIKE = 34,       /* per cent from which two texts are copies */
	PRINTS_SAME = 85,       /* ... and so alike that one row carries the words on both */
	PRINTS_PICTURE_LIKE = 87, /* per cent: 8 of 64 bits */
	PRINTS_CANDIDATES_MAX = 48, /* compared for one fingerprint, and twice as many for a message: some 10 ms at worst */
	PRINTS_HALF_DAYS = 30,
	PRINTS_KEPT_DAYS = 120, /* without a new report: a word is worth a sixteenth */
	PRINTS_KEYS_MAX = 10,
};

/* Octets of the table in memory where nothing is configured: two million keys. */
#define PRINTS_MEMORY ((size_t)32 << 20)

/**
 * prints_open(store, data, octets, out, why): Put all that is stored into memory.
 *
 * Takes:   store   outlives it
 *          data    the directory where the table is saved between two lives; outlives it
 *          octets  of the table
 * Cost:    where the table was saved and fits, reading it; else reads every fingerprint once: some 2 to 8 us each
 */
int prints_open(struct store *store, int data, size_t octets, struct prints **out, struct why *why);

/* Saves the table; where that fails, what was counted is forgotten. */
void prints_close(struct prints *p);

/**
 * prints_keys(kind, octets, out): The keys by which a fingerprint is found.
 *
 * Gives:   how many
 */
size_t prints_keys(enum print_kind kind, struct bytes octets, uint64_t out[PRINTS_KEYS_MAX]);

/**
 * prints_match(p, q, now_ms, a, out, why): What is known of the fingerprints in Q.
 *
 * Gives:   out->rows, strongest first, and out->copies; counts this message where q->is_counted
 * Fails:   as the store, FAULT_LIMIT
 */
int prints_match(struct prints *p, const struct ask_prints *q, int64_t now_ms, struct arena *a, struct casefile_matches *out,
    struct why *why);

/**
 * prints_learn(p, q, lesson, now_ms, a, out_new, out_count, why): LESSON says something of the fingerprints in Q: rows, in
 * a transaction of the caller, who calls prints_put() with *out_new when it is committed.
 */
int prints_learn(struct prints *p, const struct ask_lesson *q, uint64_t lesson, int64_t now_ms, struct arena *a,
    struct print_rows *out_new, uint32_t *out_count, struct why *why);

/* These rows are there now; or not any more. */
void prints_put(struct prints *p, const struct print_rows *rows, int64_t now_ms);
void prints_drop(struct prints *p, const struct print_rows *rows);

#endif
