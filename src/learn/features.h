/* features: what the learner sees of a message: hashes of short pieces of what a person reads.
 *
 * Only normalised, visible text, and of the header only what every site shows alike: Subject, the sender's shown name,
 * the endings of file names and the words of link paths.  Not seen, on purpose: Received lines, recipients, mailers,
 * dates, charsets, host names and the shape of the MIME tree, which tell where a collection of mail comes from and not
 * what it is.
 *
 * Pieces: 4-grams of characters and words, alone and in pairs; 1- to 3-grams for Chinese and Japanese, which write no
 * spaces.  Digits are one digit.  Each piece counts once in a set, so that saying a thing twice says nothing more.
 * Ceiling: FEATURES_MAX pieces of one set; what is beyond it is not seen (a window is far smaller). */
#ifndef LEARN_FEATURES_H
#define LEARN_FEATURES_H

#include "casefile/casefile.h"

enum features_limits {
	FEATURES_MAX = 16384,
	FEATURES_SEEN = 32768,
	FEATURES_WINDOW = 1500,   /* characters of a text scored together */
	FEATURES_WINDOW_LEAST = 40, /* octets of one that is not the only one */
	FEATURES_LEARNED = 3500,  /* characters of the text that are learned from: more is not better (TREC 2007) */
	FEATURES_WINDOWS_MAX = 12, /* of one message: time stays bounded.  Of a longer one both ends and some between */
};

struct features {
	uint32_t at[FEATURES_MAX];
	size_t count;
	uint32_t seen[FEATURES_SEEN]; /* the last hash at each place, so that most repetitions are found */
};

/* Begin an empty set: F is all zero, or was one. */
void features_clear(struct features *f);

/**
 * features_header(f, c): Add the pieces of the header, the links and the files.
 */
void features_header(struct features *f, const struct casefile *c);

/**
 * features_text(f, text): Add the pieces of TEXT (normalised UTF-8).
 *
 * Cost:    linear, about 2.5 hashes for each character
 */
void features_text(struct features *f, struct bytes text);

/* A stretch of one of the message's texts. */
struct features_window {
	uint32_t text; /* index into the case file's texts */
	struct bytes part;
};

/**
 * features_windows(c, out): Where the windows of C's texts lie, at most FEATURES_WINDOWS_MAX.
 *
 * Gives:   how many; a new one begins behind a ruled line or a signature mark, so that what a list server adds below
 *          stands alone
 */
size_t features_windows(const struct casefile *c, struct features_window out[FEATURES_WINDOWS_MAX]);

/**
 * features_learned(c): The text of C that is learned from: the beginning of its longest, without what stands below a
 * ruled line or a signature mark.
 */
struct bytes features_learned(const struct casefile *c);

#endif
