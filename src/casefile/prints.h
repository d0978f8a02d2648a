/* prints: fingerprints of a message, and what is known of each.
 *
 * Part of the case file (casefile/casefile.h).  A fingerprint is a digest of something that the copies of one campaign
 * have in common: nobody can read the message in it.  Bulk is not bad: that many copies came says nothing against
 * them; only what people report does. */
#ifndef CASEFILE_PRINTS_H
#define CASEFILE_PRINTS_H

#include "base/schema.h"

enum casefile_prints_limits {
	PRINT_HASHES = 32,         /* of a min-hash: the share that two have in common is known to 9 points of 100 */
	CASEFILE_PRINTS_MAX = 48,
	CASEFILE_WORDS_MAX = 512,  /* as much as the lessons of one organisation look at */
	CASEFILE_MATCHES_MAX = 16, /* a person reads three */
	PRINT_COPIES_BULK = 100,   /* within days: a mailing */
};

enum print_kind {
	PRINT_TEXT,     /* PRINT_HASHES u32: min-hash of what is read in the mail itself */
	PRINT_ATTACHED, /* the same of what is read in a file with it */
	PRINT_PAGE,     /* u64: how its page is built */
	PRINT_LINK,     /* u64: host and shape of the path of a link */
	PRINT_PICTURE,  /* u64: what a picture looks like */
	PRINT_FILE,     /* SHA-256 of an attached file */
	PRINT_KIND_COUNT
};
extern const char *const print_kind_names[PRINT_KIND_COUNT];

struct casefile_print {
	enum print_kind kind;
	uint32_t part;
	struct bytes octets; /* numbers are little-endian; print_octets() of them */
};

/* What people said of mail with one of these fingerprints. */
struct casefile_match {
	enum print_kind kind;
	uint32_t part;        /* of ours */
	uint32_t likeness;    /* per cent: 100 is the same */
	double spam;          /* reports, each at most 1: by who reported it, and fading */
	double phishing;
	double virus;
	double ham;
	uint32_t reporters;      /* different ones who called it bad */
	uint32_t good_reporters; /* ... who called it good */
	bool by_operator;     /* an operator called it bad */
	bool is_vetoed;       /* somebody who may called it good: what was said against it does not count */
	uint64_t seen;        /* copies since it was reported */
	int64_t first_ms;     /* reported */
	int64_t last_ms;
};

struct casefile_matches {
	bool was_asked;
	LIST(struct casefile_match) rows; /* strongest first */
	uint64_t copies;  /* of the text that came within days, this one included; 0: not counted */
	double taught;    /* log-odds that the organisation's own lessons add: > 0 is bad */
	uint32_t lessons; /* that taught it */
};

extern const struct schema casefile_print_schema;
extern const struct schema casefile_match_schema;
extern const struct schema casefile_matches_schema;

/* How many octets a fingerprint of KIND has. */
size_t print_octets(enum print_kind kind);

/**
 * print_likeness(kind, a, b): How much two fingerprints of KIND have in common, in per cent.
 *
 * Takes:   a, b  print_octets(kind) each
 */
uint32_t print_likeness(enum print_kind kind, struct bytes a, struct bytes b);

#endif
