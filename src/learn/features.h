/* features: what the learner sees of a message: hashes of short pieces of what a person reads.
 *
 * Only normalised, visible text, and of the header only what every site shows alike: Subject, the sender's shown name,
 * the endings of file names and the words of link paths.  Not seen, on purpose: Received lines, recipients, mailers,
 * dates, charsets, host names and the shape of the MIME tree, which tell where a collection of mail comes from and not
 * what it is.
 *
 * Pieces: 4-grams of characters and words, alone and in pairs; 1- to 3-grams for Chinese and Japanese, which write no
 * spaces.  Digits are one digit.  Each piece counts once in a set, so that saying a thing twice says nothing more; of a text
 * that is read block by block, once in the longest passage.
 * Ceiling: FEATURES_MAX pieces of one set; what is beyond it is not seen (all blocks of a message are fewer). */
#ifndef LEARN_FEATURES_H
#define LEARN_FEATURES_H

#include "casefile/casefile.h"

enum features_limits {
	FEATURES_MAX = 65536,
	FEATURES_SEEN = 32768,
	FEATURES_BLOCK = 100,    /* characters between two places where a passage may begin or end; then the word is ended */
	FEATURES_SHORTEST = 2,   /* blocks of a passage, where the text has as many */
	FEATURES_LONGEST = 15,
	FEATURES_WINDOW = FEATURES_LONGEST * FEATURES_BLOCK, /* characters of a text that are read in a row */
	FEATURES_WINDOW_LEAST = 40, /* octets of one that is not the only one */
	FEATURES_WINDOWS_MAX = 12, /* of one message: time stays bounded.  Of a longer one both ends and some between */
	FEATURES_BLOCKS_MAX = FEATURES_WINDOWS_MAX * (FEATURES_LONGEST + 1),
	FEATURES_LEARNED = 3500, /* characters of the text that are learned from: more is not better (TREC 2007) */
};

struct features {
	uint32_t at[FEATURES_MAX];
	size_t count;
	uint32_t seen[FEATURES_SEEN]; /* the last hash at each place and its block, so that most repetitions are found */
	uint32_t block;
};

/* Begin an empty set: F is all zero, or was one. */
void features_clear(struct features *f);

/**
 * features_header(f, c): Add the pieces of the header, the links and the files.
 */
void features_header(struct features *f, const struct casefile *c);

/* Some FEATURES_BLOCK characters of a text. */
struct features_block {
	struct bytes text;
	uint32_t end;   /* pieces of the set up to its end; they begin where those of the block before end */
	uint32_t first; /* the block with which its stretch of text begins: no passage goes across that */
};

/**
 * features_blocks(f, c, out): Add the pieces of C's texts, block by block.
 *
 * Takes:   f  an empty set
 * Cost:    linear, about 2.5 hashes for each character
 * Gives:   how many blocks; a new stretch begins behind a ruled line or a signature mark, so that what a list server adds
 *          below stands alone
 */
size_t features_blocks(struct features *f, const struct casefile *c, struct features_block out[FEATURES_BLOCKS_MAX]);

/* The same of TEXT, which is one stretch. */
size_t features_blocks_of(struct features *f, struct bytes text, struct features_block out[FEATURES_BLOCKS_MAX]);

/* Pieces of the set before block I. */
static inline size_t
features_before(const struct features_block *blocks, size_t i)
{
	return i == 0 ? 0 : blocks[i - 1].end;
}

/* Passages that end with one block: those that begin with the blocks FROM to LAST. */
struct features_passages {
	size_t from, last; /* from > last: none */
};

/**
 * features_passages(blocks, count, end): The passages that end with block END: of FEATURES_SHORTEST to FEATURES_LONGEST
 * blocks, and of a shorter stretch the whole.
 */
struct features_passages features_passages(const struct features_block *blocks, size_t count, size_t end);

/**
 * features_learned(c): The text of C that is learned from: the beginning of its longest, without what stands below a
 * ruled line or a signature mark.
 */
struct bytes features_learned(const struct casefile *c);

#endif
