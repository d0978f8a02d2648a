/* lists: the DNS lists of a table with the operator's keys, and how each is doing.
 *
 * A list is believed only while its control entries answer as RFC 5782 s5 wants: what must be listed is, what must
 * not be is not.  One that lists everybody (dead ones have ended so), refuses us, keeps silent or answers outside
 * 127/8 is suspended, which is temporary and never "not listed"; it is probed again, and said once.
 *
 * State changes only in lists_probe and lists_learn; lists_check reads it.  Nothing here knows the network. */
#ifndef LISTS_LISTS_H
#define LISTS_LISTS_H

#include "dns/book.h"
#include "lists/table.h"

enum list_state {
	LIST_UNTESTED,
	LIST_GOOD,
	LIST_SILENT,  /* does not answer, or fails */
	LIST_REFUSED, /* answers that we may not ask */
	LIST_WILD,    /* lists what must not be, or answers outside 127/8 */
	LIST_EMPTY,   /* does not list its control entry: it has been emptied */
	LIST_IDLE,    /* never asked: dead, superseded, replaced by another, or without its key */
	LIST_STATE_COUNT
};
/* Sentences for the log. */
extern const char *const list_state_names[LIST_STATE_COUNT];

enum lists_times {
	LISTS_PROBE_GOOD_MS = 10 * 60 * 1000,
	LISTS_PROBE_SUSPENDED_MS = 60 * 60 * 1000, /* refused, wild, empty: somebody must act */
	LISTS_PROBE_SILENT_MS = 1000,              /* doubled at each failure */
	LISTS_PROBE_SILENT_MAX_MS = 2 * 60 * 1000,
};

struct list {
	const struct lists_row *row;
	struct bytes zone; /* with its key; "" where it is idle for want of one */
	enum list_state state;
	enum list_state said;
	uint32_t failures; /* probes in a row */
	int64_t probe_at_ms;
};

/* The operator's keys; "" where there is none. */
struct lists_keys {
	struct bytes dqs;
	struct bytes abusix;
};

struct lists {
	struct arena *arena;
	struct lists_table table;
	struct list *all; /* in the order of the table */
	size_t count;
};

/**
 * lists_new(extra, keys, out, why): The built-in table and the operator's, every list untested.
 *
 * Takes:   extra  the text of the operator's file, or ""; copied
 * Fails:   FAULT_CONFIG for a mistake in it, or a key that is no label
 */
int lists_new(struct bytes extra, const struct lists_keys *keys, struct lists **out, struct why *why);
void lists_free(struct lists *lists);

/* How many lists of a book's questions to take at once: a probe has two, every subject one for each list. */
#define LISTS_AT_ONCE(subjects) ((size_t)((DNS_BOOK_MAX - 10) / (2 + (subjects))))

/* Is it asked about every message? */
static inline bool
list_is_in_line(const struct list *l)
{
	return l->row->use == LISTS_LINE && l->state != LIST_IDLE;
}

/* Which lists are meant: those from..to (as far as there are any), or only some of them. */
struct lists_range {
	size_t from;
	size_t to;
	uint32_t asks;    /* only those that list one of these (enum lists_asks); 0: any */
	bool in_line;     /* only those that are asked about every message */
	bool is_untested; /* only those that were never probed */
	bool is_eager;    /* in lists_check: those, too, beside their probe; what they say counts when it is passed */
};
#define LISTS_IN_LINE ((struct lists_range){ .to = SIZE_MAX, .in_line = true })

/**
 * lists_probe(lists, range, now_ms, book): Ask the control entries of those in RANGE that are due.
 *
 * Takes:   now_ms  a steady clock; the same in all calls over one book
 * Gives:   1, and their states are set; 0 where the book must get answers first, then call again with the same book
 */
int lists_probe(struct lists *lists, struct lists_range range, int64_t now_ms, struct dns_book *book);

/* When the next probe of a list in line (or of any) is due, on the clock of now_ms. */
int64_t lists_probe_next(const struct lists *lists, bool any);

/**
 * lists_changed(lists): A list whose suspension began or ended since this was asked last; NULL when all is said.
 */
const struct list *lists_changed(struct lists *lists);

/* Is L in RANGE? */
bool lists_range_has(const struct lists *lists, struct lists_range range, size_t index);

/* What one answer of a list says. */
struct list_answer {
	enum { LIST_SAYS_NO, LIST_SAYS_YES, LIST_SAYS_REFUSED, LIST_SAYS_NONSENSE, LIST_SAYS_LATER } says;
	const struct lists_code *code; /* of a yes: the heaviest that fits; of other evidence than white if there is any */
	uint8_t address[4];            /* that it stands for */
};

/**
 * list_answer(row, answer): Read ANSWER as ROW's codes tell.
 *
 * An address in 127/8 that fits no code is a no: lists add codes for purposes of their own.
 */
struct list_answer list_answer(const struct lists_row *row, const struct dns_answer *answer);

#endif
