/* prints: the fingerprints of one message, from what its case file says of it.
 *
 * Text: the set of pairs of neighbouring words (characters where no spaces are written) of what is read, of which one
 * hash each is kept in 32 classes (one-permutation hashing: Li, Owen and Zhang, NIPS 2012; empty classes borrow from
 * their neighbours: Shrivastava and Li, UAI 2014).  The share of equal hashes is the share of pairs that two texts have
 * in common, so words changed here and there change little.  Case, digits, punctuation and layout do not count.
 * The beginning of a long text has one of its own: padding below it changes nothing there.
 * Links: registrable domain (the whole host where anybody has a page) and the path with its numbers and codes taken
 * out.  Page: the order of its blocks.  Picture: brighter or darker than the neighbour (dHash).  File: SHA-256.
 *
 * Ceilings: PRINTS_TEXT_MAX octets of one text, and the few of each kind that enum prints_limits names, whatever the
 * message holds; so time is bounded.  A text of less than PRINTS_RUNS_MIN pairs has none: half of all short answers
 * are alike.  Runs in the dissector: what it gives is checked like all that a worker says. */
#ifndef PRINTS_PRINTS_H
#define PRINTS_PRINTS_H

#include "casefile/casefile.h"

enum prints_limits {
	PRINTS_TEXT_MAX = 6144, /* octets: what is beyond it, copies share or not as what is before */
	PRINTS_OPENING = 500,    /* octets at the beginning of a text of twice that or more, which have a print of their own; */
	PRINTS_OPENINGS = 3,     /* ... and twice, and four times as many */
	PRINTS_ATTACHED_OCTETS = 6144, /* of all attached texts together */
	PRINTS_RUNS_MIN = 24,
	PRINTS_ATTACHED_MAX = 3,
	PRINTS_PAGES_MAX = 2,
	PRINTS_LINKS_MAX = 16,
	PRINTS_PICTURES_MAX = 8,
	PRINTS_FILES_MAX = 12,
	PRINTS_BLOCKS_MIN = 12,  /* of a page: simpler ones are all alike */
	PRINTS_FILE_MIN = 512,   /* octets */
};

/**
 * prints_picture(c, part, looks, arena): Add the print of a picture.
 *
 * Takes:   looks  picture_looks(); 0: none
 */
void prints_picture(struct casefile *c, uint32_t part, uint64_t looks, struct arena *arena);

/**
 * prints_make(c, arena): Add all other prints of C, and its words.
 *
 * Fails:   never; what has no room in ARENA is left out
 * Cost:    linear in what the ceilings leave: below 50 us
 */
void prints_make(struct casefile *c, struct arena *arena);

/**
 * prints_text(text, out): The min-hash of one normalised text.
 *
 * Gives:   false where the text is too short to have one
 */
bool prints_text(struct bytes text, uint32_t out[PRINT_HASHES]);

/* The shape of a link: "/a/b17/login.php?id=9" and "/a/b4/login.php?id=3" have the same; 0 where nothing in it is its own. */
uint64_t prints_link(const struct casefile_url *u);

#endif
