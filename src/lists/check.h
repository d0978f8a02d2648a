/* check: what the lists say of the addresses and names in one message.
 *
 * A pure function over a book of DNS answers (dns/book.h) and the state of the lists.  The subjects are chosen by
 * whoever knows the message; here each is asked in the form that a list takes, at most once.
 *
 * Ceilings: LISTS_SUBJECTS_MAX subjects, of each kind as many as say something new, so that a message with a
 * thousand links asks no more than one with ten. */
#ifndef LISTS_CHECK_H
#define LISTS_CHECK_H

#include "lists/lists.h"

enum lists_kind {
	LISTS_CLIENT,    /* address of who connected */
	LISTS_HOP,       /* address of a hop before it, which it may have invented */
	LISTS_FROM,      /* domains, from here */
	LISTS_MAIL_FROM,
	LISTS_REPLY_TO,
	LISTS_SIGNER,    /* DKIM d= */
	LISTS_HELO,
	LISTS_LINK,      /* host of a link: a name or an address */
	LISTS_PAGE,      /* host and path of a link */
	LISTS_ADDRESS,   /* e-mail address */
	LISTS_OWN,       /* an address or domain of ours, or that a person asks about */
	LISTS_KIND_COUNT
};
extern const char *const lists_kind_names[LISTS_KIND_COUNT];

enum lists_check_limits {
	LISTS_SUBJECTS_MAX = 32,
	LISTS_HOPS_MAX = 2,
	LISTS_LINKS_MAX = 8,
	LISTS_PAGES_MAX = 4,
	LISTS_ADDRESSES_MAX = 4,
	LISTS_OWN_MAX = 32,
	LISTS_HITS_MAX = 100,
};

struct lists_subject {
	enum lists_kind kind;
	struct bytes text;   /* as it is asked: an address, a registrable domain, a mailbox, host/path */
	uint32_t asks;       /* which of enum lists_asks it fits */
	struct bytes first;  /* what is put before the zone, for addresses and domains */
};

struct lists_subjects {
	struct lists_subject at[LISTS_SUBJECTS_MAX];
	size_t count;
};

struct lists_hit {
	const struct list *list;
	const struct lists_subject *subject;
	const struct lists_code *code;
	uint8_t address[4];
};

/* How one list that had to be asked did. */
struct lists_outcome {
	struct list *list;
	uint32_t asked;
	uint32_t answered;
	uint32_t late;    /* time-outs and failures */
	uint32_t hits;
	bool is_refused;
	bool is_nonsense;
	bool is_suspended; /* not asked */
};

struct lists_results {
	LIST(struct lists_hit) hits;
	LIST(struct lists_outcome) outcomes;
};

/**
 * lists_subject_add(out, arena, kind, text): One more thing to ask about.
 *
 * Takes:   text  an IP address, a host, a mailbox or a "host/path", as the kind says; copied where it changes
 * Gives:   true where it will be asked.  What is no such thing, is there already, or is beyond its kind's ceiling is
 *          left out; so is an address that is nobody's in particular (loopback, private, link-local)
 */
bool lists_subject_add(struct lists_subjects *out, struct arena *arena, enum lists_kind kind, struct bytes text);

/**
 * lists_check(lists, range, subjects, book, arena, out): Ask every list in RANGE that can know about each subject.
 *
 * Takes:   subjects  outlive the results
 * Gives:   1 and *out, complete; 0 where the book must get answers first, then call again
 * Fails:   FAULT_LIMIT at the arena's ceiling
 */
int lists_check(const struct lists *lists, struct lists_range range, const struct lists_subjects *subjects,
    struct dns_book *book, struct arena *arena, struct lists_results *out);

/**
 * lists_learn(lists, results, now_ms): Suspend the lists that did not answer, refused or answered nonsense.
 *
 * One message is enough: the probe that follows at once brings back a list that was only slow.
 */
void lists_learn(struct lists *lists, const struct lists_results *results, int64_t now_ms);

#endif
