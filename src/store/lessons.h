/* lessons: what people said of messages, and the fingerprints that carry it, as rows.
 *
 * Only rows: what they mean is keeper/lessons.h.  A lesson is never changed but by being undone; all that it did hangs
 * on its number, so that taking it back is deleting what hangs on it.  Every call stands inside a transaction of the
 * caller where it writes. */
#ifndef STORE_LESSONS_H
#define STORE_LESSONS_H

#include "store/store.h"
#include "wire/lesson.h"

enum lessons_limits {
	LESSONS_REPORTS_MAX = 128,    /* words on one fingerprint that are kept; more say nothing new */
	LESSONS_SAME_MAX = 4,         /* ... of one reporter: nobody can crowd the others out */
	LESSONS_PRINTS_MAX = 10000000, /* fingerprints: about 3 GB */
};

/* What one lesson gave to a key of its sender, so that it can be taken back. */
struct lesson_credit {
	struct bytes key;
	double good;
	double bad;
};

struct lesson_credits {
	LIST(struct lesson_credit) keys;
};

/* A lesson as it was stored. */
struct lesson {
	uint64_t number;
	int64_t time_ms;
	struct bytes by;
	enum teacher teacher;
	enum lesson_as as;
	struct bytes tenant;
	struct bytes sha256;
	double base;
	struct bytes words;
	bool is_undone;
	struct lesson_credits credits;
};

/* One fingerprint. */
struct print_row {
	uint32_t number;
	enum print_kind kind;
	struct bytes octets;
	int64_t first_ms;
	int64_t last_ms;
};

/* One person's word on a fingerprint. */
struct print_report {
	struct bytes by;
	struct bytes tenant;
	enum teacher teacher;
	enum lesson_as as;
	int64_t time_ms;
};

struct print_reports {
	LIST(struct print_report) rows; /* oldest first */
};

/**
 * lessons_add(s, q, now_ms, out_number, why): A new lesson.
 */
int lessons_add(struct store *s, const struct ask_lesson *q, int64_t now_ms, uint64_t *out_number, struct why *why);

/**
 * lessons_finish(s, number, row, credits, why): What came of it, for the audit log and for taking it back.
 *
 * Takes:   row  prints, credits and is_learned
 */
int lessons_finish(struct store *s, uint64_t number, const struct lesson_row *row, const struct lesson_credits *credits,
    struct why *why);

/**
 * lessons_get(s, number, a, out, why): One lesson, undone or not.
 *
 * Fails:   FAULT_ABSENT
 */
int lessons_get(struct store *s, uint64_t number, struct arena *a, struct lesson *out, struct why *why);

/**
 * lessons_last(s, by, sha256, a, out, why): The newest lesson of BY about this message that was not undone; of anybody
 * where BY is "".
 *
 * Fails:   FAULT_ABSENT
 */
int lessons_last(struct store *s, struct bytes by, struct bytes sha256, struct arena *a, struct lesson *out, struct why *why);

/* How many BY gave since SINCE_MS, undone ones too: undoing makes no room for more. */
int lessons_count(struct store *s, struct bytes by, int64_t since_ms, uint64_t *out, struct why *why);

/**
 * lessons_find(s, q, a, out, why): For people, newest first.
 */
int lessons_find(struct store *s, const struct ask_lessons *q, struct arena *a, struct answer_lessons *out, struct why *why);

/**
 * lessons_each(s, tenant, most, since_ms, see, context, why): The MOST newest lessons of TENANT that stand and have words,
 * oldest first.
 */
int lessons_each(struct store *s, struct bytes tenant, uint32_t most, int64_t since_ms,
    void (*see)(void *context, const struct lesson *l), void *context, struct why *why);

/**
 * lessons_undo(s, number, by, now_ms, a, out_orphans, why): It does not stand any more.
 *
 * Gives:   0, and the fingerprints that nobody reports now; they are deleted
 */
struct print_rows {
	LIST(struct print_row) rows;
};
int lessons_undo(struct store *s, uint64_t number, struct bytes by, int64_t now_ms, struct arena *a,
    struct print_rows *out_orphans, struct why *why);

/**
 * lessons_expire(s, words_before_ms, before_ms, most, why): Forget the words of at most MOST lessons that are older than
 * WORDS_BEFORE_MS, and at most MOST that are older than BEFORE_MS and carried by no fingerprint any more.
 *
 * Gives:   how many, or a fault
 */
int lessons_expire(struct store *s, int64_t words_before_ms, int64_t before_ms, uint32_t most, struct why *why);

/* A new fingerprint. */
int prints_add(struct store *s, enum print_kind kind, struct bytes octets, int64_t now_ms, uint32_t *out_number,
    struct why *why);

/**
 * prints_report(s, number, lesson, by, now_ms, why): LESSON, given by BY, says something of fingerprint NUMBER.
 *
 * Gives:   0; beyond LESSONS_REPORTS_MAX the oldest gives way, beyond LESSONS_SAME_MAX of his nothing is added
 */
int prints_report(struct store *s, uint32_t number, uint64_t lesson, struct bytes by, int64_t now_ms, struct why *why);

/**
 * prints_get(s, number, a, out, why): One fingerprint.
 *
 * Fails:   FAULT_ABSENT
 */
int prints_get(struct store *s, uint32_t number, struct arena *a, struct print_row *out, struct why *why);

/* What was said of fingerprint NUMBER by lessons that stand. */
int prints_reports(struct store *s, uint32_t number, struct arena *a, struct print_reports *out, struct why *why);

/* Every fingerprint, for the table in memory; its octets live during the call of SEE. */
int prints_each(struct store *s, void (*see)(void *context, const struct print_row *row), void *context, struct why *why);

/* How many there are, and the number of the newest; 0: none. */
int prints_extent(struct store *s, uint64_t *out_count, uint64_t *out_newest, struct why *why);

/**
 * prints_expire(s, before_ms, rows_max, most, a, out, why): Forget at most MOST fingerprints that nobody reported since
 * BEFORE_MS, or that are more than ROWS_MAX.
 */
int prints_expire(struct store *s, int64_t before_ms, uint64_t rows_max, uint32_t most, struct arena *a,
    struct print_rows *out, struct why *why);

#endif
